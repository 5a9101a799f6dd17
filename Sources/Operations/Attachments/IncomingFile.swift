import Base
import Crypto
import Domain

/// A file on its way in, in memory.
public struct IncomingFile: Sendable {
    public let name: String
    public let bytes: [UInt8]
    /// Whether more came than is ever taken; the bytes are then not kept.
    public let isCutOff: Bool

    public init(name: String, bytes: [UInt8], isCutOff: Bool = false) {
        self.name = name
        self.bytes = bytes
        self.isCutOff = isCutOff
    }

    var digest: String { Array(SHA256.hash(data: bytes)).hexadecimal }

    /// - Parameter path: where a fault is said to be.
    func checked(_ terms: FileTerms, at path: String) throws -> Attachment {
        var values = ["name": String(name.prefix(100)), "max": "\(terms.megabytes)"]
        if bytes.isEmpty, !isCutOff { throw Refusal.invalid(path, "fileEmpty", values) }
        if isCutOff || bytes.count > terms.bytes {
            throw Refusal.invalid(path, "fileTooLarge", values)
        }
        guard let type = FileType(media: try MediaType.of(bytes)), terms.types.contains(type)
        else {
            values["families"] = terms.families.map(\.rawValue).joined(separator: ", ")
            throw Refusal.invalid(path, "fileType", values)
        }
        return Attachment(name: name, type: type, size: bytes.count)
    }
}
