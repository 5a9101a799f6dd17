import Base
import Domain
import SQL
import Store
import Synchronization

/// Sends what waits in the outbox. Several workers on every node claim messages for a time, send
/// and settle them one by one; whoever dies loses what it holds to others.
///
/// A message is sent at least once: when the connection ends after the last dot and before the
/// answer, or this program dies between the answer and its note, nobody can know whether it
/// arrived. It is then sent again with the same Message-ID.
public struct MessageSender: Sendable {
    static let workers = 4
    private static let batch = 20
    /// Longer than the longest try, so that what is being sent is in one hand only.
    private static let lease = Span.seconds(75)
    private static let longestTry = Span.seconds(35)

    private let house: House
    private let holder: String
    private let report: @Sendable (any Error) -> Void

    /// - Parameters:
    ///   - holder: names this node and process, unlike any other.
    ///   - report: what went wrong, for the log.
    public init(
        _ house: House, holder: String, report: @escaping @Sendable (any Error) -> Void
    ) {
        self.house = house
        self.holder = holder
        self.report = report
    }

    /// Works until the task is cancelled.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<MessageSender.workers {
                group.addTask { await work("\(holder)/\(number)") }
            }
        }
    }

    private func work(_ holder: String) async {
        let carriers = Carriers(house)
        await Rounds(report: report).run {
            .seconds(try await round(holder, carriers) == 0 ? 1 : 0)
        }
    }

    /// Sends all that is due now, by one worker.
    /// - Returns: how many were tried.
    @discardableResult
    public func drain() async throws -> Int {
        let carriers = Carriers(house)
        var count = 0
        while true {
            let tried = try await round(holder, carriers)
            guard tried > 0 else { return count }
            count += tried
        }
    }

    private func round(_ holder: String, _ carriers: Carriers) async throws -> Int {
        let workspaces = try await house.database.read {
            try Messages.dueWorkspaces(at: house.now(), on: $0)
        }
        var count = 0
        for workspace in workspaces {
            let (messages, terms) = try await claim(in: workspace, holder)
            guard !messages.isEmpty else { continue }
            count += try await send(messages, terms, holder, carriers)
        }
        return count
    }

    private func claim(
        in workspace: ID<Workspace>, _ holder: String
    ) async throws -> ([Message], SendingTerms) {
        let desk = Desk(house, actor: .system("sender", in: workspace))
        return try await desk.write { ledger in
            let terms = try ledger.sendingTerms()
            let lease = Messages.Lease(
                holder: holder, end: ledger.now + MessageSender.lease,
                limit: MessageSender.batch, terms: terms.limits)
            let claimed = try Messages.claim(
                lease, in: workspace, at: ledger.now, on: ledger.connection)
            // What is not sent is told as what was tried in vain.
            for message in claimed.settled {
                try ledger.record("message.\(message.state.rawValue)", message)
                try ledger.tellUndelivered(message)
            }
            return (claimed.taken, terms)
        }
    }

    private func send(
        _ messages: [Message], _ terms: SendingTerms, _ holder: String, _ carriers: Carriers
    ) async throws -> Int {
        for (place, message) in messages.enumerated() {
            let rest = Array(messages[place...])
            // What cannot be done within the lease is left to whoever has time.
            guard message.due - house.now() > MessageSender.longestTry, !Task.isCancelled else {
                try await giveBack(rest, holder, due: house.now())
                return max(1, place)
            }
            let carrier = carriers[message.kind]
            let (outcome, isBlocked) = await carrier.carry(message, terms, at: house.now())
            try await settle(message, outcome, holder)
            if isBlocked, rest.count > 1 {
                // The others would only meet the same closed door.
                let after = Array(rest.dropFirst())
                try await giveBack(after, holder, due: house.now() + .seconds(30))
                return place + 1
            }
        }
        return messages.count
    }

    private func settle(
        _ message: Message, _ outcome: Message.Outcome, _ holder: String
    ) async throws {
        let chance = house.chanceNumber()
        let desk = Desk(house, actor: .system("sender", in: message.workspace))
        _ = try await desk.write { ledger -> Bool in
            var settled = message
            settled.settle(outcome, at: ledger.now, chance: chance)
            return try ledger.settle(settled, holder: holder, source: "smtp")
        }
    }

    private func giveBack(_ messages: [Message], _ holder: String, due: Instant) async throws {
        try await house.database.write { connection in
            try Messages.giveBack(messages, holder: holder, due: due, on: connection)
        }
    }
}

/// A value that one thread at a time may use.
final class Locked<Value>: Sendable {
    private let value: Mutex<Value>

    init(_ value: sending Value) { self.value = Mutex(value) }

    func with<T: Sendable>(_ body: (inout sending Value) -> sending T) -> T {
        value.withLock { body(&$0) }
    }
}
