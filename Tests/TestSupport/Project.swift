import Foundation
public import Operations

/// The files of this project, read where the tests run.
public enum Project {
    public static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The project's own words, without the word lists of the system.
    public static let lexicons: Lexicons = {
        let files = bytes(in: "Resources/wording")
        let themes = texts(in: "Resources/library/themes", ending: ".yaml")
        do {
            return try Lexicons(
                file: { files[$0] ?? [] }, themes: themes.sorted { $0.key < $1.key }.map(\.value),
                dictionaries: { [] })
        } catch { preconditionFailure("the library's themes: \(error)") }
    }()

    /// Path below `folder` without the ending → text.
    public static func texts(in folder: String, ending: String) -> [String: String] {
        bytes(in: folder)
            .filter { $0.key.hasSuffix(ending) }
            .reduce(into: [:]) { all, file in
                all[String(file.key.dropLast(ending.count))] = String(
                    decoding: file.value, as: UTF8.self)
            }
    }

    /// Path below `folder` → bytes.
    public static func bytes(in folder: String) -> [String: [UInt8]] {
        let place = "\(root)/\(folder)"
        var all: [String: [UInt8]] = [:]
        for case let path as String in FileManager.default.enumerator(atPath: place) ?? .init() {
            if let bytes = FileManager.default.contents(atPath: "\(place)/\(path)") {
                all[path] = Array(bytes)
            }
        }
        return all
    }

    /// What comes with the program.
    public static let library: Library = {
        let documents = texts(in: "Resources/library", ending: ".yaml")
        return Library(
            documents: Dictionary(
                uniqueKeysWithValues: documents.map { ($0.key + ".yaml", $0.value) }),
            zoneFile: zoneFile, lexicons: { lexicons })
    }()

    public static let vault = Vault(key: [UInt8](repeating: 7, count: Vault.keyBytes))

    /// Time zone rules as the system has them.
    public static func zoneFile(_ name: String) -> [UInt8]? {
        guard !name.isEmpty, !name.contains("."), !name.hasPrefix("/") else { return nil }
        return FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").map(Array.init)
    }
}
