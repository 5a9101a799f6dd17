public import Base

/// How a kind of case is worked, as a document: the steps, who does each, what must be known
/// before moving on, and with what outcomes a case may be closed.
public struct Process: Hashable, Sendable {
    public let key: String
    public let name: Wording
    public let about: Wording?
    /// The kinds of case that are worked by it unless another process is named.
    public let kinds: Set<Case.Kind>
    /// Further kinds that may be worked by it where it is named.
    public let alsoFits: Set<Case.Kind>
    /// In the order in which people read them; the first is where a case begins.
    public let steps: [Step]
    public let outcomes: [Outcome]
    /// Where a reopened case goes on.
    public let reopenAt: String
    /// Key of the tree from which its causes are chosen.
    public let causes: String?
    /// What its complaints are held to; nil where it is not for complaints.
    public let complaint: ComplaintTerms?

    /// A process as one version of its document says it.
    public struct Version: Hashable, Sendable {
        public let stamp: DocumentStamp
        public let process: Process

        public init(_ stamp: DocumentStamp, _ process: Process) {
            self.stamp = stamp
            self.process = process
        }
    }

    /// Whether a case of this kind may be worked by it. One that names no kinds is for all, but
    /// without terms for complaints it is not for those.
    public func fits(_ kind: Case.Kind) -> Bool {
        guard kinds.isEmpty, alsoFits.isEmpty else {
            return kinds.contains(kind) || alsoFits.contains(kind)
        }
        return kind != .complaint || complaint != nil
    }

    /// How a case may end.
    public struct Outcome: Hashable, Sendable {
        public let key: String
        public let name: Wording
        /// Whether a case may end so before its last step: a duplicate, a withdrawal.
        public let early: Bool
    }

    /// The field that holds the customer's word that it is settled; nil where none does.
    public var confirmation: String? {
        if let key = complaint?.confirmedBy { return key }
        let key = "customer_confirmed"
        return self[field: key]?.kind == .yesNo ? key : nil
    }

    public subscript(step key: String) -> Step? { steps.first { $0.key == key } }
    public subscript(outcome key: String) -> Outcome? { outcomes.first { $0.key == key } }
    public var first: Step { steps[0] }
}

extension Process {
    /// Reads a document; throws every fault it has.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { Process.read($0) }
    }

    private static func read(_ node: DocumentNode) -> Process? {
        node.allow(
            "key", "name", "about", "kinds", "also_fits", "steps", "outcomes", "reopen_at",
            "causes", "complaint")
        let key = node.required("key")?.key()
        let name = node.required("name")?.wording()
        let about = node.child("about")?.wording()
        let kinds = node.list("kinds").compactMap { $0.choice(Case.Kind.self) }
        let alsoFits = node.list("also_fits").compactMap { $0.choice(Case.Kind.self) }
        let stepNodes = node.required("steps")?.list() ?? []
        let steps = stepNodes.compactMap { Step.read($0) }
        let outcomes = (node.required("outcomes")?.list() ?? []).compactMap { readOutcome($0) }
        for list in ["steps", "outcomes"] where node.value[list]?.array?.isEmpty == true {
            node.node(.null, at: list).fault("empty")
        }
        noteDoubles(steps.map(\.key), in: node.node(.null, at: "steps"))
        noteDoubles(outcomes.map(\.key), in: node.node(.null, at: "outcomes"))
        noteUnknownSteps(stepNodes, steps)
        let reopenAt = node.child("reopen_at")?.key()
        if let reopenAt, !steps.contains(where: { $0.key == reopenAt }) {
            node.child("reopen_at")?.fault("unknownStep", ["value": reopenAt])
        }
        let causes = node.child("causes")?.key()
        let complaint = node.child("complaint").flatMap(ComplaintTerms.read)
        let fields = steps.flatMap(\.fields)
        if causes == nil, fields.contains(where: { $0.kind == .cause }) {
            node.node(.null, at: "causes").fault("missing")
        }
        if let key = complaint?.confirmedBy,
            !fields.contains(where: { $0.key == key && $0.kind == .yesNo })
        {
            node.node(.null, at: "complaint").fault("unknownField", ["known": key])
        }
        if let key = complaint?.reasonIn,
            !fields.contains(where: { $0.key == key && [.text, .longText].contains($0.kind) })
        {
            node.node(.null, at: "complaint").fault("unknownField", ["known": key])
        }
        if steps.count == stepNodes.count { noteUnreachable(stepNodes, steps) }
        guard let key, let name, let first = steps.first else { return nil }
        return Process(
            key: key, name: name, about: about, kinds: Set(kinds),
            alsoFits: Set(alsoFits), steps: steps, outcomes: outcomes,
            reopenAt: reopenAt ?? first.key, causes: causes,
            complaint: complaint)
    }

    private static func readOutcome(_ node: DocumentNode) -> Outcome? {
        node.allow("key", "name", "early")
        let early = node.child("early").map { $0.bool() ?? false } ?? false
        guard let key = node.required("key")?.key(), let name = node.required("name")?.wording()
        else { return nil }
        return Outcome(key: key, name: name, early: early)
    }

    private static func noteDoubles(_ keys: [String], in node: DocumentNode) {
        var seen = Set<String>()
        for key in keys where !seen.insert(key).inserted { node.fault("double", ["value": key]) }
    }

    private static func noteUnknownSteps(_ nodes: [DocumentNode], _ steps: [Step]) {
        let known = Set(steps.map(\.key))
        for node in nodes {
            for next in node.value["next"]?.array == nil ? [] : node.list("next") {
                if let key = next.value.string, !known.contains(key) {
                    next.fault("unknownStep", ["value": key])
                }
            }
        }
    }

    /// A step that no path from the first reaches is a slip that would never be seen at work.
    private static func noteUnreachable(_ nodes: [DocumentNode], _ steps: [Step]) {
        guard let first = steps.first else { return }
        var reached: Set<String> = [first.key]
        var ahead = [first]
        while let step = ahead.popLast() {
            for key in step.next where reached.insert(key).inserted {
                if let next = steps.first(where: { $0.key == key }) { ahead.append(next) }
            }
        }
        for (node, step) in zip(nodes, steps) where !reached.contains(step.key) {
            node.fault("unreachableStep", ["value": step.key])
        }
        if !steps.contains(where: \.isLast) {
            nodes[nodes.count - 1].fault("noLastStep")
        }
    }
}
