import Base
import Domain

/// What new parts begin with.
struct DesignerDefaults {
    let words: [String: Words]
    let document: JSON

    /// Keys of questions, and whatever else names could be mistaken for.
    var keys: Set<String> {
        let pages = document["pages"]?.array ?? []
        return Set(pages.flatMap { $0["items"]?.array ?? [] }.compactMap { $0["key"]?.string })
    }

    static func key(besides taken: inout Set<String>) -> String {
        let free = (1...).lazy.map { "q\($0)" }.first { !taken.contains($0) } ?? "q"
        taken.insert(free)
        return free
    }

    func item(_ kind: String) -> JSON {
        var taken = keys
        var item = JSON.Object([
            .init(key: "key", value: .string(Self.key(besides: &taken))),
            .init(key: "kind", value: .string(kind)),
            .init(key: "title", value: ["zh": "", "en": ""]),
        ])
        for member in needs(kind).members { item.append(member.key, member.value) }
        return .object(item)
    }

    /// What a kind cannot be without.
    func needs(_ kind: String) -> JSON.Object {
        let needs: JSON
        switch Item.Kind(rawValue: kind) {
        case .rating: needs = ["scale": scale(points: 5)]
        case .single, .multiple, .ranking: needs = ["options": choices("option", "o", 3)]
        case .matrix: needs = ["scale": scale(points: 5), "rows": choices("row", "r", 2)]
        case .pairs:
            needs = [
                "scale": scale(points: 7), "sides": named(["expectation", "perception"]),
                "rows": choices("row", "r", 2),
            ]
        case .kano:
            needs = [
                "sides": named(Item.kanoSides), "options": named(Item.kanoCodes),
                "rows": choices("row", "r", 2),
            ]
        case .constantSum: needs = ["rows": choices("row", "r", 2)]
        case .maxdiff:
            needs = [
                "sides": named(Item.maxdiffSides), "options": choices("option", "o", 4),
                "sets": [["o1", "o2", "o3"], ["o1", "o2", "o4"], ["o2", "o3", "o4"]],
            ]
        default: needs = [:]
        }
        return needs.object ?? JSON.Object()
    }

    func record(of list: String, after others: [JSON]) -> JSON {
        switch list {
        case "options": return choice("option", next("o", "code", others))
        case "rows": return choice("row", next("r", "code", others))
        case "sides": return choice("side", next("s", "code", others))
        case "validate": return ["if": "true", "message": ["zh": "", "en": ""]]
        case "jump": return ["to": "end"]
        case "hidden":
            return ["key": .string(next("field", "key", others).0), "kind": "text"]
        case "computed": return ["key": .string(next("value", "key", others).0), "value": "0"]
        default: return [:]
        }
    }

    /// A code above all there are, so that a removed one is not used again.
    private func next(
        _ beginning: String, _ member: String, _ others: [JSON]
    ) -> (code: String, number: Int) {
        let numbers = others.compactMap { other -> Int? in
            guard let code = other[member]?.string, code.hasPrefix(beginning) else { return nil }
            return Int(code.dropFirst(beginning.count))
        }
        let number = max(numbers.max() ?? 0, others.count) + 1
        return ("\(beginning)\(number)", number)
    }

    private func choice(_ name: String, _ place: (code: String, number: Int)) -> JSON {
        let title = { (language: String) in
            JSON.string(
                words[language]?("designer.new.\(name)", ["number": "\(place.number)"]) ?? "")
        }
        return ["code": .string(place.code), "title": ["zh": title("zh"), "en": title("en")]]
    }

    private func choices(_ name: String, _ beginning: String, _ count: Int) -> JSON {
        .array((1...count).map { choice(name, ("\(beginning)\($0)", $0)) })
    }

    private func named(_ codes: [String]) -> JSON {
        .array(codes.map { ["code": .string($0), "title": both("designer.new.\($0)")] })
    }

    private func both(_ key: String) -> JSON {
        ["zh": .string(words["zh"]?[key] ?? ""), "en": .string(words["en"]?[key] ?? "")]
    }

    private func scale(points: Int) -> JSON {
        let labels = JSON.Object([
            .init(key: "1", value: both("designer.new.low")),
            .init(key: "\(points)", value: both("designer.new.high")),
        ])
        return ["points": .integer(points), "labels": .object(labels)]
    }
}
