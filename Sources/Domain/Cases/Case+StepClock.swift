public import Base

extension Case {
    /// What a step's clock is held to: the case's policy says who is told, where it has one.
    func terms(
        of step: Step, in process: Process.Version, teamCalendar: String?
    ) -> ClockTerms? {
        guard let time = step.time else { return nil }
        let promised = self[clock: .resolution] ?? promisedClocks.first
        let calendar: String? =
            switch time.calendar {
            case .asPromised: promised?.terms.calendar
            case .everyHour: nil
            case .calendar(let key): teamCalendar ?? key
            }
        let soon = Int64((Double(time.within.microseconds) * StepTime.dueSoon).rounded())
        let lead = [Escalation(after: .zero, levelsUp: 0)]
        return ClockTerms(
            kind: .step, promise: process.stamp, level: step.key, calendar: calendar,
            budget: time.within, dueSoon: Span(microseconds: soon),
            isPausable: time.isPausable, escalations: promised?.terms.escalations ?? lead)
    }

    /// The clock of the present step begins, if the step has a time: the next round of the one
    /// before, which stays as it ended.
    mutating func beginStep(
        by process: Process.Version, in context: CaseContext, _ change: inout CaseChange
    ) {
        guard let step = process.process[step: step],
            let terms = terms(of: step, in: process, teamCalendar: context.teamCalendar)
        else { return }
        let hours = context.hours[terms.calendar]
        let last = clocks.firstIndex { $0.terms.kind == .step }
        var (clock, entry) = Clock.start(
            terms, round: last.map { clocks[$0].round + 1 } ?? 1, at: context.now, in: hours)
        change.add([entry])
        if status == .pending { change.add(clock.pause("pending", at: context.now, in: hours)) }
        if let last {
            change.ended.append(clocks[last])
            clocks[last] = clock
        } else {
            clocks.append(clock)
            clocks.sort { $0.terms.kind.rawValue < $1.terms.kind.rawValue }
        }
    }

    /// The step is left: done where no reason is given, else given up for it.
    mutating func endStep(
        _ reason: String?, in context: CaseContext, _ change: inout CaseChange
    ) {
        eachClock({ $0.terms.kind == .step }, in: context.hours, &change) { clock, hours in
            guard let reason else { return clock.stop(at: context.now, in: hours) }
            return clock.cancel(reason, at: context.now, in: hours)
        }
    }

    /// Those by which somebody outside was promised something.
    var promisedClocks: [Clock] { clocks.filter { $0.terms.kind != .step } }

    /// When the next of what was promised to the customer is, or was, due.
    public var promisedAt: Instant? {
        promisedClocks.filter { $0.state == .running }.compactMap(\.dueAt).min()
    }
}

extension Process {
    /// The opening hours that its steps count, for a team that may have its own.
    public func calendars(teamCalendar: String?) -> Set<String> {
        Set(
            steps.compactMap { step in
                guard case .calendar(let key)? = step.time?.calendar else { return nil }
                return teamCalendar ?? key
            })
    }
}
