public import Base
public import Domain
import Language
import SQL
import Store

/// What past cases like this one were found to be, and which talks fit what the customer said.
public struct SuggestForCase: Operation {
    public static let name = "cases.suggestions"
    public static let summary =
        "Suggest causes, tags and talks by past cases like this one, with the words they share."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    /// The newest cases that are looked at, and how many of the most alike have a say.
    private static let casesMost = 2_000
    private static let neighbours = 10

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> CaseSuggestions {
        let lexicons = try desk.house.lexicons()
        let masking = try await desk.read { try desk.masking(on: $0) }
        let (one, spoken, past, talks) = try await desk.read { connection in
            guard let one = try Cases.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchCase")
            }
            return (
                one, try words(of: one, desk, connection),
                try PastWords.list(
                    without: id, limit: Self.casesMost, in: desk.workspace, on: connection),
                try Documents.list(.talk, in: desk.workspace, on: connection)
                    .map { try Talk(document: $0.json) }.filter { $0.fits(one.kind) }
            )
        }
        // Masked before it is compared: a word by itself no longer shows what it is.
        let said = masking?.text(spoken) ?? spoken
        let text = lexicons.normal(said)
        let bytes = Array(said.utf8)
        func shared(_ match: TextIndex.Match) -> [String] {
            match.shared.prefix(4).map { String(decoding: bytes[$0], as: UTF8.self) }
        }
        let alike = TextIndex(past.map { lexicons.normal($0.words) })
            .matches(text, limit: Self.neighbours)
            .filter { $0.shared.count > 1 }
        let fitting = TextIndex(
            talks.map { lexicons.normal($0.name.zh + " " + $0.name.en + "\n" + $0.wording) }
        ).matches(text, limit: 3).filter { $0.shared.count > 1 }
        return CaseSuggestions(
            cases: alike.prefix(5).map {
                .init(
                    id: past[$0.text].id, number: past[$0.text].number,
                    title: masking?.wording(past[$0.text].title) ?? past[$0.text].title,
                    words: shared($0))
            },
            causes: one.fields["cause"] == nil
                ? Self.votes(alike, past) { $0.cause.map { [$0] } ?? [] } : [],
            tags: Self.votes(alike, past) { $0.tags }.filter { !one.tags.contains($0.key) },
            talks: fitting.map {
                .init(key: talks[$0.text].key, name: talks[$0.text].name, words: shared($0))
            })
    }

    /// All that the customer said in the case and in the answer it came from.
    private func words(
        of one: Case, _ desk: Desk, _ connection: any Connection
    ) throws -> String {
        var parts = [one.title.zh]
        if one.title.en != one.title.zh { parts.append(one.title.en) }
        if let response = one.origin.response,
            let row = try Responses.find(response, in: desk.workspace, on: connection)
        {
            let instrument = try desk.house.instrument(
                row.instrument, version: row.version, in: desk.workspace, on: connection)
            parts += row.texts(of: instrument).map(\.text)
        }
        let messages = try CaseMessages.list(
            of: id, limit: 100, in: desk.workspace, on: connection)
        return (parts + messages.filter { $0.kind == .received }.map(\.text))
            .joined(separator: "\n")
    }

    /// What the cases that are alike have in common, each weighing by how alike it is; what less
    /// than a fifth of them says is no suggestion.
    private static func votes(
        _ alike: [TextIndex.Match], _ past: [PastWords], _ values: (PastWords) -> [String]
    ) -> [CaseSuggestions.Vote] {
        let total = alike.reduce(0) { $0 + $1.score }
        guard total > 0 else { return [] }
        var weights: [String: (weight: Double, cases: [ID<Case>])] = [:]
        for match in alike {
            for value in values(past[match.text]) {
                weights[value, default: (0, [])].weight += match.score
                weights[value]?.cases.append(past[match.text].id)
            }
        }
        return weights.map {
            CaseSuggestions.Vote(
                key: $0.key, share: $0.value.weight / total, cases: $0.value.cases)
        }
        .filter { $0.share >= 0.2 }
        .sorted { $0.share == $1.share ? $0.key < $1.key : $0.share > $1.share }
    }
}

extension Talk {
    fileprivate var wording: String {
        parts.map { $0.text.zh + "\n" + $0.text.en }.joined(separator: "\n")
    }
}

public struct CaseSuggestions: Resource {
    public struct Alike: Sendable {
        public let id: ID<Case>
        public let number: Int
        public let title: Wording
        /// Of this case, that both have.
        public let words: [String]
    }

    public struct Vote: Sendable {
        public let key: String
        /// Of the cases that are alike, weighed by how alike they are, 0 to 1.
        public let share: Double
        public let cases: [ID<Case>]
    }

    public struct Fitting: Sendable {
        public let key: String
        public let name: Wording
        public let words: [String]
    }

    public let cases: [Alike]
    public let causes: [Vote]
    public let tags: [Vote]
    public let talks: [Fitting]

    private static let words = Shape.array(.text())
    private static let vote = Shape.object([
        Field("key", .text()), Field("share", .number(0...1)),
        Field("cases", .array(.id(Case.idPrefix)), .required, "Whose it was."),
    ])

    public static let shape = Shape.object([
        Field(
            "cases",
            .array(
                .object([
                    Field("case", .id(Case.idPrefix)), Field("number", .integer(1...Int.max)),
                    Field("title", .map(.text())), Field("words", words),
                ])), .required, "Past cases like this one, the most alike first."),
        Field("causes", .array(vote), .required, "None where the case has a cause."),
        Field("tags", .array(vote)),
        Field(
            "talks",
            .array(
                .object([
                    Field("key", .text()), Field("name", .map(.text())), Field("words", words),
                ]))),
    ])

    public var json: JSON {
        func list(_ words: [String]) -> JSON { .array(words.map(JSON.string)) }
        func votes(_ votes: [Vote]) -> JSON {
            .array(
                votes.map {
                    [
                        "key": .string($0.key), "share": .number($0.share),
                        "cases": list($0.cases.map(\.description)),
                    ]
                })
        }
        return [
            "cases": .array(
                cases.map {
                    [
                        "case": .string($0.id.description), "number": .integer($0.number),
                        "title": $0.title.json, "words": list($0.words),
                    ]
                }), "causes": votes(causes), "tags": votes(tags),
            "talks": .array(
                talks.map {
                    ["key": .string($0.key), "name": $0.name.json, "words": list($0.words)]
                }),
        ]
    }
}
