import Base
import Foundation
import Testing
import Yams

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

/// YAML as a JSON tree, as far as the library's documents need it.
func tree(_ yaml: String) throws -> JSON {
    func json(_ node: Yams.Node) -> JSON {
        switch node {
        case .scalar(let scalar):
            guard scalar.style == .plain || scalar.style == .any else {
                return .string(scalar.string)
            }
            switch scalar.string {
            case "true": return true
            case "false": return false
            case "", "null": return .null
            default: return Double(scalar.string).map(JSON.number) ?? .string(scalar.string)
            }
        case .sequence(let sequence): return .array(sequence.map(json))
        case .mapping(let mapping):
            return .object(
                .init(mapping.map { .init(key: $0.key.string ?? "", value: json($0.value)) }))
        case .alias: return .null
        }
    }
    return json(try #require(try Yams.compose(yaml: yaml)))
}
