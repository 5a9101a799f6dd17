extension String {
    /// Safe as text of HTML or XML and inside quoted attributes. Goes by scalars: a quotation mark
    /// that carries an accent is one character, and still ends an attribute.
    public var escapedMarkup: String {
        func replacement(_ byte: UInt8) -> StaticString? {
            switch byte {
            case UInt8(ascii: "&"): "&amp;"
            case UInt8(ascii: "<"): "&lt;"
            case UInt8(ascii: ">"): "&gt;"
            case UInt8(ascii: "\""): "&quot;"
            case UInt8(ascii: "'"): "&#39;"
            default: nil
            }
        }
        // Most texts have nothing to replace.
        guard utf8.contains(where: { replacement($0) != nil }) else { return self }
        var out: [UInt8] = []
        out.reserveCapacity(utf8.count + 32)
        for byte in utf8 {
            if let entity = replacement(byte) {
                out.append(
                    contentsOf: UnsafeBufferPointer(
                        start: entity.utf8Start, count: entity.utf8CodeUnitCount))
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
