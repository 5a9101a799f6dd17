public import Base

extension Promise {
    /// What a scope may speak of.
    public static let fields = Scope(
        [
            "kind": .text, "severity": .text, "process": .text, "channel": .text,
            "has_response": .bool,
        ], openPrefixes: ["customer."])

    /// Reads a document; throws every fault it has.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { Promise.read($0) }
    }

    private static func read(_ node: DocumentNode) -> Promise? {
        node.allow(
            "key", "name", "about", "scope", "calendar", "target", "window", "due_soon", "clocks",
            "escalate", "levels")
        let key = node.required("key")?.key()
        let name = node.required("name")?.wording()
        let about = node.child("about")?.wording()
        let scope = node.child("scope")?.condition(in: fields)
        let calendar = node.required("calendar").flatMap(readCalendar)
        let target = node.required("target")?.share()
        let window = readWindow(node)
        let dueSoon = node.child("due_soon").map { $0.share() } ?? 0.8
        let usual = calendar ?? .everyHour
        let clocks = node.required("clocks").map { readClocks($0, usual) } ?? []
        let escalations = readEscalations(node)
        let levels = node.list("levels").compactMap { readLevel($0, usual) }
        noteDoubles(levels, node)
        guard let key, let name, let calendar, let target, let dueSoon else { return nil }
        return Promise(
            key: key, name: name, about: about, scope: scope, calendar: calendar.key,
            target: target, window: window ?? Promise.usualWindow, dueSoon: dueSoon, clocks: clocks,
            escalations: escalations ?? [],
            levels: levels)
    }

    /// What a kept share is taken over where a policy says nothing.
    public static let usualWindow = Span.days(30)

    private static func readWindow(_ node: DocumentNode) -> Span? {
        guard let child = node.child("window"), let span = child.span() else { return nil }
        let (low, high) = (Span.days(1), Span.days(3_660))
        if span < low || span > high {
            child.fault("spanOutOfRange", ["low": low.written, "high": high.written])
        }
        return span
    }

    private static func readLevel(_ node: DocumentNode, _ usual: Counting) -> Level? {
        node.allow("key", "name", "when", "clocks", "escalate")
        let key = node.required("key")?.key()
        let name = node.required("name")?.wording()
        let condition = node.required("when")?.condition(in: fields)
        let clocks = node.required("clocks").map { readClocks($0, usual) } ?? []
        let escalations = readEscalations(node)
        guard let key, let name, let condition else { return nil }
        return Level(
            key: key, name: name, condition: condition, clocks: clocks, escalations: escalations)
    }

    private static func noteDoubles(_ levels: [Level], _ node: DocumentNode) {
        var seen = Set<String>()
        for level in levels where !seen.insert(level.key).inserted {
            node.child("levels")?.fault("double", ["value": level.key])
        }
    }

    /// Which hours count.
    private enum Counting {
        case everyHour
        case calendar(String)

        var key: String? { if case .calendar(let key) = self { key } else { nil } }
    }

    private static func readCalendar(_ node: DocumentNode) -> Counting? {
        node.key().map { $0 == "around_the_clock" ? .everyHour : .calendar($0) }
    }

    private static func readClocks(_ node: DocumentNode, _ usual: Counting) -> [Line] {
        guard let object = node.value.object, !object.isEmpty else {
            node.fault("empty")
            return []
        }
        return object.members.compactMap { member in
            let child = node.node(member.value, at: member.key)
            guard let kind = ClockKind(rawValue: member.key), ClockKind.promised.contains(kind)
            else {
                let allowed = ClockKind.promised.map(\.rawValue).joined(separator: ", ")
                child.fault("unknownMember", ["allowed": allowed])
                return nil
            }
            child.allow("within", "pausable", "calendar")
            let calendar = child.child("calendar").map { readCalendar($0) } ?? usual
            let isPausable = child.child("pausable").map { $0.bool() ?? false } ?? false
            guard let within = child.required("within")?.span() else { return nil }
            guard within > .zero, within <= .days(3_660) else {
                child.child("within")?.fault("notSpan", ["value": within.written])
                return nil
            }
            return Line(
                kind: kind, within: within, isPausable: isPausable, calendar: calendar?.key)
        }
    }

    private enum Above: String, CaseIterable {
        case lead = "team_lead"
        case one = "one_level_up"
        case two = "two_levels_up"
        case three = "three_levels_up"
    }

    /// Nil where none are written; an empty list tells nobody.
    private static func readEscalations(_ node: DocumentNode) -> [Escalation]? {
        guard node.child("escalate") != nil else { return nil }
        let escalations = node.list("escalate").compactMap(readEscalation)
        if escalations.count > Above.allCases.count {
            node.child("escalate")?.fault("tooMany", ["max": "\(Above.allCases.count)"])
        }
        noteDisorder(escalations, node)
        return escalations
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
