import Base
import Domain

/// Plain words by our languages, `zh` and `en`.
typealias Texts = [String: String]

/// A questionnaire as it is put together from another program's file.
struct Draft {
    var key = "imported"
    var title: Texts = [:]
    var purpose: Texts = [:]
    var languages: [String] = []
    var hidden: [(key: String, title: Texts)] = []
    var computed: [(key: String, title: Texts, value: String)] = []
    var pages: [Page] = []
    var thanks: [(condition: String?, text: Texts)] = []

    struct Page {
        var key: String?
        var title: Texts = [:]
        var showIf: String?
        var isShuffled = false
        var items: [Question] = []
        var jumps: [(condition: String?, to: String, text: Texts)] = []
    }

    /// One question to be.
    struct Question {
        /// As its author knows it.
        var foreign: String
        var key: String
        var kind: Item.Kind
        var title: Texts = [:]
        var help: Texts = [:]
        var isRequired = false
        var showIf: String?
        var options: [Choice] = []
        var rows: [Choice] = []
        var sides: [Choice] = []
        var scale: (first: Int, points: Int, labels: [Int: Texts])?
        /// Plain members of its kind: `display`, `min`, `max_length`, `cells`.
        var members: [(String, JSON)] = []
        var rules: [(condition: String, message: Texts)] = []
    }

    struct Choice {
        var code: String
        var title: Texts = [:]
        var showIf: String?
        var isExclusive = false
        var isFixed = false
        var isOther = false
        var score: Double?
        var low: Texts = [:]
        var high: Texts = [:]
    }
}

extension Draft {
    /// As our document; a text that is missing in a language stands there in another.
    func document(_ losses: inout Losses) -> JSON {
        var out = JSON.Object()
        out.append("key", .string(key))
        out.append("title", words(title, or: key, "", "title", &losses))
        if !purpose.isEmpty {
            out.append("purpose", words(purpose, or: key, "", "purpose", &losses))
        }
        out.append("languages", .array(languages.map(JSON.string)))
        if !hidden.isEmpty {
            out.append(
                "hidden",
                .array(
                    hidden.map {
                        [
                            "key": .string($0.key),
                            "title": words($0.title, or: $0.key, $0.key, "title", &losses),
                        ]
                    }))
        }
        if !computed.isEmpty {
            out.append(
                "computed",
                .array(
                    computed.map {
                        [
                            "key": .string($0.key),
                            "title": words($0.title, or: $0.key, $0.key, "title", &losses),
                            "value": .string($0.value),
                        ]
                    }))
        }
        out.append("pages", .array(pages.map { json(of: $0, &losses) }))
        if !thanks.isEmpty {
            out.append("thanks", .array(thanks.map { json(of: $0, &losses) }))
        }
        return .object(out)
    }

    private func json(of thanks: (condition: String?, text: Texts), _ losses: inout Losses) -> JSON
    {
        var out = JSON.Object()
        if let condition = thanks.condition { out.append("if", .string(condition)) }
        out.append("text", words(thanks.text, or: "-", "", "thanks", &losses))
        return .object(out)
    }

    private func json(of page: Page, _ losses: inout Losses) -> JSON {
        var out = JSON.Object()
        if let key = page.key { out.append("key", .string(key)) }
        if !page.title.isEmpty {
            out.append("title", words(page.title, or: "", "", "title", &losses))
        }
        if let condition = page.showIf { out.append("show_if", .string(condition)) }
        if page.isShuffled { out.append("shuffle", true) }
        out.append("items", .array(page.items.map { json(of: $0, &losses) }))
        if !page.jumps.isEmpty {
            out.append(
                "jump",
                .array(
                    page.jumps.map { jump in
                        var one = JSON.Object()
                        if let condition = jump.condition { one.append("if", .string(condition)) }
                        one.append("to", .string(jump.to))
                        if !jump.text.isEmpty {
                            one.append("text", words(jump.text, or: "", "", "jump", &losses))
                        }
                        return .object(one)
                    }))
        }
        return .object(out)
    }

