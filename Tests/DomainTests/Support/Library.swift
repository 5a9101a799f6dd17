import YAMLSupport
import Base
import Foundation

/// A built-in document's text.
func library(_ path: String) throws -> JSON {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try tree(
        String(contentsOf: root.appending(path: "Resources/library/\(path)"), encoding: .utf8))
}
