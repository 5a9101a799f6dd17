public import Base

/// What a file of another program holds and ours cannot, or the other way round: nothing is dropped
/// without being told.
public struct Loss: Hashable, Sendable {
    public enum Reason: String, CaseIterable, Sendable {
        /// There is no such kind of question.
        case kind
        /// It is there, as a kind that knows less.
        case coarser
        /// The member has no counterpart.
        case member
        /// A condition or formula could not be put into the other language.
        case logic
        /// A name or code has another spelling now.
        case renamed
        /// One question became several.
        case split
        /// The language is not one of ours.
        case language
        /// A text was missing in one language; another stands in.
        case untranslated
        /// Pictures, links and the like were taken out of a text.
        case markup
        /// A text or a list was longer than ours may be.
        case cut
        /// It was not said, so the likeliest was taken.
        case assumed
    }

    /// The question as its author knows it; empty for the questionnaire.
    public let question: String
    /// What of it.
    public let member: String
    public let reason: Reason
    /// The value or the new name.
    public let detail: String

    public init(_ question: String, _ member: String, _ reason: Reason, _ detail: String = "") {
        self.question = question
        self.member = member
        self.reason = reason
        self.detail = String(detail.prefix(200))
    }

    public var json: JSON {
        [
            "question": .string(question), "member": .string(member),
            "reason": .string(reason.rawValue), "detail": .string(detail),
        ]
    }
}

/// Gathers losses while a file is read or written; the same one is told once.
struct Losses {
    private(set) var all: [Loss] = []
    private var seen = Set<Loss>()

    mutating func add(
        _ question: String, _ member: String, _ reason: Loss.Reason, _ detail: String = ""
    ) {
        add(Loss(question, member, reason, detail))
    }

    mutating func add(_ loss: Loss) {
        if seen.insert(loss).inserted { all.append(loss) }
    }
}
