import Foundation
import Testing

/// The source tree as text, for tests that hold the house rules.
enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct File: Sendable, CustomTestStringConvertible {
        /// From the root: `Sources/Domain/Cases/Case.swift`.
        let path: String
        let text: String

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }
        var name: String { String(path.split(separator: "/").last ?? "") }
        var testDescription: String { path }
    }

    static func files(in folder: String, ending: String) -> [File] {
        let place = root.appendingPathComponent(folder)
        let paths = FileManager.default.enumerator(atPath: place.path)?.compactMap { $0 as? String }
        return (paths ?? []).filter { $0.hasSuffix(ending) }.sorted().compactMap { path in
            guard
                let text = try? String(
                    contentsOf: place.appendingPathComponent(path), encoding: .utf8)
            else { return nil }
            return File(path: "\(folder)/\(path)", text: text)
        }
    }

    static let sources = files(in: "Sources", ending: ".swift")
    static let tests = files(in: "Tests", ending: ".swift")
    static let templates = files(in: "Resources/templates", ending: ".mustache")
    static let languages = files(in: "Resources/languages", ending: ".yaml")

    static func folders(of target: String) -> Set<String> {
        Set(
            sources.filter { $0.target == target }.compactMap { file in
                let parts = file.path.split(separator: "/")
                return parts.count > 3 ? String(parts[2]) : nil
            })
    }
}
