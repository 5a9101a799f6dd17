/// Numbers as bytes, least first.
struct ByteWriter {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func write(_ count: Int) { write(UInt64(count)) }

    mutating func write(_ number: Double) { write(number.bitPattern) }

    mutating func write(_ text: [UInt8]) {
        write(text.count)
        bytes += text
    }

    mutating func write(_ keys: [UInt64]) {
        write(keys.count)
        for key in keys { write(key) }
    }

    mutating func write(_ numbers: [Float]) {
        write(numbers.count)
        for number in numbers {
            withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
    }

    private mutating func write(_ value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// What was written, as far as it goes.
struct ByteReader {
    private let all: [UInt8]
    private var place: Int

    init(_ all: [UInt8], from place: Int) {
        self.all = all
        self.place = place
    }

    mutating func count() -> Int? { whole().flatMap { Int(exactly: $0) } }

    mutating func number() -> Double? { whole().map { Double(bitPattern: $0) } }

    mutating func bytes() -> ArraySlice<UInt8>? {
        guard let count = count(), count <= all.count - place else { return nil }
        defer { place += count }
        return all[place..<place + count]
    }

    mutating func wholes() -> [UInt64]? { many { UInt64(littleEndian: $0) } }

    mutating func floats() -> [Float]? {
        many { (bits: UInt32) in Float(bitPattern: UInt32(littleEndian: bits)) }
    }

    /// A count and as many numbers of the same size.
    private mutating func many<Bits: BitwiseCopyable, Number>(
        _ number: (Bits) -> Number
    ) -> [Number]? {
        let size = MemoryLayout<Bits>.size
        guard let count = count(), count <= (all.count - place) / size else { return nil }
        defer { place += count * size }
        return all.withUnsafeBytes { bytes in
            [Number](unsafeUninitializedCapacity: count) { buffer, filled in
                for index in 0..<count {
                    let bits = bytes.loadUnaligned(
                        fromByteOffset: place + index * size, as: Bits.self)
                    buffer.initializeElement(at: index, to: number(bits))
                }
                filled = count
            }
        }
    }

    private mutating func whole() -> UInt64? {
        guard all.count - place >= 8 else { return nil }
        defer { place += 8 }
        return (0..<8).reduce(UInt64(0)) { $0 | UInt64(all[place + $1]) << (8 * $1) }
    }
}
