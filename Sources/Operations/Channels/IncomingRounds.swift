import Base
import Dispatch
import Domain
import MIME
import SQL
import Store

/// Makes messages of what came in. Each thing is taken up, and that is noted, before it is looked
/// at: one that kills who reads it is set aside after a few times, and the rest flows on. What
/// becomes of it is one transaction, so that it happens once however often it is tried.
public struct IncomingRounds: Sendable {
    private static let lease = Span.minutes(5)
    private static let keepsRaw = Span.days(30)

    private let house: House
    private let holder: String
    private let rounds: LeasedRounds

    /// - Parameters:
    ///   - holder: names this node and process, unlike any other.
    ///   - report: what went wrong, for the log.
    public init(
        _ house: House, holder: String, report: @escaping @Sendable (any Error) -> Void
    ) {
        self.house = house
        self.holder = holder
        rounds = LeasedRounds(
            house: house, name: "incoming", holder: holder, span: .minutes(1), report: report)
    }

    /// Works until the task is cancelled.
    public func run() async {
        var count = 0
        await rounds.run {
            if count % 300 == 0 { try await pullForward() }
            try await round()
            if count % 3_600 == 0 { try await forget() }
            count += 1
            return .seconds(1)
        }
    }

    /// Does all that is due now.
    public func round() async throws {
        while !Task.isCancelled, let taken = try await next() { try await perform(taken) }
    }

    /// A clock that was set back leaves nothing waiting until the time comes that it once told.
    func pullForward() async throws {
        let now = house.now()
        try await house.database.write { connection in
            try Incomings.pullForward(at: now, on: connection)
            try Messages.pullForward(at: now, on: connection)
        }
    }

    private func forget() async throws {
        let moment = house.now() - IncomingRounds.keepsRaw
        try await house.database.write { try Incomings.forget(changedBefore: moment, on: $0) }
    }

    /// The next one, taken up; nil when there is none or another node does it.
    func next() async throws -> Incoming? {
        let now = house.now()
        let isDue = try await house.database.read { try Incomings.nextDue(at: now, on: $0) != nil }
        guard isDue else { return nil }
        return try await house.database.write { [holder, house] connection in
            let isMine = try connection.holdLease(
                "incoming", holder: holder, until: now + .seconds(60), now: now)
            guard isMine, var one = try Incomings.nextDue(at: now, on: connection) else {
                return nil
            }
            let tries = one.tries
            one.take(until: now + IncomingRounds.lease, at: now)
            guard try Incomings.update(one, ifTries: tries, on: connection) else { return nil }
            if one.state == .aside {
                try Ledger(
                    connection: connection, house: house,
                    actor: .system("channels", in: one.workspace), now: now
                ).record(one)
            }
            return one
        }
    }

    private func perform(_ one: Incoming) async throws {
        guard one.state == .waiting else { return }
        let desk = Desk(house, actor: .system("channels", in: one.workspace))
        do {
            try await house.take(one, on: desk)
        } catch let refusal as Refusal {
            try await settle(one, desk) { failed, now in
                let fault = refusal.faults.first
                failed.settle(
                    .aside, "refused",
                    [fault?.path, fault?.code ?? refusal.code].compactMap { $0 }
                        .joined(separator: " "), at: now)
            }
        } catch let error as DatabaseError where error.kind == .closed {
            throw error
        } catch let fault as WeChatAPI.Fault {
            try await settle(one, desk) { failed, now in
                failed.putOff("\(fault)", isOutside: true, at: now)
            }
        } catch {
            rounds.report(error)
            try await settle(one, desk) { failed, now in
                if failed.tries >= Incoming.triesMost {
                    failed.settle(.aside, "failed", "\(error)", at: now)
                } else {
                    failed.putOff("\(error)", at: now)
                }
            }
        }
    }

    private func settle(
        _ one: Incoming, _ desk: Desk,
        _ change: @escaping @Sendable (inout Incoming, Instant) -> Void
    ) async throws {
        try await desk.write { ledger in
            var settled = one
            change(&settled, ledger.now)
            guard
                try Incomings.update(settled, ifTries: one.tries, on: ledger.connection)
            else { return }
            if settled.state == .aside { try ledger.record(settled) }
        }
    }
}

extension Ledger {
    /// Puts on record what became of something that came in.
    func record(_ one: Incoming) throws {
        try record(
            "incoming.\(one.state.rawValue)", .init("incoming", one.id),
            [
                "channel": .string(one.channel.description), "reason": .optional(one.reason),
                "case": .optional(one.caseID?.description),
            ])
    }

    /// Keeps what became of it, unless somebody else took it up meanwhile: then all of this
    /// transaction is undone.
    func finish(_ one: Incoming) throws {
        guard try Incomings.update(one, ifTries: one.tries, on: connection) else {
            throw Refusal(.conflict, "incomingIsTaken")
        }
        try record(one)
    }
}

extension House {
    /// Makes of one thing what is to be made of it.
    func take(_ one: Incoming, on desk: Desk) async throws {
        let (raw, channel) = try await desk.read { [self] connection in
            (
                try Incomings.raw(of: one.id, in: one.workspace, on: connection),
                try Channels.find(one.channel, in: one.workspace, on: connection).map {
                    try self.channel($0)
                }
            )
        }
        guard let channel, let raw else { throw Refusal(.gone, "noSuchChannel") }
        switch channel.door {
        case .mail:
            let letter = await House.read(raw)
            try await desk.write { ledger in
                try ledger.finish(try ledger.take(letter, raw: raw, one, by: channel))
            }
        case .webhook(let caller):
            let body = try JSON(parsing: raw)
            try await desk.write { ledger in
                try ledger.finish(
                    try ledger.take(body, one, by: channel, mapping: caller.mapping))
            }
        case .chat:
            let said = try JSON(parsing: raw)
            try await desk.write { ledger in
                try ledger.finish(try ledger.takeChat(said, one, by: channel))
            }
        case .form(let form):
            let said = try JSON(parsing: raw)
            try await desk.write { ledger in
                try ledger.finish(try ledger.takeForm(said, one, by: channel, form))
            }
        case .wecom(let account): try await take(raw, one, by: channel, account, on: desk)
        case .wechat where one.key.hasPrefix(ChatMedium.prefix):
            try await takeMedium(try JSON(parsing: raw), one, by: channel, on: desk)
        case .wechat:
            try await desk.write { ledger in
                try ledger.finish(try ledger.takeWeChat(raw, one, by: channel))
            }
        }
    }

    /// A large mail takes longer than those may who answer pages.
    private static func read(_ raw: [UInt8]) async -> Letter {
        await withCheckedContinuation { done in
            DispatchQueue.global().async { done.resume(returning: Letter(raw)) }
        }
    }
}
