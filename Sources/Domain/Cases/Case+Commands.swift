public import Base

extension Case {
    /// Carries out a command, or refuses it and leaves the case as it was.
    public mutating func perform(
        _ command: CaseCommand, in context: CaseContext
    ) throws(Refusal) -> CaseChange {
        var next = self
        var change = CaseChange()
        switch command {
        case .assign(let team, let assignee):
            try next.assign(team, assignee, in: context, &change)
        case .classify(let kind, let severity, let terms, let process):
            try next.classify(kind, severity, by: process, terms, in: context, &change)
        case .concern(let customer, let terms):
            next.concern(customer, terms, in: context, &change)
        case .rename(let title): try next.rename(title, &change)
        case .tag(let tags): try next.tag(tags, &change)
        case .untag(let tags): next.untag(tags, &change)
        case .receive(let text): try next.receive(text, in: context, &change)
        case .reply(let text, let automatic):
            try next.reply(text, automatic: automatic, in: context, &change)
        case .note(let text):
            try Case.checkText(text, "text")
            next.say(.note, text, in: context, &change)
        case .record(let fields): try next.record(fields, in: context, &change)
        case .move(let step, let fields): try next.move(to: step, fields, in: context, &change)
        case .pause(let reason, let until):
            try next.pause(reason, until: until, in: context, &change)
        case .resume:
            guard status == .pending else { throw Refusal(.conflict, "caseIsNotPaused") }
            next.resume(in: context, &change)
        case .resetClock(let kind, let reason):
            try next.resetClock(kind, reason, in: context, &change)
        case .escalate(let reason):
            try next.requireNotClosed()
            try Case.checkText(reason, "reason", max: 2_000)
            change.add(.escalated, ["reason": .string(reason)])
        case .close(let outcome, let text):
            try next.close(outcome, text, in: context, &change)
        case .reopen(let reason):
            guard !status.isActive else { throw Refusal(.conflict, "caseIsOpen") }
            try Case.checkText(reason, "reason", max: 2_000)
            next.reopen(reason, in: context, &change)
        case .offer(let kind, let cost, let note, let limit):
            try next.offer(kind, cost: cost, note: note, limit: limit, in: context, &change)
        case .ask(let act, let details): try next.ask(act, details, in: context, &change)
        case .answer(let id, let state, let reason):
            try next.answer(id, state, reason, in: context, &change)
        case .decide(let id, let grants, let limit):
            try next.decide(id, grants: grants, limit: limit, in: context, &change)
        case .confirm(let text): try next.confirm(text, in: context, &change)
        case .appeal(let reason): try next.appeal(reason, in: context, &change)
        case .sense(let stage, let reason):
            try next.requireNotClosed()
            try next.sense(stage, reason, &change)
        }
        self = next
        return change
    }

    func requireNotClosed() throws(Refusal) {
        guard status != .closed else { throw Refusal(.conflict, "caseIsClosed") }
    }

    mutating func enter(_ next: Status, at now: Instant) {
        guard next != status else { return }
        stamps[status]?.exit(at: now)
        if stamps[next]?.enter(at: now) == nil { stamps[next] = StatusStamps(enteredAt: now) }
        status = next
        waitsUntil = nil
    }

    /// Does the same to every clock that `belongs`.
    mutating func eachClock(
        _ belongs: (Clock) -> Bool, in hours: ClockHours, _ change: inout CaseChange,
        _ act: (inout Clock, any WorkingTime) -> [ClockEntry]
    ) {
        for index in clocks.indices where belongs(clocks[index]) {
            change.add(act(&clocks[index], hours.of(clocks[index])))
        }
    }

    /// Lets the next round of a promise begin, if its last one is over.
    mutating func begin(
        _ kind: ClockKind, in context: CaseContext, _ change: inout CaseChange
    ) {
        for index in clocks.indices where clocks[index].terms.kind == kind {
            let hours = context.hours.of(clocks[index])
            let (ended, entries) = clocks[index].begin(at: context.now, in: hours)
            change.add(entries)
            if let ended { change.ended.append(ended) }
            if status == .pending, !entries.isEmpty {
                change.add(clocks[index].pause("pending", at: context.now, in: hours))
            }
        }
    }

    private mutating func assign(
        _ team: ID<Team>?, _ assignee: ID<User>?, in context: CaseContext,
        _ change: inout CaseChange
    ) throws(Refusal) {
        try requireNotClosed()
        guard team != self.team || assignee != self.assignee else { return }
        change.add(
            .assigned,
            [
                "team": .optional(team?.description),
                "assignee": .optional(assignee?.description),
                "was_team": .optional(self.team?.description),
                "was_assignee": .optional(self.assignee?.description),
            ])
        self.team = team
        self.assignee = assignee
        if assignee != nil, status == .new { enter(.open, at: context.now) }
    }

    private mutating func tag(_ more: [String], _ change: inout CaseChange) throws(Refusal) {
        let new = more.filter { !tags.contains($0) }
        guard !new.isEmpty else { return }
        for tag in new { try Case.checkText(tag, "tags", max: 60) }
        guard tags.count + new.count <= 50 else {
            throw .invalid("tags", "tooMany", ["max": "50"])
        }
        tags += new
        change.add(.tagged, ["tags": .array(new.map(JSON.string))])
    }

    /// What the case does not carry is taken off already.
    private mutating func untag(_ gone: [String], _ change: inout CaseChange) {
        let found = tags.filter(gone.contains)
        guard !found.isEmpty else { return }
        tags.removeAll(where: found.contains)
        change.add(.untagged, ["tags": .array(found.map(JSON.string))])
    }

    private mutating func pause(
        _ reason: String, until: Instant?, in context: CaseContext,
        _ change: inout CaseChange
    ) throws(Refusal) {
        guard status.isActive else { throw Refusal(.conflict, "caseIsDone") }
        guard status != .pending else { throw Refusal(.conflict, "caseIsPaused") }
        try Case.checkText(reason, "reason", max: 2_000)
        if let until, until <= context.now { throw .invalid("until", "inThePast") }
        enter(.pending, at: context.now)
        waitsUntil = until
        change.add(
            .paused, ["reason": .string(reason), "until": .optional(until?.iso8601)])
        eachClock({ _ in true }, in: context.hours, &change) {
            $0.pause(reason, at: context.now, in: $1)
        }
    }

    private mutating func resetClock(
        _ kind: ClockKind, _ reason: String, in context: CaseContext, _ change: inout CaseChange
    ) throws(Refusal) {
        try Case.checkText(reason, "reason", max: 2_000)
        guard let index = clocks.firstIndex(where: { $0.terms.kind == kind }) else {
            throw .invalid("clock", "noSuchClock")
        }
        change.add(
            try clocks[index].reset(
                reason, at: context.now, in: context.hours.of(clocks[index])))
    }

    mutating func resume(in context: CaseContext, _ change: inout CaseChange) {
        enter(.open, at: context.now)
        change.add(.resumed)
        eachClock({ _ in true }, in: context.hours, &change) {
            $0.resume(at: context.now, in: $1)
        }
    }
}
