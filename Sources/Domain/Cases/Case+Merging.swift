public import Base

extension Case {
    /// Ends as a part of another case. Where both owe the customer the same thing, the one who has
    /// waited longer is served: that clock goes on with the target, and the promise counts once.
    public mutating func merge(
        into target: inout Case, by actor: CaseActor, at now: Instant,
        in hours: (ClockHours, ClockHours)
    ) throws(Refusal) -> (source: CaseChange, target: CaseChange) {
        try requireMergeable(into: target)
        var (own, others) = (CaseChange(), CaseChange())
        voidApprovals(by: actor, at: now, &own)
        for index in clocks.indices where clocks[index].isOwed {
            let waits = clocks[index]
            if let place = target.place(for: waits) {
                target.clocks[place] = waits.moved(to: target.clocks[place].round)
                others.add([target.clocks[place].entry(.merged, at: now)])
            }
            own.add(clocks[index].cancel("merged", at: now, in: hours.0.of(waits)))
        }
        enter(.closed, at: now)
        closedAt = now
        outcome = Outcome(key: Case.merged, text: target.id.description, isEarly: true)
        own.add(.merged, ["into": .string(target.id.description)])
        others.add(.merged, ["from": .string(id.description)])
        for tag in tags where !target.tags.contains(tag) && target.tags.count < 50 {
            target.tags.append(tag)
        }
        return (own, others)
    }

    /// - Throws: `Refusal` where it cannot go on as a part of the other.
    public func requireMergeable(into target: Case) throws(Refusal) {
        guard id != target.id else { throw .invalid("into", "sameCase") }
        try requireNotClosed()
        try target.requireNotClosed()
    }

    /// The outcome of a case that went on as a part of another.
    public static let merged = "merged"

    /// Goes on as it was before it was merged.
    public mutating func unmerge(
        to before: Status, at now: Instant
    ) throws(Refusal) -> CaseChange {
        guard outcome?.key == Case.merged else { throw Refusal(.conflict, "caseIsNotMerged") }
        outcome = nil
        closedAt = nil
        enter(before, at: now)
        var change = CaseChange()
        change.add(.unmerged)
        return change
    }

    /// Where a clock that waits longer takes the place of the case's own of the same kind.
    private func place(for waiting: Clock) -> Int? {
        let place = clocks.firstIndex { $0.terms.kind == waiting.terms.kind }
        // Each case is worked by steps of its own.
        guard let place, waiting.terms.kind != .step else { return nil }
        let own = clocks[place]
        if own.state == .idle { return place }
        return own.isOwed && waiting.startedAt < own.startedAt ? place : nil
    }
}

extension Clock {
    /// The same clock as a round of another case.
    func moved(to round: Int) -> Clock {
        Clock(
            terms: terms, round: round, state: state, startedAt: startedAt,
            runningSince: runningSince, counted: counted, dueAt: dueAt, missedAt: missedAt,
            dueSoonAt: dueSoonAt, levelsTold: levelsTold, stoppedAt: stoppedAt)
    }
}
