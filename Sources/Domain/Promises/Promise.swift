public import Base

/// A service-level policy, as a document: which cases it covers, how fast each thing is promised,
/// for what share of them, and who is told when it is not kept.
public struct Promise: Hashable, Sendable {
    public let key: String
    public let name: Wording
    public let about: Wording?
    /// Which cases it covers when a case is opened without naming a promise; nil covers none.
    public let scope: Expression?
    /// The business calendar whose hours count; nil when every hour does.
    public let calendar: String?
    /// The share of cases for which it is to be kept.
    public let target: Double
    /// The share of the time after which a clock counts as due soon.
    public let dueSoon: Double
    public let clocks: [Line]
    public let escalations: [Escalation]

    /// One promised time.
    public struct Line: Hashable, Sendable {
        public let kind: ClockKind
        public let within: Span
        /// Whether waiting for the customer stops the clock.
        public let isPausable: Bool
    }

    /// Whether it covers a case of these fields.
    public func covers(_ field: (String) -> JSON?) -> Bool { scope?.holds(field) ?? false }

    /// What a case's clocks are promised under this version of the document.
    public func terms(version: Int) -> [ClockTerms] {
        clocks.map { line in
            let soon = Int64((Double(line.within.microseconds) * dueSoon).rounded())
            return ClockTerms(
                kind: line.kind, promise: DocumentStamp(key, version: version),
                calendar: calendar, budget: line.within, dueSoon: Span(microseconds: soon),
                isPausable: line.isPausable, escalations: escalations)
        }
    }
}

extension Promise {
    /// What a scope may speak of.
    public static let fields = Scope(
        ["kind": .text, "severity": .text, "process": .text, "has_response": .bool],
        openPrefixes: ["customer."])

    /// Reads a document; throws every fault it has.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { Promise.read($0) }
    }

    private static func read(_ node: DocumentNode) -> Promise? {
        node.allow(
            "key", "name", "about", "scope", "calendar", "target", "due_soon", "clocks",
            "escalate")
        let key = node.required("key")?.key()
        let name = node.required("name")?.wording()
        let about = node.child("about")?.wording()
        let scope = node.child("scope")?.condition(in: fields)
        let calendar = node.required("calendar")?.key()
        let target = node.required("target")?.share()
        let dueSoon = node.child("due_soon").map { $0.share() } ?? 0.8
        let clocks = node.required("clocks").map(readClocks) ?? []
        let escalations = node.list("escalate").compactMap(readEscalation)
        noteDisorder(escalations, node)
        guard let key, let name, let calendar, let target, let dueSoon else { return nil }
        return Promise(
            key: key, name: name, about: about, scope: scope,
            calendar: calendar == "around_the_clock" ? nil : calendar, target: target,
            dueSoon: dueSoon, clocks: clocks, escalations: escalations)
    }

    private static func readClocks(_ node: DocumentNode) -> [Line] {
        guard let object = node.value.object, !object.isEmpty else {
            node.fault("empty")
            return []
        }
        return object.members.compactMap { member in
            let child = node.node(member.value, at: member.key)
            guard let kind = ClockKind(rawValue: member.key) else {
                let allowed = ClockKind.allCases.map(\.rawValue).joined(separator: ", ")
                child.fault("unknownMember", ["allowed": allowed])
                return nil
            }
            child.allow("within", "pausable")
            let isPausable = child.child("pausable").map { $0.bool() ?? false } ?? false
            guard let within = child.required("within")?.span() else { return nil }
            guard within > .zero, within <= .days(3_660) else {
                child.child("within")?.fault("notSpan", ["value": within.written])
                return nil
            }
            return Line(kind: kind, within: within, isPausable: isPausable)
        }
    }

    private enum Above: String, CaseIterable {
        case lead = "team_lead"
        case one = "one_level_up"
        case two = "two_levels_up"
        case three = "three_levels_up"
    }

    private static func readEscalation(_ node: DocumentNode) -> Escalation? {
        node.allow("after", "to")
        let after = node.required("after")?.span()
        let above = node.required("to")?.choice(Above.self)
        guard let after, let above else { return nil }
        return Escalation(after: after, levelsUp: Above.allCases.firstIndex(of: above)!)
    }

    /// Levels are told in the order of the list, so a later one cannot be due earlier.
    private static func noteDisorder(_ escalations: [Escalation], _ node: DocumentNode) {
        for (earlier, later) in zip(escalations, escalations.dropFirst())
        where later.after < earlier.after {
            node.child("escalate")?.fault("notInOrder", ["value": later.after.written])
        }
    }
}
