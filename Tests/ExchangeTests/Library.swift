import Base
import Foundation
import YAMLSupport

/// The built-in questionnaires, as documents.
enum Library {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let names: [String] = {
        let folder = root.appending(path: "Resources/library/instruments").path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }()

    static func document(_ name: String) throws -> JSON {
        let file = root.appending(path: "Resources/library/instruments/\(name).yaml")
        return try tree(String(contentsOf: file, encoding: .utf8))
    }
}
