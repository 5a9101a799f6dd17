public import Base

/// What suddenly many customers complain of: the same matter, more people than usual, a short time.
public struct HotMatter: Hashable, Sendable, Identified {
    public static let idPrefix = "hot"

    /// Fewer people are no crowd.
    public static let peopleLeast = 5
    /// Against what is usual, measured by how much is written.
    public static let ratioLeast = 3.0
    /// Of the adjusted probability.
    public static let level = 0.001
    public static let window = Span.days(1)
    public static let before = Span.days(28)
    /// Less past tells nothing of what is usual.
    public static let beforeLeast = Span.days(3)

    /// A theme's id, or the words that come together.
    public let matter: String
    public let name: Wording
    /// Different customers in the window, and in the time before it.
    public let people: Int
    public let peopleBefore: Int
    /// How many the window should have by the time before.
    public let expected: Double
    public let p: Double
    /// Where: a field that came with the answers and the value that most of them have.
    public let field: String?
    public let value: String?
    /// What it is about: the words most of them use.
    public let words: [String]
    public let responses: [ID<Response>]
    public let cases: [ID<Case>]

    /// Answers, and cases, that are named.
    public static let recordsMost = 20

    public init(
        matter: String, name: Wording, people: Int, peopleBefore: Int, expected: Double,
        p: Double, field: String?, value: String?, words: [String], responses: [ID<Response>],
        cases: [ID<Case>] = []
    ) {
        self.matter = matter
        self.name = name
        self.people = people
        self.peopleBefore = peopleBefore
        self.expected = expected
        self.p = p
        self.field = field
        self.value = value
        self.words = words
        self.responses = responses
        self.cases = cases
    }

    public var json: JSON {
        [
            "matter": .string(matter), "name": name.json, "people": .integer(people),
            "before": .integer(peopleBefore), "expected": .number(expected), "p": .number(p),
            "field": .optional(field), "value": .optional(value),
            "words": .array(words.map(JSON.string)),
            "responses": .array(responses.map { .string($0.description) }),
            "cases": .array(cases.map { .string($0.description) }),
        ]
    }

    public init?(json: JSON) {
        guard let matter = json["matter"]?.string, let people = json["people"]?.integer else {
            return nil
        }
        self.init(
            matter: matter,
            name: Wording(
                zh: json["name"]?["zh"]?.string ?? matter, en: json["name"]?["en"]?.string ?? matter
            ),
            people: people, peopleBefore: json["before"]?.integer ?? 0,
            expected: json["expected"]?.number ?? 0, p: json["p"]?.number ?? 1,
            field: json["field"]?.string, value: json["value"]?.string,
            words: (json["words"]?.array ?? []).compactMap(\.string),
            responses: (json["responses"]?.array ?? []).compactMap {
                $0.string.flatMap(ID<Response>.init)
            },
            cases: (json["cases"]?.array ?? []).compactMap {
                $0.string.flatMap(ID<Case>.init)
            })
    }
}
