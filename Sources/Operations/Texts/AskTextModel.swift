public import Base
import Domain
import Language
import SQL
import Store

/// What a text wants, by the workspace's own model; a text that fits none is not understood.
public struct AskIntent: Operation {
    public static let name = "intents.ask"
    public static let summary = """
        Tell what a text wants, out of the intents that were learnt, with the words that say so; \
        understood is false where it fits none.
        """
    public static let access = Access.right(.casesRead)
    public static let input = [Field("text", .text(max: TextLesson.lengthMost))]

    private let text: String

    public init(_ input: Input) { text = input.text("text") }

    public func perform(on desk: Desk) async throws -> IntentAnswer {
        let lexicons = try desk.house.lexicons()
        let reader = try await desk.read { connection in
            try desk.house.intents.reader(.intent, in: desk.workspace, on: connection) {
                version, bytes in
                IntentClassifier(bytes: bytes).map { LearntReader(version, $0) }
            }
        }
        guard let reader else { throw Refusal(.notFound, "noModelInUse") }
        return IntentAnswer(reader, lexicons.normal(text), Array(text.utf8))
    }
}

/// Whether two questions ask the same, by the workspace's own model.
public struct AskSame: Operation {
    public static let name = "sameQuestions.ask"
    public static let summary = "Tell whether two questions ask the same, and how surely."
    public static let access = Access.right(.casesRead)
    public static let input = [
        Field("first", .text(max: TextLesson.lengthMost)),
        Field("second", .text(max: TextLesson.lengthMost)),
    ]

    private let first: String
    private let second: String

    public init(_ input: Input) {
        first = input.text("first")
        second = input.text("second")
    }

    public func perform(on desk: Desk) async throws -> SameAnswer {
        let lexicons = try desk.house.lexicons()
        let reader = try await desk.read { connection in
            try desk.house.pairs.reader(.same, in: desk.workspace, on: connection) {
                version, bytes in
                PairClassifier(bytes: bytes).map { LearntReader(version, $0) }
            }
        }
        guard let reader else { throw Refusal(.notFound, "noModelInUse") }
        let answer = reader.classifier.answer(lexicons.normal(first), lexicons.normal(second))
        let isSame = answer.label == TextLesson.same
        return SameAnswer(
            isSame: isSame, chance: isSame ? answer.probability : 1 - answer.probability,
            version: reader.version)
    }
}

/// A workspace's model, ready to answer.
struct LearntReader<Classifier: Sendable>: Sendable {
    let version: Int
    let classifier: Classifier

    init(_ version: Int, _ classifier: Classifier) {
        self.version = version
        self.classifier = classifier
    }
}

public struct IntentAnswer: Resource {
    /// Nil where the text fits none.
    public let intent: String?
    /// That it is this intent, or that it is none; 0 to 1.
    public let confidence: Double
    /// Of the text, that spoke most for it.
    public let words: [String]
    /// Of the model.
    public let version: Int

    /// The label of what fits no intent; no example has an empty one.
    static let none = ""

    private static let wordsMost = 4

    init(_ reader: LearntReader<IntentClassifier>, _ text: NormalText, _ bytes: [UInt8]) {
        let answer = reader.classifier.answer(text)
        intent = answer.label == Self.none ? nil : answer.label
        confidence = answer.probability
        version = reader.version
        let phrases =
            intent.map { reader.classifier.phrases(for: $0, in: text).filter { $0.weight > 0 } }
            ?? []
        words = phrases.sorted { $0.weight > $1.weight }.prefix(Self.wordsMost).map {
            String(decoding: bytes[$0.range], as: UTF8.self)
        }
    }

    public static let shape = Shape.object([
        Field("understood", .boolean),
        Field("intent", .text(), .optional, "Absent where the text fits none."),
        Field(
            "confidence", .number(0...1), .required,
            "That it is one of the known intents; that it is none, where it was not understood."),
        Field("words", .array(.text()), .required, "Of the text, that spoke most for it."),
        Field("model", .integer(1...Int(Int32.max)), .required, "Its version."),
    ])

    public var json: JSON {
        [
            "understood": .bool(intent != nil), "intent": .optional(intent),
            "confidence": .number(confidence), "words": .array(words.map(JSON.string)),
            "model": .integer(version),
        ]
    }
}

public struct SameAnswer: Resource {
    public let isSame: Bool
    /// That they ask the same, 0 to 1.
    public let chance: Double
    public let version: Int

    public static let shape = Shape.object([
        Field("same", .boolean),
        Field("chance", .number(0...1), .required, "That they ask the same; calibrated."),
        Field("model", .integer(1...Int(Int32.max)), .required, "Its version."),
    ])

    public var json: JSON {
        ["same": .bool(isSame), "chance": .number(chance), "model": .integer(version)]
    }
}
