import Base
import Domain
import SQL
import Store

extension House {
    /// Reminds people of what is to be done today, once the day has begun where they work.
    func remindOfTasks(until now: Instant) async throws {
        let found = try await database.read {
            try CaseTasks.reminders(by: now, limit: 100, on: $0)
        }
        for (workspace, its) in Dictionary(grouping: found, by: \.workspace) {
            let desk = Desk(self, actor: .system("clock", in: workspace))
            try await desk.write { try $0.remind(of: its) }
        }
    }
}

/// Somebody to be told of tasks of one case.
private struct Reminded: Hashable {
    let user: ID<User>
    let one: ID<Case>
    let due: CivilDate
}

/// What of one case is due on one day.
private struct Owed: Hashable {
    let of: ID<Case>
    let on: CivilDate
}

extension Ledger {
    /// Tells whoever has the task, or the case, or leads its team; several tasks of a case are one
    /// notice. What is done or closed needs no word, nor does what was due long ago: Today shows
    /// it.
    fileprivate func remind(of tasks: [CaseTasks.Reminder]) throws {
        let cases = try Cases.find(Array(Set(tasks.map(\.one))), in: workspace, on: connection)
        let known = Dictionary(uniqueKeysWithValues: cases.map { ($0.id, $0) })
        var leads = Leads(of: workspace, on: connection)
        var days = WorkDays(self)
        var counts: [Reminded: Int] = [:]
        var due: [Owed: Int] = [:]
        for task in tasks {
            guard let one = known[task.one] else {
                _ = try CaseTasks.settle(task, on: connection)
                continue
            }
            let begins = try days.beginning(of: task.due, for: one)
            guard begins <= now || task.isDone else {
                _ = try CaseTasks.settle(task, until: begins, on: connection)
                continue
            }
            guard try CaseTasks.settle(task, on: connection), !task.isDone,
                one.status != .closed, now - begins < .days(2)
            else { continue }
            due[Owed(of: one.id, on: task.due), default: 0] += 1
            // Rules hear of it also where nobody is responsible.
            guard
                let user = try task.assignee ?? one.assignee
                    ?? leads.lead(of: one, levelsUp: 0)
            else { continue }
            counts[Reminded(user: user, one: one.id, due: task.due), default: 0] += 1
        }
        let notices = counts.map { reminded, count in
            Notices.New(
                id: newID(), to: reminded.user, kind: "task_due", of: reminded.one,
                data: ["count": .integer(count), "due": .string(reminded.due.description)],
                at: now)
        }
        try Notices.insert(notices, in: workspace, on: connection)
        for (owed, count) in due.sorted(by: { ($0.key.of, $0.key.on) < ($1.key.of, $1.key.on) }) {
            try record(
                "case.task_due", .init(owed.of), customer: known[owed.of]?.customer?.raw,
                ["count": .integer(count), "due": .string(owed.on.description)])
        }
    }
}
