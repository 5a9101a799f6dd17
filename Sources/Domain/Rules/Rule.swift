public import Base

/// When an event happens and a condition holds, do actions: a document.
public struct Rule: Hashable, Sendable {
    public let key: String
    public let name: Wording
    public let about: Wording?
    /// The kind of event: `response.completed`.
    public let when: Trigger
    /// Whose clock, where it is about clocks; every one if nil.
    public let clocks: Set<ClockKind>?
    /// Always holds when there is none.
    public let condition: Expression?
    public let actions: [RuleAction]
    /// A rule that is switched off is kept and does nothing.
    public let isOn: Bool

    /// Whether such an event is what the rule is about at all.
    public func hears(_ kind: String, _ data: JSON) -> Bool {
        guard kind == when.rawValue else { return false }
        guard let clocks, let clock = data["clock"]?.string.flatMap(ClockKind.init) else {
            return true
        }
        return clocks.contains(clock)
    }

    /// What to do about an event; nothing unless its kind and its fields fit.
    public func actions(for kind: String, _ field: (String) -> JSON?) -> [RuleAction] {
        guard isOn, kind == when.rawValue, condition?.holds(field) ?? true else { return [] }
        return actions
    }
}

extension Rule {
    /// Reads a document; throws every fault it has.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { Rule.read($0) }
    }

    private static func read(_ node: DocumentNode) -> Rule? {
        node.allow("key", "name", "about", "when", "clocks", "if", "do", "on")
        let key = node.required("key")?.key()
        let name = node.required("name")?.wording()
        let about = node.child("about")?.wording()
        let when = node.required("when")?.choice(Trigger.self)
        let condition = when.flatMap { node.child("if")?.condition(in: $0.scope) }
        let clocks = clocks(node, when, condition)
        let isOn = node.child("on").map { $0.bool() ?? true } ?? true
        let actionNodes = node.required("do")?.list() ?? []
        if node.value["do"]?.array?.isEmpty == true { node.child("do")?.fault("empty") }
        let actions = actionNodes.compactMap { RuleAction.read($0, when?.scope) }
        if case .wait = actions.last { actionNodes.last?.fault("waitsForNothing") }
        if when?.isOfCase == false, actions.count == actionNodes.count {
            for (actionNode, action) in zip(actionNodes, actions) where action.needsCase {
                actionNode.fault("needsCase", ["action": action.name])
            }
        }
        if let when, actions.count == actionNodes.count {
            for (actionNode, action) in zip(actionNodes, actions) where action.loops(on: when) {
                actionNode.fault("wouldLoop")
            }
        }
        guard let key, let name, let when else { return nil }
        return Rule(
            key: key, name: name, about: about, when: when, clocks: clocks, condition: condition,
            actions: actions, isOn: isOn)
    }

    /// Of which clocks it hears. One that names none, and whose condition does not ask which it
    /// is, hears of what was promised to customers: steps are among ourselves.
    private static func clocks(
        _ node: DocumentNode, _ when: Trigger?, _ condition: Expression?
    ) -> Set<ClockKind>? {
        guard when == .clockMissed || when == .clockDueSoon else {
            if when != nil { node.child("clocks")?.fault("onlyOfClocks") }
            return nil
        }
        if node.child("clocks") != nil {
            let named = node.list("clocks").compactMap { $0.choice(ClockKind.self) }
            if named.isEmpty { node.child("clocks")?.fault("empty") }
            return Set(named)
        }
        if condition?.names.contains("clock") ?? false { return nil }
        return Set(ClockKind.allCases).subtracting([.step])
    }
}
