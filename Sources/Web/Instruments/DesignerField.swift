import Base
import Domain

/// One member of a part as the designer shows it: which input it gets, and its records where it
/// holds a list.
struct DesignerField: Sendable {
    indirect enum Input: Sendable {
        /// In each language of the document, side by side.
        case words(isOptional: Bool, isLong: Bool)
        case text, number, flag, condition
        case choice([String])
        /// Must, should or may be answered.
        case need
        /// Which of the two languages it has.
        case languages
        /// Lists of codes, one on a line.
        case lists
        case records([DesignerField])
    }

    let member: String
    let input: Input

    init(_ member: String, _ input: Input) {
        self.member = member
        self.input = input
    }

    static let title = DesignerField("title", .words(isOptional: false, isLong: false))

    static let settings = [
        title,
        DesignerField("purpose", .words(isOptional: true, isLong: true)),
        DesignerField("key", .text), DesignerField("languages", .languages),
        DesignerField(
            "hidden",
            .records([
                DesignerField("key", .text),
                DesignerField("kind", .choice(HiddenField.Kind.allCases.map(\.rawValue))), title,
            ])),
        DesignerField(
            "computed",
            .records([
                DesignerField("key", .text), DesignerField("value", .condition), title,
                DesignerField("score", .flag),
            ])),
    ]

    static let end = [
        DesignerField("text", .words(isOptional: false, isLong: true)),
        DesignerField("if", .condition),
    ]

    /// - Parameter ways: keys of the pages that it may lead on to.
    static func page(leadingTo ways: [String]) -> [DesignerField] {
        [
            DesignerField("title", .words(isOptional: true, isLong: false)),
            DesignerField("show_if", .condition), DesignerField("key", .text),
            DesignerField("shuffle", .flag),
            DesignerField(
                "jump",
                .records([
                    DesignerField("if", .condition), DesignerField("to", .choice(ways)),
                    DesignerField("text", .words(isOptional: true, isLong: false)),
                ])),
        ]
    }

    /// Those of a question, by the members that its kind has.
    static func item(_ kind: Item.Kind?, _ json: JSON) -> [DesignerField] {
        let own = kind?.ownMembers ?? []
        let all: [DesignerField] = [
            DesignerField("title", .words(isOptional: false, isLong: true)),
            DesignerField("help", .words(isOptional: true, isLong: false)),
            DesignerField("required", .need),
            DesignerField("kind", .choice(Item.Kind.allCases.map(\.rawValue))),
            DesignerField("cells", .choice(["rating", "single", "multiple", "text"])),
            DesignerField("display", .choice((kind?.displays ?? []).map(\.rawValue))),
            DesignerField("image", .text),
            DesignerField("alt", .words(isOptional: true, isLong: false)),
            DesignerField("options", .records(choice(kind, json, isOption: true))),
            DesignerField("rows", .records(choice(kind, json, isOption: false))),
            DesignerField("sides", .records([DesignerField("code", .text), title])),
            DesignerField("sets", .lists), DesignerField("scale.points", .number),
            DesignerField("scale.from", .number),
        ]
        let ends = scaleEnds(json)
        let limits = ["min", "max", "step", "total", "max_length", "max_size"].map { name in
            let isText = kind == .date || kind == .time
            return DesignerField(name, isText ? .text : .number)
        }
        let flags = [
            "whole", "score", "not_applicable", "dont_know", "shuffle", "fixed",
        ].map { DesignerField($0, .flag) }
        let logic = [
            DesignerField("show_if", .condition),
            DesignerField(
                "validate",
                .records([
                    DesignerField("if", .condition),
                    DesignerField("message", .words(isOptional: false, isLong: false)),
                ])),
            DesignerField("key", .text),
        ]
        let members = own + ["key", "kind", "title", "help", "show_if"]
        return (all + ends + limits + flags + logic).filter { field in
            let first = String(field.member.prefix { $0 != "." })
            guard members.contains(first) else { return false }
            if ["image", "alt"].contains(first) { return hasAreas(json) }
            if case .choice(let choices) = field.input { return choices.count > 1 }
            // A scale of one side has no numbers of its own to be set.
            return first != "scale" || kind != .nps
        }
    }

    private static func scaleEnds(_ json: JSON) -> [DesignerField] {
        let first = json["scale"]?["from"]?.integer ?? (json["kind"] == "nps" ? 0 : 1)
        let usual = json["kind"] == "ces" || json["kind"] == "pairs" ? 7 : 5
        let points = json["scale"]?["points"]?.integer ?? (json["kind"] == "nps" ? 11 : usual)
        guard (2...11).contains(points) else { return [] }
        let labels = json["scale"]?["labels"]?.object?.keys.compactMap { Int($0) } ?? []
        let steps = Set([first, first + points - 1] + labels).sorted()
        return steps.map {
            DesignerField("scale.labels.\($0)", .words(isOptional: true, isLong: false))
        }
    }

    private static func hasAreas(_ json: JSON) -> Bool {
        json["display"] == .string(Item.Display.areas.rawValue)
    }

    private static func choice(
        _ kind: Item.Kind?, _ json: JSON, isOption: Bool
    ) -> [DesignerField] {
        var fields = [DesignerField("code", .text), title]
        let hasEnds = json["rows"]?.array?.contains { $0["low"] != nil } ?? false
        if !isOption, hasEnds {
            fields += ["low", "high"].map {
                DesignerField($0, .words(isOptional: true, isLong: false))
            }
        }
        if isOption, kind == .single { fields.append(DesignerField("score", .number)) }
        if isOption, kind == .multiple { fields.append(DesignerField("exclusive", .flag)) }
        if isOption, kind == .single || kind == .multiple {
            fields.append(DesignerField("other", .flag))
        }
        if isOption, json["options"]?.array?.contains(where: { $0["image"] != nil }) ?? false {
            fields.append(DesignerField("image", .text))
            fields.append(DesignerField("alt", .words(isOptional: true, isLong: false)))
        }
        if isOption, hasAreas(json) {
            fields += ["left", "top", "width", "height"].map {
                DesignerField("area.\($0)", .number)
            }
        }
        if kind?.ownMembers.contains("shuffle") ?? false {
            fields.append(DesignerField("fixed", .flag))
        }
        if kind == .single || kind == .multiple || !isOption {
            fields.append(DesignerField("show_if", .condition))
        }
        return fields
    }
}
