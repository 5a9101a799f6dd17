public import Base
public import Domain
import Foundation

/// Files that were uploaded and wait to be brought in. They lie on this machine only, and not for
/// long; an import whose file is gone asks for it again.
public enum ImportUploads {
    private static let keptSeconds: TimeInterval = 2 * 86_400

    /// Where the file of an import lies.
    public static func path(of id: ID<Import>) throws -> String { "\(try folder())/\(id)" }

    private static func folder() throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nuo-uploads-\(getuid())").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        return folder
    }

    /// - Throws: `Refusal` when it is not here any more.
    static func file(
        of id: ID<Import>, name: String, encoding: TextEncoding?
    ) throws -> ImportFile {
        let path = try path(of: id)
        guard FileManager.default.fileExists(atPath: path) else {
            throw Refusal(.gone, "importFileGone")
        }
        return ImportFile(path: path, name: name, encoding: encoding)
    }

    public static func remove(_ id: ID<Import>) throws {
        let path = try path(of: id)
        guard FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    /// Removes what nobody came back for.
    public static func sweep(at now: Instant) throws {
        let folder = try folder()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let path = "\(folder)/\(name)"
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            guard let changed = attributes[.modificationDate] as? Date else { continue }
            let age = Double(now.wholeSeconds) - changed.timeIntervalSince1970
            if age > keptSeconds { try FileManager.default.removeItem(atPath: path) }
        }
    }
}
