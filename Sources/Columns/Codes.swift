import CKernels

/// The codes of one column in one chunk of rows: a byte each until the column has more distinct
/// values than a byte can name, then two, then four. Code 0 means that the value is missing.
struct Codes: Sendable {
    enum Width: Int, Comparable, Sendable {
        case one, two, four

        static func < (a: Width, b: Width) -> Bool { a.rawValue < b.rawValue }

        static func holding(_ code: Int) -> Width {
            code <= 0xFF ? .one : code <= 0xFFFF ? .two : .four
        }
    }

    private(set) var width = Width.one
    /// Only the array of the current width is filled; three arrays instead of an enum's payload,
    /// because those are changed in place without a copy.
    private(set) var bytes: [UInt8]
    private(set) var shorts: [UInt16] = []
    private(set) var words: [UInt32] = []

    /// Missing values for rows that came before the column did.
    init(missing count: Int) {
        bytes = Array(repeating: 0, count: count)
    }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    init(_ shorts: [UInt16]) {
        (width, bytes, self.shorts) = (.two, [], shorts)
    }

    init(_ words: [UInt32]) {
        (width, bytes, self.words) = (.four, [], words)
    }

    var count: Int {
        switch width {
        case .one: bytes.count
        case .two: shorts.count
        case .four: words.count
        }
    }

    subscript(row: Int) -> Int {
        get {
            switch width {
            case .one: Int(bytes[row])
            case .two: Int(shorts[row])
            case .four: Int(words[row])
            }
        }
        set {
            widen(to: .holding(newValue))
            switch width {
            case .one: bytes[row] = UInt8(truncatingIfNeeded: newValue)
            case .two: shorts[row] = UInt16(truncatingIfNeeded: newValue)
            case .four: words[row] = UInt32(truncatingIfNeeded: newValue)
            }
        }
    }

    mutating func append(_ code: Int) {
        widen(to: .holding(code))
        switch width {
        case .one: bytes.append(UInt8(truncatingIfNeeded: code))
        case .two: shorts.append(UInt16(truncatingIfNeeded: code))
        case .four: words.append(UInt32(truncatingIfNeeded: code))
        }
    }

    mutating func removeLast() {
        switch width {
        case .one: bytes.removeLast()
        case .two: shorts.removeLast()
        case .four: words.removeLast()
        }
    }

    mutating func remove(at row: Int) {
        switch width {
        case .one: bytes.remove(at: row)
        case .two: shorts.remove(at: row)
        case .four: words.remove(at: row)
        }
    }

    /// The same codes with the rows in another order.
    mutating func reorder(_ rows: [Int]) {
        switch width {
        case .one: bytes = rows.map { bytes[$0] }
        case .two: shorts = rows.map { shorts[$0] }
        case .four: words = rows.map { words[$0] }
        }
    }

    /// `out[row] = table[code of row]` for every row; `table` has an entry for each code.
    func map<T>(through table: [T], into out: inout [T]) {
        out.withUnsafeMutableBufferPointer { map(through: table, into: $0) }
    }

    /// The same of small numbers, many rows at once.
    func map(through table: [Int16], into out: UnsafeMutableBufferPointer<Int16>) {
        guard width == .one else {
            width == .two ? Codes.map(shorts, table, out) : Codes.map(words, table, out)
            return
        }
        precondition(out.count == bytes.count)
        bytes.withUnsafeBufferPointer { codes in
            table.withUnsafeBufferPointer { table in
                kernels_look_up(
                    codes.baseAddress, table.baseAddress, table.count, out.baseAddress, out.count)
            }
        }
    }

    func map<T>(through table: [T], into out: UnsafeMutableBufferPointer<T>) {
        switch width {
        case .one: Codes.map(bytes, table, out)
        case .two: Codes.map(shorts, table, out)
        case .four: Codes.map(words, table, out)
        }
    }

    var byteCount: Int { bytes.capacity + 2 * shorts.capacity + 4 * words.capacity }

    private mutating func widen(to wider: Width) {
        guard wider > width else { return }
        switch wider {
        case .one: break
        case .two: shorts = bytes.map(UInt16.init)
        case .four: words = width == .one ? bytes.map(UInt32.init) : shorts.map(UInt32.init)
        }
        bytes = []
        if wider == .four { shorts = [] }
        width = wider
    }

    @inline(__always)
    private static func map<C: FixedWidthInteger, T>(
        _ codes: [C], _ table: [T], _ out: UnsafeMutableBufferPointer<T>
    ) {
        precondition(out.count == codes.count)
        codes.withUnsafeBufferPointer { codes in
            table.withUnsafeBufferPointer { table in
                for row in 0..<codes.count {
                    out[row] = table[Int(truncatingIfNeeded: codes[row])]
                }
            }
        }
    }
}
