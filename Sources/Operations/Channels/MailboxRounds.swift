public import Base
import Domain
import Post
import SQL
import Store
import Synchronization

/// Looks into every mailbox of every workspace and keeps what has come. A mail is in safe keeping
/// before it is marked as seen; where the reading stands is kept with it, in one transaction, so
/// that it can be killed anywhere. Of many nodes one reads a mailbox at a time.
public struct MailboxRounds: Sendable {
    /// Bytes of the largest mail that is taken whole; of a larger one the beginning is.
    static let most = 60 << 20
    static let cutOff = "cutOff"
    private static let every = Span.seconds(15)
    /// So long a server is waited for that tells by itself what arrives; then it is looked anyway.
    private static let waits = 20
    /// Each waits on a thread of its own: of more mailboxes than this the others are looked into.
    static let mostWaiting = 32
    private static let lease = Span.seconds(120)
    /// Mails of one look; the next look goes on.
    private static let batch = 100
    private static let triesMost = 3

    private let house: House
    private let holder: String
    private let report: @Sendable (any Error) -> Void
    private let open = Connections()
    private let waiting = Waiting()

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
        await Rounds(report: report).run {
            let isMore = try await round(every: MailboxRounds.every, waits: true)
            return .seconds(isMore ? 0 : 1)
        }
    }

    /// Looks into those that have not been looked into for a while, side by side.
    /// - Parameter waits: whether servers that can are waited for meanwhile, so that a mail is here
    ///   within a second of its arrival.
    /// - Returns: whether there is more to fetch at once.
    @discardableResult
    public func round(every: Span = .seconds(0), waits: Bool = false) async throws -> Bool {
        let all = try await house.database.read { try Channels.active(.mail, on: $0) }
        return await withTaskGroup(of: Bool.self) { group in
            for stored in all {
                group.addTask {
                    do {
                        return try await look(into: stored, every, waits)
                    } catch {
                        report(error)
                        return false
                    }
                }
            }
            return await group.reduce(false) { $0 || $1 }
        }
    }

    private func look(
        into stored: Channels.Stored, _ every: Span, _ waits: Bool
    ) async throws -> Bool {
        guard !waiting.isWaiting(stored.id) else { return false }
        let isTold = waiting.takeNews(of: stored.id)
        let now = house.now()
        let known = try await self.state(of: stored)
        // A look of tomorrow is of a clock that was wrong.
        let isDue = known.map { now - $0.lookedAt >= every || $0.lookedAt > now } ?? true
        guard isTold || isDue else { return false }
        let isMine = try await house.database.write { [holder] connection in
            try connection.holdLease(
                "mailbox/\(stored.id)", holder: holder, until: now + MailboxRounds.lease,
                now: now)
        }
        // Whoever held it before may have gone on since.
        let state = try await self.state(of: stored)
        guard isMine, case .mail(let account) = try house.channel(stored).door else {
            return false
        }
        var reading = Reading(place: Place(state?.place ?? [:]), lookedAt: state?.lookedAt)
        var isMore = false
        var trouble: Trouble?
        var box: MailboxConnection?
        do throws(Trouble) {
            let server = try await MailAccess(house: house).server(
                of: account, stored.id, in: stored.workspace)
            let opened = open[stored.id, server, house]
            box = opened
            isMore = try await read(opened, account, stored, &reading)
        } catch {
            trouble = error
        }
        try await keep(reading, of: stored, trouble, since: state?.since ?? now)
        if waits, trouble == nil, !isMore, let box {
            waiting.begin(stored.id, box, MailboxRounds.waits)
        }
        return isMore
    }

    private func state(of stored: Channels.Stored) async throws -> ChannelStates.Stored? {
        try await house.database.read { connection in
            try ChannelStates.find(stored.id, in: stored.workspace, on: connection)
        }
    }

    /// Where reading stands.
    struct Place {
        var validity: Int
        var last: Int
        /// The mail that could not be fetched, and how often that was tried.
        var stuck: Int
        var tries: Int

        init(_ json: JSON) {
            validity = json["validity"]?.integer ?? 0
            last = json["last"]?.integer ?? 0
            stuck = json["stuck"]?.integer ?? 0
            tries = json["tries"]?.integer ?? 0
        }

        var json: JSON {
            [
                "validity": .integer(validity), "last": .integer(last),
                "stuck": .integer(stuck), "tries": .integer(tries),
            ]
        }
    }

    private struct Reading {
        var place: Place
        let lookedAt: Instant?
    }

    private func read(
        _ box: MailboxConnection, _ account: Channel.MailAccount, _ stored: Channels.Stored,
        _ reading: inout Reading
    ) async throws(Trouble) -> Bool {
        let folder = try await box.select(account.folder).get()
        var since: String?
        if reading.place.validity == 0 {
            // The first look: what lies there already is left alone, unless it is wanted.
            let all = account.takesOld ? [] : try await box.numbers(from: 1).get()
            reading.place.last = max(all.last ?? 0, 0)
            reading.place.validity = folder.validity
        } else if reading.place.validity != folder.validity {
            // All numbers are new. What was kept before is known by its content.
            reading.place = Place(["validity": .integer(folder.validity)])
            since = (reading.lookedAt ?? house.now()).searchDay(daysBefore: 2)
        }
        let numbers = try await box.numbers(from: reading.place.last + 1, since: since).get()
        for number in numbers.prefix(MailboxRounds.batch) {
            try await take(number, box, stored, &reading)
            _ = try await box.markSeen([number]).get()
        }
        return numbers.count > MailboxRounds.batch
    }

    /// One mail. What cannot be fetched again and again is noted, and the rest flows on.
    private func take(
        _ number: Int, _ box: MailboxConnection, _ stored: Channels.Stored,
        _ reading: inout Reading
    ) async throws(Trouble) {
        if reading.place.stuck == number, reading.place.tries >= MailboxRounds.triesMost {
            try await insert(number, [], stored, &reading, aside: "notFetched")
            return
        }
        switch await box.fetch(number, most: MailboxRounds.most) {
        case .success(let mail?):
            try await insert(
                number, mail.bytes, stored, &reading,
                detail: mail.isCutOff ? MailboxRounds.cutOff : nil)
        case .success(nil): reading.place.last = number
        case .failure(let trouble):
            reading.place.tries = reading.place.stuck == number ? reading.place.tries + 1 : 1
            reading.place.stuck = number
            throw trouble
        }
    }

    private func insert(
        _ number: Int, _ raw: [UInt8], _ stored: Channels.Stored, _ reading: inout Reading,
        detail: String? = nil, aside reason: String? = nil
    ) async throws(Trouble) {
        let now = house.now()
        var one = Incoming(
            id: house.newID(), workspace: stored.workspace, channel: stored.id, kind: .mail,
            key: "\(reading.place.validity)/\(number)", size: raw.count, receivedAt: now,
            detail: detail, due: now, changedAt: now)
        if let reason { one.settle(.aside, reason, at: now) }
        // Only what is kept is passed by: a mail that another node must keep stays to be read.
        var place = reading.place
        (place.last, place.stuck, place.tries) = (number, 0, 0)
        let state = ChannelStates.Stored(place: place.json, lookedAt: now)
        do {
            try await house.database.write { [holder, one] connection in
                guard
                    try connection.holdLease(
                        "mailbox/\(stored.id)", holder: holder,
                        until: now + MailboxRounds.lease, now: now)
                else { throw Trouble(.dropped, text: "lease") }
                _ = try Incomings.insert(one, raw, on: connection)
                try ChannelStates.put(
                    state, of: stored.id, in: stored.workspace, on: connection)
            }
        } catch {
            report(error)
            throw error as? Trouble ?? Trouble(.later, text: "database")
        }
        reading.place = place
    }

    private func keep(
        _ reading: Reading, of stored: Channels.Stored, _ trouble: Trouble?, since: Instant?
    ) async throws {
        let state = ChannelStates.Stored(
            place: reading.place.json, lookedAt: house.now(), trouble: trouble?.kind.rawValue,
            detail: trouble?.text, since: trouble == nil ? nil : since)
        try await house.database.write { [holder] connection in
            // A channel that was removed meanwhile leaves nothing behind, and a node that was
            // silent for too long says nothing of where another stands.
            guard try Channels.find(stored.id, in: stored.workspace, on: connection) != nil,
                try connection.holdLease(
                    "mailbox/\(stored.id)", holder: holder,
                    until: state.lookedAt + MailboxRounds.lease, now: state.lookedAt)
            else { return }
            try ChannelStates.put(state, of: stored.id, in: stored.workspace, on: connection)
        }
    }

    /// Mailboxes whose servers are waited for, and those that have said something.
    private final class Waiting: Sendable {
        private struct State {
            var waiting: Set<ID<Channel>> = []
            var news: Set<ID<Channel>> = []
        }
        private let state = Mutex(State())

        func isWaiting(_ id: ID<Channel>) -> Bool {
            state.withLock { $0.waiting.contains(id) }
        }

        /// Whether its server has told of something, or of its end, since the last look.
        func takeNews(of id: ID<Channel>) -> Bool {
            state.withLock { $0.news.remove(id) != nil }
        }

        func begin(_ id: ID<Channel>, _ box: MailboxConnection, _ seconds: Int) {
            let isNew = state.withLock { state in
                state.waiting.count < MailboxRounds.mostWaiting
                    && state.waiting.insert(id).inserted
            }
            guard isNew else { return }
            Task {
                let told = await box.wait(seconds: seconds)
                state.withLock { state in
                    state.waiting.remove(id)
                    // A connection that ended is told by the next look, at its own time.
                    if case .success(true?) = told { state.news.insert(id) }
                }
            }
        }
    }

    /// One connection to each mailbox, kept from look to look.
    private final class Connections: Sendable {
        private let all = Mutex<[ID<Channel>: (MailServer, MailboxConnection)]>([:])

        subscript(
            _ id: ID<Channel>, _ server: MailServer, _ house: House
        ) -> MailboxConnection {
            all.withLock { all in
                if let (known, box) = all[id], known == server { return box }
                let box = MailboxConnection(server, addresses: house.outside.addresses)
                all[id] = (server, box)
                return box
            }
        }
    }
}

extension Channel.MailAccount {
    func server(_ authorityFile: String?) -> MailServer {
        MailServer(
            host: host, port: port,
            security: MailServer.Security(rawValue: security.rawValue) ?? .tls, user: user,
            password: password, authorityFile: authorityFile)
    }
}

extension Instant {
    /// `12-Mar-2026`, as IMAP writes days.
    fileprivate func searchDay(daysBefore days: Int64) -> String {
        let date = (self + .days(-days)).civil(in: .utc).date
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return "\(date.day)-\(months[date.month - 1])-\(date.year)"
    }
}
