public import Base
import Yams

/// A YAML text as a JSON tree, with the line of every part, so that a fault the domain names by
/// path (`pages[1].items[3].scale`) can be shown at its line.
public struct YAMLDocument: Sendable {
    public let json: JSON
    /// Path → line from 1.
    let lines: [String: Int]

    /// - Throws: `Refusal.invalid` with the line where the text stops being YAML.
    public init(parsing text: String) throws(Refusal) {
        try self.init(YAMLDocument.composed(text))
    }

    init(_ node: Yams.Node) throws(Refusal) {
        var reader = NodeReader()
        json = try reader.json(node, at: "")
        lines = reader.lines
    }

    /// The tree of a text, with marks.
    static func composed(_ text: String) throws(Refusal) -> Yams.Node {
        guard text.utf8.count <= 200_000 else {
            throw Refusal(.tooLarge, "documentTooLarge", ["max": "200 kB"])
        }
        let node: Yams.Node?
        do {
            node = try Yams.compose(yaml: text, .basic)
        } catch let error as YamlError {
            throw YAMLDocument.refusal(error)
        } catch {
            throw .invalid("", "notYAML", ["line": "1", "reason": "\(error)"])
        }
        guard let node else { throw .invalid("", "emptyDocument") }
        return node
    }

    /// The line of the nearest part that the path leads through.
    public func line(of path: String) -> Int? {
        var path = Substring(path)
        while true {
            if let line = lines[String(path)] { return line }
            guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return nil }
            path = path[..<cut]
        }
    }

    private static func refusal(_ error: YamlError) -> Refusal {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .invalid("", "notYAML", ["line": "\(mark.line)", "reason": problem])
        default: .invalid("", "notYAML", ["line": "1", "reason": "\(error)"])
        }
    }
}

private struct NodeReader {
    var lines: [String: Int] = [:]
    /// Aliases can make a small text huge; a document of ours has a few thousand parts.
    var partsLeft = 50_000

    mutating func json(_ node: Yams.Node, at path: String) throws(Refusal) -> JSON {
        partsLeft -= 1
        guard partsLeft > 0 else {
            throw Refusal(.tooLarge, "documentTooLarge", ["max": "50000"])
        }
        if let mark = node.mark { lines[path] = mark.line }
        switch node {
        case .scalar(let scalar): return value(of: scalar)
        case .sequence(let sequence):
            var elements: [JSON] = []
            for (index, element) in sequence.enumerated() {
                elements.append(try json(element, at: "\(path)[\(index)]"))
            }
            return .array(elements)
        case .mapping(let mapping):
            var object = JSON.Object()
            for (key, element) in mapping {
                guard let name = key.scalar?.string else {
                    throw .invalid(path, "keyIsNoText")
                }
                guard object[name] == nil else { throw .invalid(path.joined(name), "twice") }
                object.append(name, try json(element, at: path.joined(name)))
            }
            return .object(object)
        case .alias:
            throw .invalid(path, "aliasUnknown")
        }
    }

    /// Plain words are typed by YAML 1.2's core rules; `yes` and `no` stay text, because they are
    /// answers in a questionnaire more often than they are booleans.
    private func value(of scalar: Yams.Node.Scalar) -> JSON {
        guard scalar.style == .any || scalar.style == .plain else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null": return .null
        case "true": return true
        case "false": return false
        default:
            guard let first = scalar.string.utf8.first, first == 0x2D || first &- 0x30 < 10,
                let number = try? JSON(parsing: scalar.string), case .number = number
            else { return .string(scalar.string) }
            return number
        }
    }
}
