import Base
import Domain
import SQL
import Store

extension Event.Subject {
    init(_ one: ID<Case>) { self.init("case", one) }
}

extension Actor {
    /// As whom a case knows the actor.
    var forCases: CaseActor {
        switch kind {
        case .user(let id, _): .user(id)
        case .token(let id): .token(id)
        case .respondent: .customer
        case .system: .system
        }
    }
}

extension Ledger {
    /// Carries out a command on a case, after those who came before.
    /// - Parameter terms: what its clocks may come to count besides what they do.
    func command(
        _ command: CaseCommand, on id: ID<Case>, as actor: CaseActor? = nil,
        messageID: ID<CaseMessage>? = nil, counting terms: [ClockTerms] = [],
        permit: (Case) throws -> Void = { _ in }
    ) throws -> Case {
        var (one, _) = try take(id)
        try permit(one)
        let process = try process(one.process)
        let processes = [process, command.process].compactMap(\.self)
        let team =
            try processes.contains(where: \.hasTimes) ? one.team.map { try self.team($0) } : nil
        var calendars = Hours(house.library, in: workspace, on: connection)
        let hours = try calendars.of(
            one.clocks.map(\.terms) + terms,
            and: Set(processes.flatMap { $0.calendars(teamCalendar: team?.calendar) }))
        let change = try one.perform(
            command,
            in: CaseContext(
                process: process, causes: try causes(for: command, of: one), hours: hours,
                teamCalendar: team?.calendar, actor: actor ?? self.actor.forCases, now: now,
                messageID: messageID ?? newID()))
        try save(one, change, in: hours)
        if case .receive(let text) = command { return try sense(one, text) }
        return one
    }

    /// The tree from which the case's cause is chosen, as it is now: a taxonomy grows.
    private func causes(for command: CaseCommand, of one: Case) throws -> CauseTree? {
        switch command {
        case .record, .move: break
        default: return nil
        }
        guard let key = try process(one.process).causes else { return nil }
        let stored = try Documents.find(.cause, key, in: workspace, on: connection)
        return try stored.map { try CauseTree(document: $0.json) }
    }

    /// Loads a case to change it; nobody else does until this write ends.
    func take(_ id: ID<Case>) throws -> (Case, ClockHours) {
        guard try Cases.lock(id, in: workspace, on: connection),
            let one = try Cases.find(id, in: workspace, on: connection)
        else { throw Refusal(.notFound, "noSuchCase") }
        var hours = Hours(house.library, in: workspace, on: connection)
        return (one, try hours.of(one))
    }

    /// State rows and event rows.
    func save(_ one: Case, _ change: CaseChange, in hours: ClockHours) throws {
        try Cases.save(
            one, change, wakesAt: one.wakesAt(in: hours), in: workspace, on: connection)
        try record(change, of: one)
        try deliver(change, of: one)
        try handOver(change, of: one)
    }

    func record(_ change: CaseChange, of one: Case) throws {
        for event in change.events {
            try record(
                event.name.text, .init(one.id), customer: one.customer?.raw, event.body)
        }
    }

    /// The version of a process that a case began with.
    func process(_ stamp: DocumentStamp) throws -> Process {
        try house.process(stamp, in: workspace, on: connection)
    }
}

extension CaseCommand {
    /// The process that a case goes on by.
    fileprivate var process: Process? {
        if case .classify(_, _, _, let next) = self { next?.process } else { nil }
    }
}

extension Process {
    fileprivate var hasTimes: Bool { steps.contains { $0.time != nil } }
}
