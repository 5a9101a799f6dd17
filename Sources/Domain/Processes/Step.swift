import Base

/// One step of a process.
public struct Step: Hashable, Sendable {
    public let key: String
    public let name: Wording
    /// What to do here and how it is done well; shown beside the case.
    public let guidance: Wording?
    /// Who does it: only they and those who direct cases leave it.
    public let who: Doer
    /// How long it may take; nil where it has no clock.
    public let time: StepTime?
    /// What the case's record must hold before it leaves this step.
    public let fields: [StepField]
    /// The steps that may follow.
    public let next: [String]
    /// Whether a case may be closed here: nothing follows, or the only ways lead back.
    public let isLast: Bool
    /// Whether entering this step means that the work is done and only to be verified.
    public let resolves: Bool
    /// What a reply at this step should have; the usual where none is named.
    public let expects: [ReplyPart]

    /// Who works a step.
    public enum Doer: String, CaseIterable, Sendable {
        case anyone
        /// Whoever the case is assigned to.
        case assignee
        /// Anyone of the case's team.
        case team
        case teamLead = "team_lead"
    }

    static func read(_ node: DocumentNode) -> Step? {
        node.allow(
            "key", "name", "guidance", "who", "time", "fields", "next", "resolves", "last",
            "expects")
        let key = node.required("key")?.key()
        let name = node.required("name")?.wording()
        let guidance = node.child("guidance")?.wording()
        let who = node.child("who").map { $0.choice(Doer.self) } ?? .anyone
        let time = node.child("time").flatMap(StepTime.read)
        let resolves = node.child("resolves").map { $0.bool() ?? false } ?? false
        let fields = node.list("fields").compactMap { StepField.read($0) }
        let next = node.list("next").compactMap { $0.key() }
        let isLast = node.child("last").map { $0.bool() ?? false } ?? next.isEmpty
        let expects = node.list("expects").compactMap { $0.choice(ReplyPart.self) }
        guard let key, let name, let who else { return nil }
        return Step(
            key: key, name: name, guidance: guidance, who: who, time: time, fields: fields,
            next: next,
            isLast: isLast, resolves: resolves, expects: expects)
    }
}
