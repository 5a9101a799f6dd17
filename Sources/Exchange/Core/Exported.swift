import Base
import Domain

/// Our document as a file of another program, and what of it did not go over.
public struct Exported: Sendable {
    public let text: String
    public let losses: [Loss]

    init(_ text: String, _ losses: Losses) {
        self.text = text
        self.losses = losses.all
    }
}

/// What all writers share: the words, the names in conditions, what is lost everywhere.
struct Writing {
    let instrument: Instrument
    var losses = Losses()
    /// Ours → theirs: `answers.q1` → `q1`; what is not there does not go over.
    var names: [String: String] = [:]
    /// By our names: our codes → theirs.
    var codes: [String: [String: String]] = [:]
    /// By our names: where each option has a name of its own.
    var options: [String: [(code: String, name: String)]] = [:]

    init(_ instrument: Instrument) { self.instrument = instrument }

    var languages: [String] { instrument.languages }

    /// A condition in the other language; one that cannot be put into it is told and left out.
    mutating func condition(
        _ expression: Expression?, _ dialect: LogicWriting.Dialect, _ question: String,
        _ member: String
    ) -> String? {
        guard let expression else { return nil }
        let names = scored
        let (codes, options) = (codes, options)
        let text = LogicWriting(
            dialect: dialect, names: { names[$0] }, code: { codes[$0]?[$1] ?? $1 },
            options: { options[$0] ?? [] }
        ).text(expression.root)
        if text == nil { losses.add(question, member, .logic, expression.description) }
        return text
    }

    /// The score goes by the name of the question that is the score.
    var scored: [String: String] {
        var all = names
        // Where choices count for something, the score is not the answer.
        if let key = instrument.scoreKey, instrument.scoreItem.map({ $0.kind.isRating }) ?? true {
            all["score"] = names["answers.\(key)"] ?? names["computed.\(key)"]
        }
        return all
    }

    /// What no other program knows of a question.
    mutating func noteOwn(_ item: Item) {
        let key = item.key
        if item.allowsNotApplicable { losses.add(key, "not_applicable", .member) }
        if item.allowsDontKnow { losses.add(key, "dont_know", .member) }
        if !item.accepted.isEmpty { losses.add(key, "accept", .member) }
        if item.isFixed { losses.add(key, "fixed", .member) }
        if instrument.scoreItem?.key == key, ![.nps].contains(item.kind) {
            losses.add(key, "score", .member)
        }
        if item.options.contains(where: { $0.score != nil }) { losses.add(key, "score", .member) }
        if item.options.contains(where: { !$0.groups.isEmpty }) {
            losses.add(key, "options", .coarser)
        }
        if item.picture != nil || item.options.contains(where: { $0.picture != nil }) {
            losses.add(key, "picture", .member)
        }
        if item.sides.contains(where: { $0.scale != nil }) { losses.add(key, "scale", .coarser) }
        if item.isWished { losses.add(key, "required", .coarser) }
        if !item.levels.isEmpty { losses.add(key, "levels", .member) }
        if item.rows.contains(where: { $0.ends != nil }) { losses.add(key, "low", .member) }
        for row in item.rows where !row.offered.isEmpty {
            losses.add(key, row.code, .coarser, row.offered.joined(separator: ", "))
        }
        if !item.expected.isEmpty { losses.add(key, "expect", .member) }
    }

    /// A text whose `{answers.name|there}` stand as the other program writes them; the words for no
    /// answer do not go over.
    /// - Parameter slot: theirs for a name of ours; nil to leave it as it stands.
    mutating func piped(
        _ text: String, _ question: String, _ member: String, _ slot: (String) -> String?
    ) -> String {
        guard text.contains("{") else { return text }
        var out = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            out += rest[..<open]
            let parts = rest[rest.index(after: open)..<close].split(
                separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
            if let known = slot(parts[0].trimmed) {
                out += known
                if parts.count > 1 { losses.add(question, member, .coarser, String(parts[1])) }
            } else {
                out += rest[open...close]
            }
            rest = rest[rest.index(after: close)...]
        }
        return out + rest
    }

    mutating func noteWhole() {
        if !instrument.accepted.isEmpty { losses.add("", "accept", .member) }
        if instrument.isShuffled { losses.add("", "shuffle", .member) }
        for block in instrument.blocks {
            // Each round goes over as pages of its own, asked always.
            if block.loop != nil { losses.add(block.key, "loop", .split) }
            if block.isShuffled { losses.add(block.key, "shuffle", .member) }
        }
        for quota in instrument.quotas {
            losses.add(quota.key, "quota", .member, quota.condition?.description ?? "")
        }
        for field in instrument.hidden where field.isSigned {
            losses.add(field.key, "signed", .member)
        }
        // NPS is one everywhere; other scores are ours to choose.
        if let key = instrument.scoreKey, instrument.scoreItem?.kind != .nps {
            losses.add("", "score", .member, key)
        }
    }
}

extension HiddenField {
    /// Every document has the customer without saying so.
    var isUnsaid: Bool {
        key == HiddenField.customerKey && title.zh == key && title.en == key
    }
}
