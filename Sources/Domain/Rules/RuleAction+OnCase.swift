import Base

/// Actions that change the event's case, and the wait between two actions.
extension RuleAction {
    /// The shortest and the longest that a rule may wait.
    static let waits = Span.minutes(1)...Span.days(365)

    static func readSetting(_ node: DocumentNode) -> Setting? {
        node.allow("kind", "severity", "fields")
        let kind = node.child("kind").flatMap { $0.choice(Case.Kind.self) }
        let severity = node.child("severity").flatMap { $0.choice(Case.Severity.self) }
        let fields = node.child("fields")
        if let fields, fields.value.object == nil {
            fields.fault("documentIsNoMap", ["kind": fields.value.kind])
        }
        if node.value.object?.isEmpty != false { node.fault("empty") }
        return Setting(kind: kind, severity: severity, fields: fields?.value.object ?? .init())
    }

    static func readClock(_ node: DocumentNode) -> ClockAct? {
        node.allow("pause", "resume", "reset", "reason")
        guard let object = node.value.object,
            object.keys.filter({ $0 != "reason" }).count == 1
        else {
            node.fault("oneActionEach")
            return nil
        }
        if let pause = node.child("pause") {
            return pause.wording().map { .pause(reason: $0) }
        }
        if let reset = node.child("reset") {
            guard let kind = reset.choice(ClockKind.self),
                let reason = node.required("reason")?.wording()
            else { return nil }
            return .reset(kind, reason: reason)
        }
        return node.required("resume")?.bool() == true ? .resume : nil
    }

    static func readWait(_ node: DocumentNode, _ scope: Scope?) -> Wait? {
        node.allow("for", "if")
        let length = node.required("for")
        guard let span = length?.span() else { return nil }
        guard waits.contains(span) else {
            length?.fault(
                "spanOutOfRange",
                ["low": waits.lowerBound.written, "high": waits.upperBound.written])
            return nil
        }
        let condition = scope.flatMap { node.child("if")?.condition(in: $0) }
        return Wait(span: span, condition: condition)
    }
}
