import Base
import Domain
import Glibc

/// Rows of values put aside in a file: SPSS wants to know how many rows there are and how wide
/// their texts, before the first row.
final class ValueSpool {
    private let file: PassingFile
    private var writing: UnsafeMutablePointer<FILE>?

    init(in folder: String) throws {
        file = try PassingFile(in: folder)
        writing = try file.write()
    }

    deinit { if let writing { fclose(writing) } }

    func append(_ row: [ExportValue]) throws {
        var out: [UInt8] = []
        for value in row { ValueSpool.append(value, to: &out) }
        var line: [UInt8] = []
        ValueSpool.append(count: out.count, to: &line)
        line += out
        guard let writing, fwrite(line, 1, line.count, writing) == line.count else {
            throw Refusal(.unreadable, "fileBroken", ["reason": String(cString: strerror(errno))])
        }
    }

    /// Hands every row out once more, in order.
    func each(_ columns: Int, _ body: ([ExportValue]) throws -> Void) throws {
        if let writing { fclose(writing) }
        writing = nil
        let source = PeekingSource(try FileSource(path: file.path))
        while true {
            let head = try source.peek(4)
            guard head.count == 4 else { return }
            let count = ValueSpool.count(head, at: 0)
            let bytes = try source.peek(4 + count)
            source.skip(4 + count)
            var place = 4
            try body((0..<columns).map { _ in ValueSpool.value(bytes, &place) })
        }
    }

    private static func append(_ value: ExportValue, to out: inout [UInt8]) {
        func text(_ tag: UInt8, _ text: String) {
            out.append(tag)
            append(count: text.utf8.count, to: &out)
            out += text.utf8
        }
        func bits(_ tag: UInt8, _ bits: UInt64) {
            out.append(tag)
            withUnsafeBytes(of: bits) { out += $0 }
        }
        switch value {
        case .nothing: out.append(0)
        case .absent(.notApplicable): out.append(1)
        case .absent(.dontKnow): out.append(2)
        case .flag(let isYes): out.append(isYes ? 4 : 3)
        case .number(let number): bits(5, number.bitPattern)
        case .moment(let moment): bits(6, UInt64(bitPattern: moment.microseconds))
        case .text(let words): text(7, words)
        case .codes(let codes): text(8, codes.joined(separator: ";"))
        }
    }

    private static func append(count: Int, to out: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(count)) { out += $0 }
    }

    private static func count(_ bytes: [UInt8], at place: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }

    private static func value(_ bytes: [UInt8], _ place: inout Int) -> ExportValue {
        let tag = bytes[place]
        place += 1
        switch tag {
        case 0: return .nothing
        case 1: return .absent(.notApplicable)
        case 2: return .absent(.dontKnow)
        case 3, 4: return .flag(tag == 4)
        case 5, 6:
            let bits = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << (8 * $1) }
            place += 8
            return tag == 5
                ? .number(Double(bitPattern: bits))
                : .moment(Instant(microseconds: Int64(bitPattern: bits)))
        default:
            let length = count(bytes, at: place)
            let text = String(decoding: bytes[place + 4..<place + 4 + length], as: UTF8.self)
            place += 4 + length
            return tag == 7 ? .text(text) : .codes(text.split(separator: ";").map(String.init))
        }
    }
}
