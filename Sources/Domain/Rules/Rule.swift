public import Base

/// When an event happens and a condition holds, do actions: a document.
public struct Rule: Hashable, Sendable {
    public let key: String
    public let name: Wording
    public let about: Wording?
    /// The kind of event: `response.completed`.
    public let when: Trigger
    /// Always holds when there is none.
    public let condition: Expression?
    public let actions: [RuleAction]
    /// A rule that is switched off is kept and does nothing.
    public let isOn: Bool

    /// The events that rules can follow.
    public enum Trigger: String, CaseIterable, Sendable {
        case responseCompleted = "response.completed"
        case caseOpened = "case.opened"
        case caseClassified = "case.classified"
        case caseReceived = "case.received"
        case caseResolved = "case.resolved"
        case caseClosed = "case.closed"
        case caseReopened = "case.reopened"
        case caseMoodFell = "case.mood_fell"
        case textsHot = "texts.hot"
        case clockDueSoon = "clock.due_soon"
        case clockMissed = "clock.missed"

        /// What a condition may speak of.
        public var scope: Scope {
            switch self {
            case .responseCompleted:
                Scope(
                    [
                        "score": .number, "nps": .number, "csat": .number, "ces": .number,
                        "metric": .text, "instrument": .text, "touchpoint": .text,
                        "language": .text, "mood": .number,
                    ], openPrefixes: ["customer.", "answers.", "hidden.", "themes."])
            case .textsHot:
                Scope(["people": .number, "matter": .text, "field": .text, "value": .text])
            case .clockDueSoon, .clockMissed:
                Scope(
                    Trigger.ofCase.merging(["clock": .text, "promise": .text]) { $1 },
                    openPrefixes: ["customer.", "fields."])
            default: Scope(Trigger.ofCase, openPrefixes: ["customer.", "fields."])
            }
        }

        private static let ofCase: [String: ValueType] = [
            "kind": .text, "severity": .text, "status": .text, "step": .text, "process": .text,
            "reopenings": .number, "has_response": .bool, "outcome.key": .text,
            "outcome.early": .bool, "mood": .number,
        ]
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
        node.allow("key", "name", "about", "when", "if", "do", "on")
        let key = node.required("key")?.key()
        let name = node.required("name")?.wording()
        let about = node.child("about")?.wording()
        let when = node.required("when")?.choice(Trigger.self)
        let condition = when.flatMap { node.child("if")?.condition(in: $0.scope) }
        let isOn = node.child("on").map { $0.bool() ?? true } ?? true
        let actionNodes = node.required("do")?.list() ?? []
        if node.value["do"]?.array?.isEmpty == true { node.child("do")?.fault("empty") }
        let actions = actionNodes.compactMap { RuleAction.read($0, when?.scope) }
        if case .wait = actions.last { actionNodes.last?.fault("waitsForNothing") }
        if when == .responseCompleted || when == .textsHot, actions.count == actionNodes.count {
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
            key: key, name: name, about: about, when: when, condition: condition,
            actions: actions, isOn: isOn)
    }
}
