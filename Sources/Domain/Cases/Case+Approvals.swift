import Base

extension Case {
    /// Asks for a yes. What could not be done with it is refused now, and not when it is given.
    mutating func ask(
        _ act: Approval.Act, _ details: JSON.Object, in context: CaseContext,
        _ change: inout CaseChange
    ) throws(Refusal) {
        try requireNotClosed()
        guard !approvals.contains(where: { $0.act == act && $0.state == .asked }) else {
            throw Refusal(.conflict, "approvalIsAsked")
        }
        if act == .close {
            var trial = self
            var unused = CaseChange()
            try trial.close(
                details["outcome"]?.string ?? "", details["text"]?.string ?? "", in: context,
                &unused)
        }
        let new = Approval(
            id: ID(raw: context.messageID.raw), act: act, details: details,
            askedBy: context.actor, askedAt: context.now)
        approvals.append(new)
        change.add(.approvalAsked, new.json)
    }

    /// Says yes or no; what was asked for is another command, in the same breath.
    mutating func answer(
        _ id: ID<Approval>, _ state: Approval.State, _ reason: String, in context: CaseContext,
        _ change: inout CaseChange
    ) throws(Refusal) {
        guard let index = approvals.firstIndex(where: { $0.id == id }) else {
            throw Refusal(.notFound, "noSuchApproval")
        }
        guard approvals[index].state == .asked else {
            throw Refusal(.conflict, "approvalIsDecided")
        }
        // Whoever is told no has to know why.
        if state == .refused || !reason.isEmpty {
            try Case.checkText(reason, "reason", max: 2_000)
        }
        settle(index, state, reason, by: context.actor, at: context.now, &change)
    }

    /// What was asked for has no sense any more: the case is closed, or is another matter now.
    mutating func voidApprovals(
        by actor: CaseActor, at now: Instant, _ change: inout CaseChange
    ) {
        for index in approvals.indices where approvals[index].state == .asked {
            settle(index, .void, "", by: actor, at: now, &change)
        }
    }

    private mutating func settle(
        _ index: Int, _ state: Approval.State, _ reason: String, by actor: CaseActor,
        at now: Instant, _ change: inout CaseChange
    ) {
        approvals[index].state = state
        approvals[index].decidedBy = actor
        approvals[index].decidedAt = now
        approvals[index].reason = reason.isEmpty ? nil : reason
        change.add(.approvalDecided, approvals[index].json)
    }
}
