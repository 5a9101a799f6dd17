import Base

extension Case {
    /// Offers redress: granted at once within the person's limit, asked for above it.
    mutating func offer(
        _ kind: String, cost: Double, note: String, limit: Double?, in context: CaseContext,
        _ change: inout CaseChange
    ) throws(Refusal) {
        try requireNotClosed()
        guard let terms = context.process.complaint else {
            throw Refusal(.conflict, "noRedressHere", ["process": process.key])
        }
        let isNothing = kind == Redress.nothing
        guard isNothing || terms.redress.contains(where: { $0.key == kind }) else {
            let choices = ([Redress.nothing] + terms.redress.map(\.key)).joined(separator: ", ")
            throw .invalid("kind", "notAChoice", ["value": kind, "choices": choices])
        }
        guard cost >= 0, cost < 1_000_000_000, !isNothing || cost == 0 else {
            throw .invalid(
                "cost", "outOfRange", ["low": "0", "high": isNothing ? "0" : "999999999"])
        }
        try Case.checkText(note, "note", max: 2_000)
        let isWithin = limit.map { cost <= $0 } ?? true
        let offer = Redress(
            id: ID(raw: context.messageID.raw), kind: kind, cost: cost, currency: terms.currency,
            note: note, offeredBy: context.actor, offeredAt: context.now,
            state: isWithin ? .granted : .asked, decidedBy: isWithin ? context.actor : nil,
            decidedAt: isWithin ? context.now : nil)
        redress.append(offer)
        change.add(.redressOffered, offer.json)
    }

    /// Says yes or no to redress that its author may not grant alone.
    mutating func decide(
        _ id: ID<Redress>, grants: Bool, limit: Double?, in context: CaseContext,
        _ change: inout CaseChange
    ) throws(Refusal) {
        guard let index = redress.firstIndex(where: { $0.id == id }) else {
            throw Refusal(.notFound, "noSuchRedress")
        }
        guard redress[index].state == .asked else {
            throw Refusal(.conflict, "redressIsDecided")
        }
        if grants, let limit, redress[index].cost > limit {
            throw Refusal(
                .forbidden, "redressAboveLimit",
                ["cost": JSON.number(redress[index].cost).text, "limit": JSON.number(limit).text])
        }
        redress[index].state = grants ? .granted : .refused
        redress[index].decidedBy = context.actor
        redress[index].decidedAt = context.now
        change.add(.redressDecided, redress[index].json)
    }

    /// A complaint ends only with redress, or the reason why there is none, and the customer's
    /// word, or what stands in its place. The cause is a field of the last step.
    func requireCompleteRecord(in process: Process) throws(Refusal) {
        guard let terms = process.complaint else { return }
        var faults: [Refusal.Fault] = []
        if redress.contains(where: { $0.state == .asked }) {
            faults.append(Refusal.Fault("redress", "redressUndecided"))
        } else if !redress.contains(where: { $0.state == .granted }) {
            faults.append(Refusal.Fault("redress", "redressMissing"))
        }
        if let key = terms.confirmedBy, fields[key]?.bool == nil {
            faults.append(Refusal.Fault("fields.\(key)", "required"))
        }
        // Without the customer's yes the reason stands in its place.
        if let reason = terms.reasonIn, terms.confirmedBy.flatMap({ fields[$0]?.bool }) == false,
            fields[reason]?.string?.allSatisfy(\.isWhitespace) ?? true
        {
            faults.append(Refusal.Fault("fields.\(reason)", "required"))
        }
        guard faults.isEmpty else { throw .invalid(faults) }
    }

    /// The customer does not accept the end: it is looked at again, by somebody else.
    mutating func appeal(
        _ reason: String, in context: CaseContext, _ change: inout CaseChange
    ) throws(Refusal) {
        guard !status.isActive else { throw Refusal(.conflict, "caseIsOpen") }
        guard let terms = context.process.complaint else {
            throw Refusal(.conflict, "noAppealHere", ["process": process.key])
        }
        try Case.checkText(reason, "reason", max: 5_000)
        let ended = closedAt ?? stamps[.resolved]?.lastEntered ?? context.now
        if let within = terms.appealWithin, context.now - ended > within {
            throw Refusal(.conflict, "appealTooLate", ["within": within.written])
        }
        appeals += 1
        change.add(
            .appealed,
            [
                "reason": .string(reason), "number": .integer(appeals),
                "was_assignee": .optional(assignee?.description),
            ])
        say(.received, reason, in: context, &change)
        if severity < .escalated {
            change.add(
                .classified,
                [
                    "kind": .string(kind.rawValue), "severity": "escalated",
                    "was_kind": .string(kind.rawValue), "was_severity": .string(severity.rawValue),
                ])
            severity = .escalated
        }
        // Whoever ended it does not judge the appeal.
        assignee = nil
        reopen("appeal", in: context, &change)
        stage = Stage.escalation
        stageReason = "appeal"
    }

    /// Whether the customer said that it is settled.
    public func isConfirmed(in process: Process) -> Bool {
        process.confirmation.flatMap { fields[$0]?.bool } ?? false
    }

    /// The customer's own word that it is settled.
    mutating func confirm(
        _ text: String, in context: CaseContext, _ change: inout CaseChange
    ) throws(Refusal) {
        guard status == .resolved else { throw Refusal(.conflict, "caseIsNotResolved") }
        guard let key = context.process.confirmation else {
            throw Refusal(.conflict, "noConfirmationHere", ["process": process.key])
        }
        try Case.checkText(text, "text")
        say(.received, text, settles: true, in: context, &change)
        fields[key] = true
        change.add(.confirmed, ["field": .string(key)])
    }

    /// Notes at which stage the customer's displeasure is.
    mutating func sense(
        _ next: Stage, _ reason: String, _ change: inout CaseChange
    ) throws(Refusal) {
        guard next != stage else { return }
        try Case.checkText(reason, "reason", max: 500)
        change.add(
            .stageChanged,
            [
                "stage": .string(next.rawValue), "was": .optional(stage?.rawValue),
                "advanced": .bool(stage.map { $0 < next } ?? true), "reason": .string(reason),
            ])
        stage = next
        stageReason = reason
    }
}
