import Base
import Foundation
import Glibc

extension House {
    /// Where formats are made that cannot be sent as they grow.
    func exportsFolder() throws -> String {
        try FileManager.default.createDirectory(
            atPath: uploadsFolder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        return uploadsFolder
    }
}

/// A file that is gone as soon as nobody holds it any more.
final class PassingFile {
    let path: String

    init(in folder: String) throws(Refusal) {
        var template = Array("\(folder)/export-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        path = template.withUnsafeBufferPointer { bytes in
            String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        guard descriptor >= 0 else { throw PassingFile.refusal(path) }
        close(descriptor)
    }

    deinit { unlink(path) }

    /// Opens it to be written from its beginning.
    func write() throws(Refusal) -> UnsafeMutablePointer<FILE> {
        guard let file = fopen(path, "wb") else { throw PassingFile.refusal(path) }
        return file
    }

    private static func refusal(_ path: String) -> Refusal {
        Refusal(
            .unreadable, "fileUnreadable",
            ["file": path, "reason": String(cString: strerror(errno))])
    }
}
