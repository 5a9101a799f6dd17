import Base
import HTTPTypes
import Hummingbird
import NIOCore
import Operations
import Synchronization

/// A posted form with the files in it, in memory: for forms whose files are small.
struct FormBody {
    var fields = JSON.Object()
    /// The field's name and its file, in order; fields left empty are not among them.
    var files: [(field: String, file: IncomingFile)] = []

    /// Bytes of a form without files.
    private static let plainMost = 1 << 18
    /// Bytes of one file.
    static let fileMost = 10 << 20
    /// Bytes of all files of a form that are kept; a file beyond is cut off, and its form goes on.
    private static let allMost = 30 << 20
    /// Bytes of a form of several files that are looked at: more than are kept, so that one file
    /// too many or too large is told beside its field.
    static let severalMost = 64 << 20
    /// The same of a form of one file.
    static let singleMost = 16 << 20
    /// Bytes of all forms that are being read at this moment.
    private static let atOnceMost = 240 << 20
    private static let fieldsMost = 2_000
    private static let atOnce = Mutex(0)

    static func receive(_ visit: Visit) async throws -> FormBody {
        guard let stream = visit.stream else { throw Refusal(.unreadable, "badForm") }
        let type = visit.headers[.contentType] ?? ""
        if let form = Multipart(contentType: type, fieldsMost: fieldsMost) {
            let isFree = atOnce.withLock { bytes in
                guard bytes + allMost <= atOnceMost else { return false }
                bytes += allMost
                return true
            }
            guard isFree else { throw Refusal(.tooMany, "uploadsFull") }
            defer { atOnce.withLock { $0 -= allMost } }
            return try await read(form, stream, upTo: visit.bodyLimit)
        }
        guard type.hasPrefix("application/x-www-form-urlencoded") else {
            throw Refusal(.unreadable, "badForm")
        }
        var bytes: [UInt8] = []
        for try await part in stream {
            guard bytes.count + part.readableBytes <= plainMost else {
                throw Refusal.bodyTooLarge(plainMost)
            }
            bytes += part.readableBytesView
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(.unreadable, "badForm")
        }
        var form = FormBody()
        form.fields = try FormDecoding.fields(text[...])
        return form
    }

    private static func read(
        _ head: Multipart, _ stream: RequestBody, upTo most: Int
    ) async throws -> FormBody {
        var form = head
        var reader = Reader()
        var count = 0
        for try await buffer in stream {
            count += buffer.readableBytes
            guard count <= most else { throw Refusal.bodyTooLarge(min(most, allMost)) }
            for piece in try form.read(buffer.readableBytesView) { try reader.take(piece) }
        }
        try form.finish()
        return reader.body
    }

    /// Puts the pieces of a form together.
    private struct Reader {
        var body = FormBody()
        private var field = ""
        private var fileName: String?
        private var bytes: [UInt8] = []
        private var isCutOff = false
        private var texts = 0
        private var kept = 0

        mutating func take(_ piece: Multipart.Piece) throws(Refusal) {
            switch piece {
            case .field(let name, let file):
                (field, fileName, bytes, isCutOff) = (name, file, [], false)
            case .bytes(let more):
                if fileName == nil {
                    texts += more.count
                    guard texts <= plainMost else { throw Refusal(.tooLarge, "badForm") }
                } else if bytes.count + more.count > fileMost
                    || kept + bytes.count + more.count > allMost
                {
                    (bytes, isCutOff) = ([], true)
                }
                if !isCutOff { bytes += more }
            case .end: try end()
            }
        }

        private mutating func end() throws(Refusal) {
            guard let name = fileName else {
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw Refusal(.unreadable, "badForm")
                }
                return body.fields.add(field, text)
            }
            // A field of files without one comes as one without a name.
            guard !name.isEmpty || !bytes.isEmpty else { return }
            kept += bytes.count
            body.files.append(
                (field, IncomingFile(name: name, bytes: bytes, isCutOff: isCutOff)))
        }
    }
}

extension JSON.Object {
    /// Adds a value of a form; a name that comes several times holds a list.
    mutating func add(_ name: String, _ text: String) {
        switch self[name] {
        case nil: append(name, .string(text))
        case .array(let all)?: self[name] = .array(all + [.string(text)])
        case let one?: self[name] = .array([one, .string(text)])
        }
    }
}
