public import Base

/// What a new version would do to answers that were given by a key or code before.
public struct CodeWarning: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// A question with answers is asked no more.
        case questionGone
        /// A question with answers becomes another kind.
        case kindChanged
        /// The key of a question that was gone comes back as another kind.
        case keyReused
        /// An option or line with answers is offered no more.
        case choiceGone
        /// The code of an option or line that was gone comes back with other words.
        case codeReused
    }

    public let kind: Kind
    public let question: String
    /// Of an option or line.
    public let code: String?
    /// What it was: the kind, or the words.
    public let was: JSON
    public let becomes: JSON
    /// Responses to the versions that had it: as many as may hold an answer to it.
    public let responses: Int

    /// Whether nothing may be published before it is mended: answers of two meanings under one
    /// name can never be told apart again.
    public var isBlocking: Bool { kind == .keyReused }

    /// What stands in the way, for those whose request is refused because of it.
    public var fault: Refusal.Fault {
        var values = ["question": question, "code": code ?? "", "count": "\(responses)"]
        for (name, value) in [("was", was), ("becomes", becomes)] {
            values[name] = value.string
            for language in ["zh", "en"] { values["\(name).\(language)"] = value[language]?.string }
        }
        let place = code.map { "\(question).\($0)" } ?? question
        return Refusal.Fault(place, "publication.warning.\(kind.rawValue)", values)
    }

    public var json: JSON {
        [
            "kind": .string(kind.rawValue), "question": .string(question),
            "code": .optional(code), "was": was, "becomes": becomes,
            "responses": .integer(responses), "blocks": .bool(isBlocking),
        ]
    }
}

extension CodeWarning {
    /// - Parameter versions: published ones in order, with how many responses each has.
    public static func all(
        publishing new: JSON, after versions: [(document: JSON, responses: Int)]
    ) -> [CodeWarning] {
        let now = Questions(new)
        let history = versions.map { (questions: Questions($0.document), count: $0.responses) }
        guard let head = history.last else { return [] }
        var warnings: [CodeWarning] = []
        for key in history.flatMap(\.questions.keys).unique {
            let asked = history.filter { $0.questions[key] != nil && $0.count > 0 }
            let count = asked.reduce(0) { $0 + $1.count }
            guard count > 0, let last = asked.last?.questions[key] else { continue }
            let isCurrent = head.questions[key] != nil
            guard let next = now[key] else {
                if isCurrent {
                    warnings.append(
                        .init(
                            kind: .questionGone, question: key, code: nil, was: last.title,
                            becomes: .null, responses: count))
                }
                continue
            }
            if let other = asked.last(where: { $0.questions[key]?.kind != next.kind }) {
                // A change that was made before has had its warning then.
                let isNew = !isCurrent || head.questions[key]?.kind != next.kind
                if isNew {
                    warnings.append(
                        .init(
                            kind: isCurrent ? .kindChanged : .keyReused, question: key, code: nil,
                            was: .optional(other.questions[key]?.kind),
                            becomes: .optional(next.kind), responses: count))
                }
            }
            warnings += choices(of: key, next, head.questions[key], asked)
        }
        return warnings
    }

    private static func choices(
        of key: String, _ next: Question, _ current: Question?,
        _ asked: [(questions: Questions, count: Int)]
    ) -> [CodeWarning] {
        let codes = asked.flatMap { $0.questions[key]?.codes ?? [] }.unique
        return codes.compactMap { code in
            let having = asked.filter { $0.questions[key]?.choices[code] != nil }
            let count = having.reduce(0) { $0 + $1.count }
            guard let was = having.last?.questions[key]?.choices[code] else { return nil }
            let isCurrent = current?.choices[code] != nil
            guard let becomes = next.choices[code] else {
                guard isCurrent, !next.codes.isEmpty else { return nil }
                return CodeWarning(
                    kind: .choiceGone, question: key, code: code, was: was, becomes: .null,
                    responses: count)
            }
            guard !isCurrent, becomes != was else { return nil }
            return CodeWarning(
                kind: .codeReused, question: key, code: code, was: was, becomes: becomes,
                responses: count)
        }
    }

    private struct Question {
        let kind: String?
        let title: JSON
        /// In order.
        let codes: [String]
        let choices: [String: JSON]
    }

    /// The questions of a document by key.
    private struct Questions {
        let keys: [String]
        private let all: [String: Question]

        init(_ document: JSON) {
            let items = (document["pages"]?.array ?? []).flatMap { $0["items"]?.array ?? [] }
                .filter { $0["kind"] != "statement" }
            var all: [String: Question] = [:]
            for item in items {
                guard let key = item["key"]?.string else { continue }
                let options = (item["options"]?.array ?? []).flatMap(Questions.innermost)
                let choices = (options + (item["rows"]?.array ?? [])).compactMap { one in
                    one["code"]?.string.map { ($0, one["title"] ?? .null) }
                }
                all[key] = Question(
                    kind: item["kind"]?.string, title: item["title"] ?? .null,
                    codes: choices.map(\.0),
                    choices: Dictionary(choices, uniquingKeysWith: { first, _ in first }))
            }
            self.all = all
            keys = items.compactMap { $0["key"]?.string }
        }

        subscript(key: String) -> Question? { all[key] }

        /// What can be chosen below an option of a list of several levels.
        private static func innermost(_ option: JSON) -> [JSON] {
            option["options"]?.array.map { $0.flatMap(innermost) } ?? [option]
        }
    }
}

extension [String] {
    /// Each once, in order of first standing.
    fileprivate var unique: [String] {
        var seen = Set<String>()
        return filter { seen.insert($0).inserted }
    }
}
