extension Zone {
    /// Reads a compiled zone file of the IANA database (RFC 9636, versions 1 to 4).
    /// - Returns: Nil for bytes that are no such file.
    public init?(name: String, tzif bytes: [UInt8]) {
        var reader = TZifReader(bytes: bytes)
        guard var header = reader.header() else { return nil }
        if header.version >= 2 {
            // The first block repeats part of the second in 32 bits, for old readers.
            guard reader.skip(header.blockLength(timeSize: 4)), let second = reader.header() else {
                return nil
            }
            header = second
        }
        guard let block = reader.block(header, timeSize: header.version >= 2 ? 8 : 4) else {
            return nil
        }
        var rule: ZoneRule?
        if header.version >= 2, let footer = reader.footer(), !footer.isEmpty {
            rule = ZoneRule(footer)
            if rule == nil { return nil }
        }
        self.init(name: name, changes: block.changes, offsets: block.offsets, rule: rule)
    }
}

private struct TZifReader {
    struct Header {
        let version: Int
        /// Counts of UT marks, standard marks, leap seconds, changes, types, name letters.
        let utMarks, standardMarks, leaps, changes, types, letters: Int

        func blockLength(timeSize: Int) -> Int {
            changes * (timeSize + 1) + types * 6 + letters + leaps * (timeSize + 4) + standardMarks
                + utMarks
        }
    }

    let bytes: [UInt8]
    var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func integer(_ size: Int) -> Int64 {
        var value = Int64(Int8(bitPattern: bytes[at]))
        for index in 1..<size { value = value << 8 | Int64(bytes[at + index]) }
        at += size
        return value
    }

    mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= bytes.count - at else { return false }
        at += count
        return true
    }

    mutating func header() -> Header? {
        guard bytes.count - at >= 44, bytes[at..<at + 4].elementsEqual("TZif".utf8) else {
            return nil
        }
        let version = bytes[at + 4] == 0 ? 1 : Int(bytes[at + 4]) - 0x30
        at += 20
        let counts = (0..<6).map { _ in Int(integer(4)) }
        guard 1...9 ~= version, counts.allSatisfy({ 0...100_000 ~= $0 }), counts[4] > 0 else {
            return nil
        }
        return Header(
            version: version, utMarks: counts[0], standardMarks: counts[1], leaps: counts[2],
            changes: counts[3], types: counts[4], letters: counts[5])
    }

    /// Zones that count leap seconds (`right/…`) are refused: our instants do not.
    mutating func block(
        _ header: Header, timeSize: Int
    ) -> (changes: [Int64], offsets: [Int64])? {
        let end = at + header.blockLength(timeSize: timeSize)
        guard end <= bytes.count, header.leaps == 0 else { return nil }
        let changes = (0..<header.changes).map { _ in integer(timeSize) }
        let indices = bytes[at..<at + header.changes].map(Int.init)
        at += header.changes
        var types: [Int64] = []
        for _ in 0..<header.types {
            types.append(integer(4))
            at += 2
        }
        at = end
        guard indices.allSatisfy({ $0 < types.count }),
            zip(changes, changes.dropFirst()).allSatisfy({ $0 < $1 }),
            types.allSatisfy({ -89_999...93_599 ~= $0 })
        else { return nil }
        return (changes, [types[0]] + indices.map { types[$0] })
    }

    /// The rule for the time after the last change, between two line ends.
    mutating func footer() -> ArraySlice<UInt8>? {
        guard at < bytes.count, bytes[at] == 0x0A,
            let end = bytes[(at + 1)...].firstIndex(of: 0x0A)
        else { return nil }
        return bytes[at + 1..<end]
    }
}
