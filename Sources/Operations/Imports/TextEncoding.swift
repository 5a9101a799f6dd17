import Base
import Glibc

/// How the bytes of a table stand for characters.
public enum TextEncoding: String, CaseIterable, Sendable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    /// Also reads GBK and GB 2312, which are parts of it.
    case gb18030

    /// The name as people write it: `GBK`, `gb2312`, `UTF8`.
    public init?(named name: String) {
        switch name.lowercased().filter({ $0 != "-" && $0 != "_" }) {
        case "utf8": self = .utf8
        case "utf16", "utf16le": self = .utf16LittleEndian
        case "utf16be": self = .utf16BigEndian
        case "gb18030", "gbk", "gb2312", "cp936": self = .gb18030
        default: return nil
        }
    }

    /// Told by the mark at the beginning, if there is one, and the mark's length.
    static func marked(_ beginning: [UInt8]) -> (TextEncoding, length: Int)? {
        if beginning.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if beginning.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if beginning.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        if beginning.starts(with: [0x84, 0x31, 0x95, 0x33]) { return (.gb18030, 4) }
        return nil
    }

    fileprivate var iconvName: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16LittleEndian: "UTF-16LE"
        case .utf16BigEndian: "UTF-16BE"
        case .gb18030: "GB18030"
        }
    }
}

/// UTF-8 made of another encoding by the C library.
final class RecodingSource: ByteSource {
    private let source: any ByteSource
    private let encoding: TextEncoding
    private let converter: iconv_t
    private var input: [UInt8] = []
    private var inputStart = 0
    private var line = 1

    init(_ source: any ByteSource, from encoding: TextEncoding) throws {
        self.source = source
        self.encoding = encoding
        converter = iconv_open("UTF-8", encoding.iconvName)
        // The C library answers with the pointer -1 when it lacks the conversion.
        guard Int(bitPattern: converter) != -1 else {
            throw Refusal(.invalid, "encodingUnknown", ["encoding": encoding.rawValue])
        }
    }

    deinit { iconv_close(converter) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        // A character is at most four bytes long on both sides; a smaller buffer cannot progress.
        precondition(buffer.count >= 16)
        var written = 0
        var needsMore = inputStart == input.count
        while written == 0 {
            if needsMore, try !refill() {
                guard inputStart == input.count else { throw broken() }
                return 0
            }
            (written, needsMore) = try convert(to: buffer)
        }
        for byte in buffer[..<written] where byte == 0x0A { line += 1 }
        return written
    }

    private func refill() throws -> Bool {
        input.removeFirst(inputStart)
        inputStart = 0
        return try source.append(to: &input, upTo: 1 << 16)
    }

    private func convert(
        to buffer: UnsafeMutableRawBufferPointer
    ) throws -> (written: Int, needsMore: Bool) {
        var failure: Int32 = 0
        var outLeft = buffer.count
        input.withUnsafeMutableBytes { bytes in
            var inLeft = bytes.count - inputStart
            let start = bytes.baseAddress.map { $0 + inputStart }
            var from = start?.assumingMemoryBound(to: CChar.self)
            var to = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            if iconv(converter, &from, &inLeft, &to, &outLeft) == Int(bitPattern: UInt.max) {
                failure = errno
            }
            inputStart = bytes.count - inLeft
        }
        let written = buffer.count - outLeft
        guard failure != EILSEQ || written > 0 else { throw broken() }
        return (written, failure == EINVAL || inputStart == input.count)
    }

    private func broken() -> Refusal {
        Refusal(
            .unreadable, "tableWrongEncoding",
            ["line": "\(line)", "encoding": encoding.rawValue.uppercased()])
    }
}
