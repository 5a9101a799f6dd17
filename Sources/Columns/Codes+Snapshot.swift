extension Codes {
    /// Says which codes are there.
    func mark(_ isUsed: inout [Bool]) {
        switch width {
        case .one: for code in bytes { isUsed[Int(code)] = true }
        case .two: for code in shorts { isUsed[Int(code)] = true }
        case .four: for code in words { isUsed[Int(code)] = true }
        }
    }

    /// Other codes for the same values.
    func mapped(_ map: [Int]?) -> Codes {
        guard let map else { return self }
        var codes = Codes(missing: 0)
        for row in 0..<count { codes.append(map[self[row]]) }
        return codes
    }

    func write(to out: inout BlockWriter) {
        out.write(1 << width.rawValue)
        switch width {
        case .one: out.write(bytes)
        case .two: out.write(shorts)
        case .four: out.write(words)
        }
    }

    var largest: Int {
        switch width {
        case .one: Int(bytes.max() ?? 0)
        case .two: Int(shorts.max() ?? 0)
        case .four: Int(words.max() ?? 0)
        }
    }

    /// - Parameter size: bytes of a code.
    init?(from input: inout BlockReader, count: Int, size: Int) {
        self.init(missing: 0)
        switch size {
        case 1:
            guard let codes: [UInt8] = input.numbers(count) else { return nil }
            self = Codes(codes)
        case 2:
            guard let codes: [UInt16] = input.numbers(count) else { return nil }
            self = Codes(codes)
        case 4:
            guard let codes: [UInt32] = input.numbers(count) else { return nil }
            self = Codes(codes)
        default: return nil
        }
    }
}
