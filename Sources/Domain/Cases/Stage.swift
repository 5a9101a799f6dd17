public import Base

/// How far a customer's displeasure has gone, in the six stages through which one becomes a
/// complaint and a complaint an escalation.
public enum Stage: String, CaseIterable, Sendable, Comparable {
    /// Unhappy, and says nothing.
    case latent
    /// About to turn: waits, asks again.
    case turning
    /// Shows it.
    case grumble
    /// Asks for what one asks for before complaining: the manager, the money back.
    case latentComplaint = "latent_complaint"
    case complaint
    /// Beyond us: a regulator, a court, the press.
    case escalation

    public static func < (a: Stage, b: Stage) -> Bool {
        allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
    }
}

/// Words by which customers give their stage away, in every language.
public struct StageWords: Sendable {
    private let words: [(stage: Stage, word: String)]

    /// - Parameter document: stage → language → words; see `library/stages/words.yaml`.
    public init(document: JSON) {
        var words: [(stage: Stage, word: String)] = []
        for stage in Stage.allCases.reversed() {
            for language in document["stages"]?[stage.rawValue]?.object?.members ?? [] {
                for word in language.value.array ?? [] {
                    if let word = word.string, !word.isEmpty { words.append((stage, word)) }
                }
            }
        }
        self.words = words
    }

    /// The furthest stage that a text gives away, and by which word. A Latin word counts only as a
    /// whole one: `sue` is not in `issue`.
    public func stage(of text: String) -> (stage: Stage, word: String)? {
        let lower = text.lowercased()
        return words.first { StageWords.contains(lower, $0.word) }
    }

    private static func contains(_ text: String, _ word: String) -> Bool {
        let isLatin = word.utf8.allSatisfy { $0 < 0x80 }
        guard isLatin else { return text.contains(word) }
        for range in text.ranges(of: word) {
            let before =
                range.lowerBound == text.startIndex
                ? nil : text[text.index(before: range.lowerBound)]
            let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
            let isWhole = [before, after].allSatisfy { character in
                character.map { !($0.isASCII && ($0.isLetter || $0.isNumber)) } ?? true
            }
            if isWhole { return true }
        }
        return false
    }
}

extension Case {
    /// The stage that what the customer says and what happened suggest, and why; nil where it
    /// suggests nothing beyond what is known.
    /// - Parameter unanswered: messages of the customer since a person last answered.
    public func suggestedStage(
        _ text: String, unanswered: Int, by words: StageWords, at now: Instant
    ) -> (stage: Stage, reason: String)? {
        var found: [(stage: Stage, reason: String)] = []
        if let (stage, word) = words.stage(of: text) { found.append((stage, "word:" + word)) }
        if kind == .complaint { found.append((.complaint, "kind")) }
        if reopenings >= 2 { found.append((.latentComplaint, "reopened")) }
        if unanswered >= 3 { found.append((.latentComplaint, "askedAgain")) }
        if unanswered == 2 { found.append((.turning, "askedAgain")) }
        if promisedClocks.contains(where: { $0.isMissed || $0.isOverdue(at: now) }) {
            found.append((.turning, "waited"))
        }
        if kind == .feedback { found.append((.latent, "feedback")) }
        guard let best = found.max(by: { $0.stage < $1.stage }) else { return nil }
        if let stage, best.stage <= stage { return nil }
        return best
    }
}
