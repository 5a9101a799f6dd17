public import Base
public import Domain
import Language
import SQL
import Store

/// What people would put on a case by what its customer said first, as the workspace's own models
/// have learnt it.
public struct SuggestLabels: Operation {
    public static let name = "cases.labelSuggestions"
    public static let summary = """
        Suggest tags, a cause and a team that the case does not have yet, by what was put on \
        closed cases; nothing where no model is surer than not. Nothing is set.
        """
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> LabelSuggestions {
        let lexicons = try desk.house.lexicons()
        return try await desk.read { connection in
            guard let one = try Cases.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchCase")
            }
            guard one.status.isActive,
                let first = try CaseMessages.first(of: id, in: desk.workspace, on: connection)
            else { return LabelSuggestions([]) }
            var said = LabelLesson.text(one.title, first)
            if let masking = try desk.masking(on: connection) { said = masking.text(said) }
            let text = lexicons.normal(said)
            var found: [LabelSuggestions.Label] = []
            for subject in TextModel.Subject.ofCases {
                guard
                    let reader = try desk.house.labelReader(
                        subject, in: desk.workspace, on: connection)
                else { continue }
                let names = try names(of: subject, for: one, desk, connection)
                found += reader.labels(of: text, said, subject: subject).compactMap { label in
                    names(label.key).map { label.named($0) }
                }
            }
            return LabelSuggestions(found)
        }
    }

    /// What may still be put on a case: the name of a label, or nil where it has its place taken
    /// or is none any more.
    private func names(
        of subject: TextModel.Subject, for one: Case, _ desk: Desk, _ connection: any Connection
    ) throws -> (String) -> Wording? {
        switch subject {
        case .mood, .intent, .same, .words: return { _ in nil }
        case .tag:
            return { one.tags.contains($0) ? nil : Wording(zh: $0, en: $0) }
        case .cause:
            let process = try desk.house.process(
                one.process, in: desk.workspace, on: connection)
            guard one.fields["cause"] == nil else { return { _ in nil } }
            let tree = try process.causes.flatMap {
                try Documents.find(.cause, $0, in: desk.workspace, on: connection)
            }.map { try CauseTree(document: $0.json) }
            return { process.causeName($0, in: tree) }
        case .team:
            guard one.team == nil else { return { _ in nil } }
            let teams = try Teams.list(in: desk.workspace, on: connection)
            return { key in
                teams.first { $0.id.description == key }.map { Wording(zh: $0.name, en: $0.name) }
            }
        }
    }
}

extension LabelReader {
    /// Words that are shown of what spoke for a label.
    private static let wordsMost = 4

    /// Where it knows no word of the text, it says nothing.
    fileprivate func labels(
        of text: NormalText, _ said: String, subject: TextModel.Subject
    ) -> [LabelSuggestions.Label] {
        let bytes = Array(said.utf8)
        return classifier.answers(text).compactMap { answer in
            let phrases = classifier.phrases(for: answer.label, in: text)
                .filter { $0.weight > 0 }.sorted { $0.weight > $1.weight }
            guard !phrases.isEmpty else { return nil }
            return LabelSuggestions.Label(
                subject: subject, key: answer.label, name: Wording(zh: "", en: ""),
                confidence: answer.probability, version: version,
                words: phrases.prefix(Self.wordsMost).map {
                    String(decoding: bytes[$0.range], as: UTF8.self).trimmed
                })
        }
    }
}

public struct LabelSuggestions: Resource {
    public struct Label: Sendable {
        public let subject: TextModel.Subject
        public let key: String
        public let name: Wording
        /// How often such a suggestion was what people put, 0 to 1.
        public let confidence: Double
        /// Of the model.
        public let version: Int
        /// Of the case, that speak most for it.
        public let words: [String]

        fileprivate func named(_ name: Wording) -> Label {
            Label(
                subject: subject, key: key, name: name, confidence: confidence,
                version: version, words: words)
        }
    }

    public let labels: [Label]

    init(_ labels: [Label]) { self.labels = labels }

    public static let shape = Shape.object([
        Field(
            "labels",
            .array(
                .object([
                    Field(
                        "subject", .choice(["tag", "cause", "team"]), .required,
                        "What would be set."),
                    Field("key", .text(), .required, "The tag, the cause's key, the team's id."),
                    Field("name", .map(.text())),
                    Field(
                        "confidence", .number(0...1), .required,
                        "How often such a suggestion was what people put; 0.5 at least."),
                    Field("model", .integer(1...Int(Int32.max)), .required, "Its version."),
                    Field("words", .array(.text()), .required, "That speak most for it."),
                ])))
    ])

    public var json: JSON {
        [
            "labels": .array(
                labels.map { label in
                    [
                        "subject": .string(label.subject.rawValue), "key": .string(label.key),
                        "name": label.name.json, "confidence": .number(label.confidence),
                        "model": .integer(label.version),
                        "words": .array(label.words.map(JSON.string)),
                    ]
                })
        ]
    }
}