    private func json(of one: Question, _ losses: inout Losses) -> JSON {
        var out = JSON.Object()
        out.append("key", .string(one.key))
        out.append("kind", .string(one.kind.rawValue))
        out.append("title", words(one.title, or: one.foreign, one.foreign, "title", &losses))
        if !one.help.isEmpty {
            out.append("help", words(one.help, or: "", one.foreign, "help", &losses))
        }
        if one.isRequired { out.append("required", true) }
        if let condition = one.showIf { out.append("show_if", .string(condition)) }
        for (name, value) in one.members { out.append(name, value) }
        for (name, choices) in [
            ("options", one.options), ("rows", one.rows), ("sides", one.sides),
        ] where !choices.isEmpty {
            out.append(name, .array(choices.map { json(of: $0, one.foreign, &losses) }))
        }
        if let scale = one.scale {
            var object = JSON.Object()
            object.append("from", .integer(scale.first))
            object.append("points", .integer(scale.points))
            let labels = scale.labels.sorted { $0.key < $1.key }.map {
                JSON.Object.Member(
                    key: "\($0.key)",
                    value: words($0.value, or: "\($0.key)", one.foreign, "scale", &losses))
            }
            if !labels.isEmpty { object.append("labels", .object(.init(labels))) }
            out.append("scale", .object(object))
        }
        if !one.rules.isEmpty {
            out.append(
                "validate",
                .array(
                    one.rules.map {
                        [
                            "if": .string($0.condition),
                            "message": words($0.message, or: "?", one.foreign, "validate", &losses),
                        ]
                    }))
        }
        return .object(out)
    }

    private func json(of choice: Choice, _ question: String, _ losses: inout Losses) -> JSON {
        var out = JSON.Object()
        out.append("code", .string(choice.code))
        out.append("title", words(choice.title, or: choice.code, question, choice.code, &losses))
        if let score = choice.score { out.append("score", .number(score)) }
        if choice.isExclusive { out.append("exclusive", true) }
        if choice.isOther { out.append("other", true) }
        if choice.isFixed { out.append("fixed", true) }
        if let condition = choice.showIf { out.append("show_if", .string(condition)) }
        if !choice.low.isEmpty, !choice.high.isEmpty {
            out.append("low", words(choice.low, or: "-", question, "low", &losses))
            out.append("high", words(choice.high, or: "-", question, "high", &losses))
        }
        return .object(out)
    }

    /// Bytes of one text of a document.
    private static let wordsMost = 2_000

    private func words(
        _ texts: Texts, or other: String, _ question: String, _ member: String,
        _ losses: inout Losses
    ) -> JSON {
        let whole = texts.mapValues { cut($0, question, member, &losses) }
        let filled = whole.filter { !$0.value.isEmpty }
        let any = languages.compactMap { filled[$0] }.first ?? (other.isEmpty ? "-" : other)
        if languages.count == 1 { return .string(filled[languages[0]] ?? any) }
        return .object(
            .init(
                languages.map { language in
                    if filled[language] == nil, !filled.isEmpty {
                        losses.add(question, member, .untranslated, language)
                    }
                    return .init(key: language, value: .string(filled[language] ?? any))
                }))
    }

    private func cut(
        _ text: String, _ question: String, _ member: String, _ losses: inout Losses
    ) -> String {
        guard text.utf8.count > Draft.wordsMost else { return text }
        losses.add(question, member, .cut, "\(text.utf8.count) > \(Draft.wordsMost)")
        var kept = text.prefix(Draft.wordsMost)
        while kept.utf8.count > Draft.wordsMost - 3 {
            kept.removeLast(max(1, (kept.utf8.count - Draft.wordsMost) / 4))
        }
        return String(kept) + "\u{2026}"
    }
}
