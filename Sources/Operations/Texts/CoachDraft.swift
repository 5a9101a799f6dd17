public import Base
import Domain
import Language
import SQL
import Store

/// Reads the draft of a reply and says how it could be said better.
public struct CoachDraft: Operation {
    public static let name = "drafts.coach"
    public static let summary =
        "Say how the draft of a reply could be said better, and what it lacks at this step."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("text", .document(max: 20_000)),
        Field(
            "case", .id(Case.idPrefix), .optional,
            "What is expected follows from its step, its kind and the customer's mood."),
    ]

    private let text: String
    private let id: ID<Case>?

    public init(_ input: Input) throws {
        text = input.text("text")
        id = try input.idOrNil("case")
    }

    public func perform(on desk: Desk) async throws -> DraftAdvice {
        let reading = try desk.house.lexicons().coach.reading(of: Array(text.utf8))
        let expected = try await desk.read { connection in
            guard let id else { return ReplyPart.expected(at: nil, kind: nil, mood: nil) }
            guard let one = try Cases.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchCase")
            }
            let process = try desk.house.process(
                one.process, in: desk.workspace, on: connection)
            let said = try CaseMessages.list(
                of: id, limit: 20, in: desk.workspace, on: connection
            ).first { $0.kind == .received }
            let mood = try said.flatMap {
                try desk.house.readings(of: [$0], in: desk.workspace, on: connection)[$0.id]
            }?.score
            return ReplyPart.expected(at: process[step: one.step], kind: one.kind, mood: mood)
        }
        return DraftAdvice(text, reading, expected)
    }
}

/// How a draft could be said better.
public struct DraftAdvice: Resource {
    /// One phrase that a reply is better without.
    struct Phrase: Sendable {
        let fault: String
        /// Bytes of the draft.
        let range: Range<Int>
        let words: String
        let better: String
    }

    let phrases: [Phrase]
    let parts: [ReplyPart]
    let missing: [ReplyPart]

    init(_ text: String, _ reading: WordingCoach.Reading, _ expected: [ReplyPart]) {
        let bytes = Array(text.utf8)
        phrases = reading.advice.map { advice in
            Phrase(
                fault: advice.fault.rawValue, range: advice.range,
                words: String(decoding: bytes[advice.range], as: UTF8.self),
                better: advice.better)
        }
        let found = Set(reading.parts.compactMap { ReplyPart(rawValue: $0.rawValue) })
        parts = ReplyPart.allCases.filter(found.contains)
        missing = expected.filter { !found.contains($0) }
    }

    public static let faults = WordingCoach.Fault.allCases.map(\.rawValue)
    public static let allParts = ReplyPart.allCases.map(\.rawValue)

    private static let place = Shape.integer(0...Int(Int32.max))
    private static let part = Shape.choice(allParts)

    public static let shape = Shape.object([
        Field(
            "advice",
            .array(
                .object([
                    Field("fault", .choice(faults)),
                    Field("from", place, .required, "First byte of the draft in UTF-8."),
                    Field("to", place), Field("words", .text()), Field("better", .text()),
                ])), .required, "In the order of the draft."),
        Field("parts", .array(part), .required, "What the draft has."),
        Field("missing", .array(part), .required, "What is expected here and it lacks."),
    ])

    public var json: JSON {
        [
            "advice": .array(
                phrases.map { phrase in
                    [
                        "fault": .string(phrase.fault),
                        "from": .integer(phrase.range.lowerBound),
                        "to": .integer(phrase.range.upperBound), "words": .string(phrase.words),
                        "better": .string(phrase.better),
                    ]
                }),
            "parts": .array(parts.map { .string($0.rawValue) }),
            "missing": .array(missing.map { .string($0.rawValue) }),
        ]
    }
}
