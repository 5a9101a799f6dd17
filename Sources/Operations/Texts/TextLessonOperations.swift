public import Base
public import Domain
import Store

/// Brings examples for a model of intents or of same questions; they take the place of those that
/// were brought before.
public struct SaveTextLesson: Operation {
    public static let name = "textLessons.save"
    public static let summary = """
        Bring examples for a model: a CSV table with text and label (intent), or first, second and \
        label (same questions). They replace those brought before; a job learns from them.
        """
    public static let access = Access.right(.rulesWrite)
    public static let input = [
        TextLessonResource.subject,
        Field(
            "text", .document(max: 4_000_000), .required,
            "CSV with a header. Labels of pairs: 1, yes, same or 0, no, other."),
    ]

    private let subject: TextModel.Subject
    private let text: String

    public init(_ input: Input) {
        subject = TextModel.Subject(rawValue: input.text("subject")) ?? .intent
        text = input.text("text")
    }

    public func perform(on desk: Desk) async throws -> TextLessonResource {
        let examples = try examples()
        return try await desk.write { ledger -> TextLessonResource in
            let lesson = TextLesson(
                subject, at: ledger.now, author: ledger.actor.name, examples: examples)
            try TextLessons.save(lesson, in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                "text_lesson.saved", .init("workspace", ledger.workspace),
                [
                    "subject": .string(subject.rawValue), "texts": .integer(examples.count),
                ])
            return TextLessonResource(lesson)
        }
    }

    /// - Throws: `Refusal.invalid` that names the lines.
    private func examples() throws -> [TextLesson.Example] {
        let table = try TableReader.open(MemorySource(Array(text.utf8)))
        let columns = try (subject == .same ? ["first", "second"] : ["text"]).map(table.column)
        let label = try table.column("label")
        var examples: [TextLesson.Example] = []
        var faults: [Refusal.Fault] = []
        while let batch = try table.next(), faults.count < 20 {
            for row in batch where row.count == table.header.count {
                let texts = columns.map { row.text($0) }
                let name = row.text(label)
                guard !name.isEmpty, texts.allSatisfy({ !$0.isEmpty }) else { continue }
                guard texts.allSatisfy({ $0.utf8.count <= TextLesson.lengthMost }),
                    name.utf8.count <= 100
                else {
                    faults.append(.init("text", "exampleTooLong", ["line": "\(row.line)"]))
                    continue
                }
                guard let meant = Self.meaning(of: name, subject) else {
                    faults.append(
                        .init("text", "pairLabel", ["line": "\(row.line)", "value": name]))
                    continue
                }
                examples.append(.init(texts, meant))
            }
            guard examples.count <= TextModel.textsMost else {
                throw Refusal.invalid(
                    "text", "tooManyExamples", ["most": "\(TextModel.textsMost)"])
            }
        }
        guard faults.isEmpty else { throw Refusal.invalid(Array(faults.prefix(20))) }
        guard !examples.isEmpty else { throw Refusal.invalid("text", "noExamples") }
        return examples
    }

    private static func meaning(of label: String, _ subject: TextModel.Subject) -> String? {
        guard subject == .same else { return label }
        switch label.lowercased() {
        case "1", "yes", "true", "same": return TextLesson.same
        case "0", "no", "false", "other", "different": return TextLesson.other
        default: return nil
        }
    }
}

/// What was brought, by label, and the examples for who may read answers.
public struct ShowTextLesson: Operation {
    public static let name = "textLessons.show"
    public static let summary = "Show how many examples of each label were brought for a model."
    public static let access = Access.right(.casesRead)
    public static let input = [TextLessonResource.subject]

    private let subject: TextModel.Subject

    public init(_ input: Input) {
        subject = TextModel.Subject(rawValue: input.text("subject")) ?? .intent
    }

    public func perform(on desk: Desk) async throws -> TextLessonResource {
        let lesson = try await desk.read {
            try TextLessons.find(subject, in: desk.workspace, on: $0)
        }
        guard let lesson else { throw Refusal(.notFound, "noSuchLesson") }
        return TextLessonResource(lesson)
    }
}

/// Forgets the examples; models that learnt from them stay.
public struct RemoveTextLesson: Operation {
    public static let name = "textLessons.remove"
    public static let summary = "Forget the examples of a model; what was learnt stays."
    public static let access = Access.right(.rulesWrite)
    public static let input = [TextLessonResource.subject]

    private let subject: TextModel.Subject

    public init(_ input: Input) {
        subject = TextModel.Subject(rawValue: input.text("subject")) ?? .intent
    }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger in
            try TextLessons.remove(subject, in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                "text_lesson.removed", .init("workspace", ledger.workspace),
                ["subject": .string(subject.rawValue)])
            return Done()
        }
    }
}

public struct TextLessonResource: Resource {
    public let lesson: TextLesson

    init(_ lesson: TextLesson) { self.lesson = lesson }

    static let subject = Field(
        "subject", .choice(TextModel.Subject.brought.map(\.rawValue)), .required,
        "Intents, or whether two questions ask the same.")

    private static let count = Shape.integer(0...Int(Int32.max))

    public static let shape = Shape.object([
        subject, Field("at", .instant), Field("author", .text()),
        Field("texts", count, .required, "Examples."),
        Field("labels", .map(count), .required, "Examples of each label."),
    ])

    public var json: JSON {
        [
            "subject": .string(lesson.subject.rawValue), "at": .string(lesson.at.iso8601),
            "author": .string(lesson.author), "texts": .integer(lesson.examples.count),
            "labels": .object(
                JSON.Object(
                    lesson.labels.sorted { $0.key < $1.key }.map {
                        .init(key: $0.key, value: .integer($0.value))
                    })),
        ]
    }
}
