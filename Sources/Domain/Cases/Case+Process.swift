import Base

extension Case {
    /// Goes on by another process, from the first of its steps that is not known to be done. The
    /// record stays; what the customer agreed to before is no word on what comes now, and a value
    /// that means something else there is asked for anew. Both are told by the event.
    mutating func follow(
        _ next: Process.Version, in context: CaseContext, _ change: inout CaseChange
    ) throws(Refusal) {
        guard next.stamp != process else { return }
        guard next.process.fits(kind) else {
            throw .invalid(
                "process", "processNotForKind",
                ["process": next.stamp.key, "kind": kind.rawValue])
        }
        let isUndecided = redress.contains { $0.state == .asked }
        guard next.process.complaint != nil || !isUndecided else {
            throw .invalid("redress", "redressUndecided")
        }
        let void = void(in: next.process, after: context.process)
        for key in void.keys { fields[key] = nil }
        let (wasProcess, wasStep) = (process, step)
        endStep("process_changed", in: context, &change)
        process = next.stamp
        step = firstOpenStep(of: next.process)
        change.add(
            .processChanged,
            [
                "process": process.json, "was": wasProcess.json, "step": .string(step),
                "was_step": .string(wasStep), "void": .object(void),
            ])
        if status == .resolved, !next.process.isDone(at: step) {
            takeUpAgain("process_changed", in: context, &change)
        }
        beginStep(by: next, in: context, &change)
    }

    /// Where work goes on: a step is passed only while it asks for something and all it asks for is
    /// known. While work is owed no step is entered that would say that it is done.
    private func firstOpenStep(of process: Process) -> String {
        var step = process.first
        while !step.isLast, isKnown(step), let next = process.following(step) {
            if next.resolves, status.isActive { break }
            step = next
        }
        return step.key
    }

    private func isKnown(_ step: Step) -> Bool {
        let asked = step.fields.filter(\.isRequired)
        return !asked.isEmpty && asked.allSatisfy { $0.fault(of: fields[$0.key]) == nil }
    }

    private func void(in next: Process, after last: Process) -> JSON.Object {
        let agreed = [
            next.confirmation, next.complaint?.reasonIn, last.confirmation,
            last.complaint?.reasonIn,
        ]
        var void = JSON.Object()
        for member in fields.members {
            let field = next[field: member.key]
            let isOtherTree =
                field?.kind == .cause
                && (last[field: member.key]?.kind != .cause || last.causes != next.causes)
            let isUnfit = field?.fault(of: member.value)?.code == "notOfKind"
            if agreed.contains(member.key) || isOtherTree || isUnfit {
                void[member.key] = member.value
            }
        }
        return void
    }
}

extension Process {
    /// The step after this one as people read them.
    fileprivate func following(_ step: Step) -> Step? {
        step.next.compactMap { self[step: $0] }.first { isForward(from: step, to: $0) }
    }

    /// Whether at this step the work is done, so that only what comes after it is left.
    fileprivate func isDone(at key: String) -> Bool {
        guard let place = steps.firstIndex(where: { $0.key == key }) else { return false }
        return steps[...place].contains(where: \.resolves)
    }
}
