public import Base

extension TableReader {
    /// Opens a table as people have it: compressed or not, with or without a mark of its encoding.
    /// - Parameters:
    ///   - encoding: what the file is in; the mark at its beginning wins, UTF-8 is assumed.
    ///   - delimiter: guessed when nil.
    /// - Throws: `Refusal` for what is no table: a workbook, a picture, nothing.
    public static func open(
        _ source: any ByteSource, encoding: TextEncoding? = nil, delimiter: UInt8? = nil
    ) throws -> TableReader {
        var bytes = PeekingSource(source)
        if try bytes.peek(2) == [0x1F, 0x8B] {
            bytes = PeekingSource(GzipSource(bytes))
        }
        let beginning = try bytes.peek(4)
        guard beginning != [0x50, 0x4B, 0x03, 0x04] else {
            throw Refusal(.unreadable, "tableIsWorkbook")
        }
        let mark = TextEncoding.marked(beginning)
        if let mark { bytes.skip(mark.length) }
        let encoding = mark?.0 ?? encoding ?? .utf8
        guard encoding != .utf8 else {
            return try TableReader(bytes, delimiter: delimiter)
        }
        return try TableReader(RecodingSource(bytes, from: encoding), delimiter: delimiter)
    }

    /// A tab where the name says so; nil, to be guessed, for others.
    public static func delimiter(ofFileNamed name: String) -> UInt8? {
        let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
        return plain.hasSuffix(".tsv") || plain.hasSuffix(".tab") ? UInt8(ascii: "\t") : nil
    }

    /// The place of the column of that name.
    /// - Throws: `Refusal` when there is none, or more than one.
    public func column(_ name: String) throws(Refusal) -> Int {
        let places = header.indices.filter { header[$0] == name }
        guard let place = places.first else {
            throw Refusal(
                .invalid, "columnUnknown",
                ["column": name, "known": header.joined(separator: ", ")])
        }
        guard places.count == 1 else {
            throw Refusal(.invalid, "columnTwice", ["column": name])
        }
        return place
    }
}
