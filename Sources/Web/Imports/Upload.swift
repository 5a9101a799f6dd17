import Base
import Foundation
import Hummingbird
import NIOCore
import Operations

/// A file that comes with a form, written to disk as it comes.
struct Upload {
    /// Bytes of a table of records with its form.
    static let most = 200 << 20
    private static let fieldMost = 10_000

    /// Where it lies; nil where the form had none.
    var path: String?
    /// What it is called at home.
    var name = ""
    var fields = JSON.Object()

    /// - Parameter path: where the file goes; nothing is left there when this throws.
    static func receive(_ visit: Visit, to path: String) async throws -> Upload {
        do {
            return try await read(visit, to: path)
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }

    private static func read(_ visit: Visit, to path: String) async throws -> Upload {
        guard let stream = visit.stream,
            var form = Multipart(contentType: visit.headers[.contentType] ?? "")
        else { throw Refusal(.unreadable, "badForm") }
        var writer = Writer(path)
        var count = 0
        for try await buffer in stream {
            count += buffer.readableBytes
            guard count <= visit.bodyLimit else { throw Refusal.bodyTooLarge(visit.bodyLimit) }
            for piece in try form.read(buffer.readableBytesView) { try writer.take(piece) }
        }
        try form.finish()
        return writer.upload
    }

    private struct Writer {
        let path: String
        var upload = Upload()
        private var field = ""
        private var text: [UInt8] = []
        private var file: FileHandle?

        init(_ path: String) { self.path = path }

        mutating func take(_ piece: Multipart.Piece) throws {
            switch piece {
            case .field(let name, let fileName):
                field = name
                text = []
                guard let fileName, !fileName.isEmpty, upload.path == nil else { return }
                guard FileManager.default.createFile(atPath: path, contents: nil),
                    let handle = FileHandle(forWritingAtPath: path)
                else { throw Refusal(.conflict, "uploadUnwritable") }
                upload.path = path
                upload.name = String(fileName.suffix(200))
                file = handle
            case .bytes(let bytes):
                if let file {
                    try file.write(contentsOf: bytes)
                } else {
                    text += bytes
                    guard text.count <= fieldMost else { throw Refusal(.tooLarge, "badForm") }
                }
            case .end:
                if let open = file {
                    try open.close()
                    file = nil
                } else {
                    upload.fields[field] = .some(.string(String(decoding: text, as: UTF8.self)))
                }
            }
        }
    }
}
