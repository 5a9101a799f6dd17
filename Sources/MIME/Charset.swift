import Glibc

/// Bytes of some charset as text. What senders declare is often wrong, so it is tried and not
/// believed: nothing that comes is refused, what cannot be read becomes U+FFFD.
enum Charset {
    /// - Parameter label: as declared; nil where nothing was.
    /// - Returns: the text, and whether the declaration was wrong or unknown.
    static func text(_ bytes: ArraySlice<UInt8>, _ label: String?) -> (text: String, isWrong: Bool)
    {
        if bytes.allSatisfy({ $0 < 0x80 && $0 != 0x1B }), !isStateful(label) {
            return (String(decoding: bytes, as: UTF8.self), false)
        }
        guard let label, let name = name(label) else { return (guess(bytes), label != nil) }
        if name == "UTF-8" {
            if let text = String(validating: bytes, as: UTF8.self) { return (text, false) }
            return (guess(bytes), true)
        }
        guard let whole = convert(bytes, from: name) else { return (guess(bytes), true) }
        guard whole.faults > 0 else { return (whole.text, false) }
        // Declared as one thing, written in another: most often UTF-8 under an old name.
        if let text = String(validating: bytes, as: UTF8.self) { return (text, true) }
        return (whole.text, true)
    }

    /// Undeclared bytes: UTF-8 if they are well-formed, else GB18030 if they are, else the
    /// charset of Western Windows, in which every byte says something.
    private static func guess(_ bytes: ArraySlice<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        if let chinese = convert(bytes, from: "GB18030"), chinese.faults == 0 {
            return chinese.text
        }
        let western = convert(bytes, from: "WINDOWS-1252")
        return western.map(\.text) ?? String(decoding: bytes, as: UTF8.self)
    }

    private static func isStateful(_ label: String?) -> Bool {
        guard let label = label?.lowercased() else { return false }
        return label.contains("utf-7") || label.contains("hz-gb") || label.contains("utf-16")
            || label.contains("utf-32")
    }

    /// What iconv calls it; nil for what is no charset's name. Older names stand for the larger
    /// set that programs really write.
    static func name(_ label: String) -> String? {
        let plain = label.lowercased().filter { $0 != "\"" && $0 != "'" && $0 != " " }
        guard (1...40).contains(plain.utf8.count),
            plain.utf8.allSatisfy({ byte in
                byte &- 0x61 < 26 || byte &- 0x30 < 10 || "-_.:+".utf8.contains(byte)
            })
        else { return nil }
        switch plain {
        case "utf-8", "utf8", "unicode-1-1-utf-8": return "UTF-8"
        // Whoever declares ASCII and writes more has not declared what.
        case "us-ascii", "ascii", "ansi_x3.4-1968": return nil
        case "iso-8859-1", "iso8859-1", "latin1":
            return "WINDOWS-1252"
        case "gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb18030", "euc-cn", "gb-18030":
            return "GB18030"
        case "big5", "big-5", "x-big5", "cp950", "big5-hkscs": return "BIG5-HKSCS"
        case "shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "cp932", "windows-31j":
            return "CP932"
        case "ks_c_5601-1987", "euc-kr", "ksc5601", "cp949": return "UHC"
        case "iso-8859-8-i": return "ISO-8859-8"
        default: return plain.uppercased()
        }
    }

    private static let replacement = Array("\u{FFFD}".utf8)

    /// - Returns: nil where iconv knows no such charset.
    static func convert(
        _ bytes: ArraySlice<UInt8>, from name: String
    ) -> (text: String, faults: Int)? {
        guard let handle = iconv_open("UTF-8", name), Int(bitPattern: handle) != -1 else {
            return nil
        }
        defer { iconv_close(handle) }
        var source = bytes.map { CChar(bitPattern: $0) }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count * 3 / 2 + 16)
        var room = [CChar](repeating: 0, count: 16_384)
        var faults = 0
        source.withUnsafeMutableBufferPointer { buffer in
            var place = buffer.baseAddress
            var left = buffer.count
            while left > 0 {
                let (result, code, count) = step(handle, &place, &left, &room)
                for index in 0..<count { out.append(UInt8(bitPattern: room[index])) }
                guard result == -1 else { continue }
                if code == E2BIG { continue }
                // An impossible byte, or a character that is cut off at the end.
                faults += 1
                out += replacement
                place = place?.advanced(by: 1)
                left -= 1
            }
        }
        return (String(decoding: out, as: UTF8.self), faults)
    }

    private static func step(
        _ handle: iconv_t, _ place: inout UnsafeMutablePointer<CChar>?, _ left: inout Int,
        _ room: inout [CChar]
    ) -> (result: Int, code: Int32, count: Int) {
        let size = room.count
        return room.withUnsafeMutableBufferPointer { buffer in
            var target = buffer.baseAddress
            var free = size
            let result = iconv(handle, &place, &left, &target, &free)
            let code = errno
            return (result, code, size - free)
        }
    }
}
