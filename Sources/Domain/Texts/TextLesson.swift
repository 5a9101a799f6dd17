public import Base

/// Examples that people brought for a model to learn from: what customers ask with its intent, or
/// two questions with whether they ask the same.
public struct TextLesson: Hashable, Sendable {
    public let subject: TextModel.Subject
    public let at: Instant
    public let author: String
    public let examples: [Example]

    public struct Example: Hashable, Sendable {
        /// One text, or two questions.
        public let texts: [String]
        public let label: String

        public init(_ texts: [String], _ label: String) {
            self.texts = texts
            self.label = label
        }
    }

    /// What the label of two questions says.
    public static let same = "same"
    public static let other = "other"

    /// An intent with fewer examples is not learnt.
    public static let examplesLeast = 5
    /// The length of a text, in bytes.
    public static let lengthMost = 2_000

    public init(
        _ subject: TextModel.Subject, at: Instant, author: String, examples: [Example]
    ) {
        self.subject = subject
        self.at = at
        self.author = author
        self.examples = examples
    }

    /// Examples of each label.
    public var labels: [String: Int] {
        Dictionary(examples.map { ($0.label, 1) }, uniquingKeysWith: +)
    }

    /// What is learnt from: intents with enough examples, pairs as they are.
    /// - Throws: `Refusal` where there is too little to learn from.
    public func learnable() throws(Refusal) -> [Example] {
        let least = subject == .same ? TextModel.contentLeast : Self.examplesLeast
        let known = labels.filter { $0.value >= least }
        let kept = examples.filter { known[$0.label] != nil }
        guard known.count > 1, kept.count >= subject.textsLeast else {
            throw Refusal(
                .conflict, "tooFewExamples",
                [
                    "least": "\(least)", "labels": "\(known.count)", "texts": "\(kept.count)",
                    "needed": "\(subject.textsLeast)",
                ])
        }
        return kept
    }

    /// A short row each, for there may be many thousands.
    public var rows: JSON {
        .array(examples.map { .array(($0.texts + [$0.label]).map(JSON.string)) })
    }

    public static func examples(_ rows: JSON) -> [Example] {
        (rows.array ?? []).compactMap { row in
            let cells = (row.array ?? []).compactMap(\.string)
            return cells.count < 2 ? nil : Example(Array(cells.dropLast()), cells[cells.count - 1])
        }
    }
}
