import Base

extension Case {
    /// Fills fields of any step. Nothing is required before a step is left.
    mutating func record(
        _ given: JSON.Object, in context: CaseContext, _ change: inout CaseChange
    ) throws(Refusal) {
        try requireNotClosed()
        guard try fill(given, in: context) else { return }
        change.add(.recorded, ["fields": .object(given)])
    }

    /// Goes to another step. Forward it takes the required fields; back it takes nothing.
    mutating func move(
        to key: String, _ given: JSON.Object, in context: CaseContext, _ change: inout CaseChange
    ) throws(Refusal) {
        try requireNotClosed()
        let process = context.process
        guard let current = process[step: step] else {
            preconditionFailure("the case's step is not in its process's version")
        }
        guard let target = process[step: key] else {
            throw .invalid("step", "unknownStep", ["value": key])
        }
        guard current.next.contains(key) else {
            throw .invalid(
                "step", "notNext", ["value": key, "choices": current.next.joined(separator: ", ")])
        }
        _ = try fill(given, in: context)
        let isForward = process.isForward(from: current, to: target)
        if isForward { try requireFields(of: current) }
        endStep(isForward ? nil : "moved_back", in: context, &change)
        step = key
        change.add(
            .stepChanged,
            [
                "step": .string(key), "was": .string(current.key), "fields": .object(given),
            ])
        if status == .new { enter(.open, at: context.now) }
        if target.resolves { resolve(in: context, &change) }
        // What follows the end of the work, such as preventing the next one, undoes nothing.
        if status == .resolved, !target.resolves, !isForward {
            takeUpAgain("not_settled", in: context, &change)
        }
        beginStep(by: Process.Version(self.process, process), in: context, &change)
    }

    private mutating func resolve(in context: CaseContext, _ change: inout CaseChange) {
        guard status != .resolved else { return }
        enter(.resolved, at: context.now)
        change.add(.resolved)
        eachClock({ $0.terms.kind == .resolution }, in: context.hours, &change) {
            $0.stop(at: context.now, in: $1)
        }
        // Nobody waits for news of what is done; what broke before stays broken.
        eachClock({ $0.terms.kind.repeats }, in: context.hours, &change) {
            $0.cancel("resolved", at: context.now, in: $1)
        }
        // What was paused with the case has nothing left to wait for.
        eachClock({ $0.state == .paused }, in: context.hours, &change) {
            $0.resume(at: context.now, in: $1)
        }
    }

    /// Keeps the values; whether anything changed. `null` takes a value away.
    private mutating func fill(
        _ given: JSON.Object, in context: CaseContext
    ) throws(Refusal) -> Bool {
        var faults: [Refusal.Fault] = []
        var filled = fields
        for member in given.members {
            guard let field = context.process[field: member.key] else {
                faults.append(Refusal.Fault("fields.\(member.key)", "unknownStepField"))
                continue
            }
            if member.value.isNull {
                filled[member.key] = nil
            } else if let fault = field.fault(of: member.value), fault.code != "required" {
                faults.append(fault)
            } else if field.kind == .cause, let causes = context.causes,
                causes[member.value.string ?? ""] == nil
            {
                faults.append(
                    Refusal.Fault(
                        "fields.\(member.key)", "notAChoice",
                        ["choices": causes.causes.map(\.key).joined(separator: ", ")]))
            } else if let text = member.value.string, text.utf8.count > 20_000 {
                faults.append(
                    Refusal.Fault("fields.\(member.key)", "tooLong", ["max": "20000"]))
            } else {
                filled[member.key] = member.value
            }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        let isChanged = filled != fields
        fields = filled
        return isChanged
    }

    func requireFields(of step: Step) throws(Refusal) {
        let faults = step.fields.compactMap { $0.fault(of: fields[$0.key]) }
        guard faults.isEmpty else { throw .invalid(faults) }
    }
}

extension Process {
    /// A field of any step.
    public subscript(field key: String) -> StepField? {
        for step in steps {
            if let field = step.fields.first(where: { $0.key == key }) { return field }
        }
        return nil
    }

    /// How a cause of a case is called: one of the tree, or a choice of the field; nil where the
    /// process does not ask for it or does not know it.
    public func causeName(_ key: String, in tree: CauseTree?) -> Wording? {
        guard let field = self[field: "cause"] else { return nil }
        return field.kind == .cause
            ? tree?[key]?.name : field.options.first { $0.key == key }?.name
    }

    /// Whether a step comes later in the document.
    func isForward(from: Step, to: Step) -> Bool {
        let order = steps.map(\.key)
        return order.firstIndex(of: from.key)! < order.firstIndex(of: to.key)!
    }
}
