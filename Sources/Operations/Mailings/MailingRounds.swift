import Base
import Domain
import SQL
import Store

/// Chooses people when a mailing's time has come and writes their messages and reminders into the
/// outbox. Of many nodes one does it at a time, under a lease; each step is one transaction, so
/// that it can be killed anywhere.
public struct MailingRounds: Sendable {
    static let batch = 200

    private let house: House
    private let rounds: LeasedRounds

    /// - Parameters:
    ///   - holder: names this node and process, unlike any other.
    ///   - report: what went wrong, for the log; the round is tried again.
    public init(
        _ house: House, holder: String, report: @escaping @Sendable (any Error) -> Void
    ) {
        self.house = house
        rounds = LeasedRounds(
            house: house, name: "mailings", holder: holder, span: .seconds(15), report: report)
    }

    /// Works until the task is cancelled.
    public func run() async {
        await rounds.run {
            try await round()
            return .seconds(1)
        }
    }

    /// Does all that is due now.
    public func round() async throws {
        for (workspace, id) in try await read(Mailings.starting) where try await rounds.claim() {
            let desk = Desk(house, actor: .system("mailings", in: workspace))
            try await desk.write { try $0.choosePeople(of: id) }
        }
        while try await writeSome() {}
        for (workspace, id) in try await house.database.read({ try Mailings.finished(on: $0) })
        where try await rounds.claim() {
            let desk = Desk(house, actor: .system("mailings", in: workspace))
            try await desk.write { try $0.finish(id) }
        }
    }

    /// - Returns: whether there may be more.
    private func writeSome() async throws -> Bool {
        let due = try await read { now, connection in
            try Invitations.due(by: now, limit: MailingRounds.batch, on: connection)
        }
        guard !due.isEmpty, try await rounds.claim() else { return false }
        for (workspace, part) in Dictionary(grouping: due, by: \.workspace) {
            let desk = Desk(house, actor: .system("mailings", in: workspace))
            let invitations = part.map(\.invitation)
            try await desk.write { ledger in try ledger.writeMessages(of: invitations) }
        }
        return true
    }

    private func read<T: Sendable>(
        _ body: @escaping @Sendable (Instant, any Connection) throws -> T
    ) async throws -> T {
        let now = house.now()
        return try await house.database.read { try body(now, $0) }
    }
}

extension Ledger {
    /// Decides whom a mailing reaches and puts everybody of its segment on record, also those
    /// whom it does not reach.
    fileprivate func choosePeople(of id: ID<Mailing>) throws {
        var mailing = try mailing(id)
        // Another node may have been quicker, or a person may have stopped it.
        guard mailing.state == .scheduled else { return }
        let ground = try house.ground(of: mailing, in: workspace, at: now, on: connection)
        let plan = try MailingPlan(mailing.terms, ground, on: connection)
        let people = plan.people.map { person in
            Invitation(
                id: newID(), mailing: id, customer: person.id, kind: mailing.terms.kind,
                address: person.address, language: person.language,
                instrument: mailing.instrument, family: ground.family, reason: person.reason,
                at: now, next: person.reason == nil ? now : nil)
        }
        try Invitations.insert(people, in: workspace, on: connection)
        mailing.run(at: now)
        try Mailings.update(mailing, in: workspace, on: connection)
        try record(
            "mailing.begun", .init("mailing", id),
            ["invited": .integer(plan.invited.count), "left": .object(plan.left.json)])
    }

    fileprivate func finish(_ id: ID<Mailing>) throws {
        var mailing = try mailing(id)
        guard mailing.state == .running else { return }
        mailing.finish(at: now)
        try Mailings.update(mailing, in: workspace, on: connection)
        try record("mailing.done", .init("mailing", id))
    }

    /// Writes the next message of each invitation, unless it is no longer wanted.
    fileprivate func writeMessages(of invitations: [Invitation]) throws {
        for (id, part) in Dictionary(grouping: invitations, by: \.mailing) {
            guard let id, let mailing = try Mailings.find(id, in: workspace, on: connection),
                mailing.state == .running
            else {
                for one in part { try end(one) }
                continue
            }
            try InvitationWriting(mailing, self).write(part)
        }
    }

    private func end(_ one: Invitation) throws {
        var one = one
        one.next = nil
        try Invitations.update(one, in: workspace, on: connection)
    }
}
