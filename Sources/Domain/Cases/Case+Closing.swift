public import Base

extension Case {
    /// Ends the case. At its last step with what that step requires, or anywhere with an outcome
    /// that the process calls early: then nothing is owed any more and the clocks are given up.
    mutating func close(
        _ key: String, _ text: String, in context: CaseContext, _ change: inout CaseChange
    ) throws(Refusal) {
        try requireNotClosed()
        let process = context.process
        guard let outcome = process[outcome: key] else {
            let allowed = process.outcomes.map(\.key).joined(separator: ", ")
            throw .invalid("outcome", "notAChoice", ["value": key, "choices": allowed])
        }
        try Case.checkText(text, "text")
        if !outcome.early {
            guard let current = process[step: step], current.isLast else {
                throw Refusal(.conflict, "caseIsNotAtLastStep", ["step": step])
            }
            try requireFields(of: current)
            try requireCompleteRecord(in: process)
        }
        voidApprovals(by: context.actor, at: context.now, &change)
        self.outcome = Outcome(key: key, text: text, isEarly: outcome.early)
        closedAt = context.now
        enter(.closed, at: context.now)
        var body = summary.object ?? .init()
        body["outcome"] = .string(key)
        body["early"] = .bool(outcome.early)
        body["text"] = .string(text)
        change.add(.closed, .object(body))
        eachClock({ _ in true }, in: context.hours, &change) { clock, hours in
            outcome.early || clock.terms.kind.repeats
                ? clock.cancel(key, at: context.now, in: hours)
                : clock.stop(at: context.now, in: hours)
        }
    }

    /// Takes up what was resolved or closed. The same case and the same promise go on.
    mutating func reopen(
        _ reason: String, in context: CaseContext, _ change: inout CaseChange
    ) {
        endStep("reopened", in: context, &change)
        step = context.process.reopenAt
        takeUpAgain(reason, in: context, &change)
        beginStep(by: Process.Version(process, context.process), in: context, &change)
    }

    mutating func takeUpAgain(
        _ reason: String, in context: CaseContext, _ change: inout CaseChange
    ) {
        voidApprovals(by: context.actor, at: context.now, &change)
        enter(.open, at: context.now)
        outcome = nil
        closedAt = nil
        // What was agreed before is no word on what comes now.
        let complaint = context.process.complaint
        for key in [complaint?.confirmedBy, complaint?.reasonIn].compactMap(\.self) {
            fields[key] = nil
        }
        reopenings += 1
        change.add(.reopened, ["reason": .string(reason), "step": .string(step)])
        // The first answer was given and stays given; one that was given up is owed again.
        eachClock(
            { clock in
                clock.terms.kind != .step && !clock.terms.kind.repeats
                    && (clock.terms.kind == .resolution || clock.state == .cancelled)
            }, in: context.hours, &change
        ) { $0.reopen(at: context.now, in: $1) }
        begin(.update, in: context, &change)
    }

    /// Tells what the clocks have to tell by now. Asked again, it tells nothing twice.
    public mutating func ring(
        at now: Instant, in hours: ClockHours
    ) -> (rung: [(clock: ClockKind, alarm: ClockAlarm)], change: CaseChange) {
        var change = CaseChange()
        var rung: [(clock: ClockKind, alarm: ClockAlarm)] = []
        for index in clocks.indices {
            let given = clocks[index].alarms(at: now, in: hours.of(clocks[index]))
            change.add(given.map(\.entry))
            rung += given.map { (clocks[index].terms.kind, $0.alarm) }
        }
        return (rung, change)
    }
}
