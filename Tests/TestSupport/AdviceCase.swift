import Base
import Foundation

/// One line of `Tests/questions`: a question, and the rules that should find something in it.
public struct AdviceCase: Sendable {
    public let line: String
    public let expected: Set<String>
    /// JSON text of a document with the question in it, behind those it is a neighbour of.
    public let document: String
    /// Path of the question in the document.
    public let path: String

    /// All lines of one half of the list.
    public static func read(_ name: String) -> [AdviceCase] {
        let path = "\(Project.root)/Tests/questions/\(name).txt"
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        var cases: [AdviceCase] = []
        var (language, items): (String, [JSON]) = ("", [])
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        where !line.hasPrefix("#") {
            var fields = line.split(separator: " | ").map(String.init)
            let rules = fields.removeLast().split(separator: " ").dropFirst().map(String.init)
            var head = fields[0].split(separator: " ").map(String.init)
            if head.removeFirst() != "+" {
                language = String(line.prefix { $0 != " " })
                items = []
            }
            items.append(item(head, fields.dropFirst(), items.count))
            cases.append(
                AdviceCase(
                    line: String(line), expected: Set(rules),
                    document: document(items, language).text,
                    path: "pages[0].items[\(items.count - 1)]"))
        }
        return cases
    }

    private static func document(_ items: [JSON], _ language: String) -> JSON {
        let isBoth = language == "both"
        let title: JSON = isBoth ? ["zh": "\u{5217}\u{8868}", "en": "List"] : "List"
        let languages: JSON = isBoth ? ["zh", "en"] : [.string(language)]
        return [
            "key": "list", "title": title, "languages": languages,
            "hidden": [["key": "name", "title": title]],
            "pages": [["items": .array(items)]],
        ]
    }

    private static func item(
        _ head: [String], _ fields: ArraySlice<String>, _ number: Int
    ) -> JSON {
        var item: JSON.Object = .init()
        item["key"] = .string("q\(number)")
        item["kind"] = .string(head[0])
        item["title"] = words(fields.first ?? "")
        let flags = ["required": "required", "na": "not_applicable", "dk": "dont_know"]
        for flag in head.dropFirst() { item[flags[flag] ?? flag] = true }
        for field in fields.dropFirst() {
            let text = String(field.dropFirst(3))
            switch field.prefix(2) {
            case "o:": item["options"] = choices(text)
            case "r:": item["rows"] = choices(text)
            case "h:": item["help"] = words(text)
            default: item["scale"] = scale(text)
            }
        }
        if head[0] == "pairs" { item["sides"] = choices("A / B") }
        return .object(item)
    }

    private static func choices(_ text: String) -> JSON {
        let titles = text.split(separator: " / ").map(String.init)
        return .array(
            titles.enumerated().map {
                ["code": .string("c\($0 + 1)"), "title": words($1)]
            })
    }

    private static func scale(_ text: String) -> JSON {
        let ends = text.split(separator: " … ").map(String.init)
        let steps = text.split(separator: " / ").map(String.init)
        let labels: [(Int, String)] =
            ends.count == 2
            ? [(1, ends[0]), (5, ends[1])] : steps.enumerated().map { ($0 + 1, $1) }
        return [
            "points": .integer(ends.count == 2 ? 5 : steps.count),
            "labels": .object(
                .init(labels.map { .init(key: "\($0.0)", value: words($0.1)) })),
        ]
    }

    private static func words(_ text: String) -> JSON {
        let both = text.split(separator: " || ").map(String.init)
        return both.count == 2 ? ["zh": .string(both[0]), "en": .string(both[1])] : .string(text)
    }
}
