public import Base
public import Domain
import Foundation

/// Files that were uploaded and wait to be brought in. They lie in the data folder of this machine
/// only, and not for long; an import whose file is gone asks for it again.
public enum ImportUploads {
    private static let keptSeconds: TimeInterval = 2 * 86_400

    /// Where the file of an import lies.
    public static func path(of id: ID<Import>, in house: House) throws -> String {
        "\(try folder(house))/\(id)"
    }

    private static func folder(_ house: House) throws -> String {
        try FileManager.default.createDirectory(
            atPath: house.uploadsFolder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        return house.uploadsFolder
    }

    /// - Throws: `Refusal` when it is not here any more.
    static func file(
        of id: ID<Import>, name: String, encoding: TextEncoding?, in house: House
    ) throws -> ImportFile {
        let path = try path(of: id, in: house)
        guard FileManager.default.fileExists(atPath: path) else {
            throw Refusal(.gone, "importFileGone")
        }
        return ImportFile(path: path, name: name, encoding: encoding)
    }

    public static func remove(_ id: ID<Import>, in house: House) throws {
        let path = try path(of: id, in: house)
        guard FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    /// Removes what nobody came back for.
    public static func sweep(_ house: House) throws {
        let now = house.now()
        let folder = try folder(house)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let path = "\(folder)/\(name)"
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            guard let changed = attributes[.modificationDate] as? Date else { continue }
            let age = Double(now.wholeSeconds) - changed.timeIntervalSince1970
            if age > keptSeconds { try FileManager.default.removeItem(atPath: path) }
        }
    }
}
