import Base

extension Case {
    mutating func classify(
        _ kind: Kind, _ severity: Severity, by next: Process.Version?, _ terms: [ClockTerms]?,
        in context: CaseContext, _ change: inout CaseChange
    ) throws(Refusal) {
        try requireNotClosed()
        let isClassed = kind == self.kind && severity == self.severity
        guard !isClassed || next.map({ $0.stamp != process }) ?? false else { return }
        if !isClassed {
            note(kind, severity, &change)
            voidApprovals(by: context.actor, at: context.now, &change)
        }
        if let next { try follow(next, in: context, &change) }
        if let terms { promise(terms, in: context, &change) }
    }

    private mutating func note(
        _ kind: Kind, _ severity: Severity, _ change: inout CaseChange
    ) {
        change.add(
            .classified,
            [
                "kind": .string(kind.rawValue), "severity": .string(severity.rawValue),
                "was_kind": .string(self.kind.rawValue),
                "was_severity": .string(self.severity.rawValue),
            ])
        self.kind = kind
        self.severity = severity
    }

    /// Other things are promised from now on. What is still owed and not broken goes on under the
    /// new terms with the time that it has counted; what they leave out is owed no more; what
    /// they add counts from the opening. What is decided stays as it was decided.
    mutating func promise(
        _ terms: [ClockTerms], in context: CaseContext, _ change: inout CaseChange
    ) {
        for index in clocks.indices {
            let hours = context.hours.of(clocks[index])
            change.add(clocks[index].settle(at: context.now, in: hours))
            // A step's clock is none of what is promised.
            let isStep = clocks[index].terms.kind == .step
            guard !isStep, !clocks[index].isMissed, !clocks[index].isStopped else { continue }
            if let new = terms.first(where: { $0.kind == clocks[index].terms.kind }) {
                change.add(
                    clocks[index].adopt(
                        new, at: context.now, from: hours, to: context.hours[new.calendar]))
            } else {
                change.add(clocks[index].cancel("reclassified", at: context.now, in: hours))
            }
        }
        for new in terms where self[clock: new.kind] == nil {
            add(new, in: context, &change)
        }
        clocks.sort { $0.terms.kind.rawValue < $1.terms.kind.rawValue }
    }

    private mutating func add(
        _ terms: ClockTerms, in context: CaseContext, _ change: inout CaseChange
    ) {
        let hours = context.hours[terms.calendar]
        // Whether a first answer was given is not known where none was promised.
        let isOwed = terms.kind == .firstResponse ? status == .new : status.isActive
        guard !terms.kind.repeats, isOwed else {
            if terms.kind.repeats { clocks.append(.idle(terms, at: context.now)) }
            return
        }
        var (clock, entry) = Clock.start(terms, at: openedAt, in: hours)
        change.add([entry])
        if status == .pending {
            change.add(clock.pause("pending", at: context.now, in: hours))
        }
        clocks.append(clock)
    }
}
