public import Base
import Crypto
public import Domain
import SQL
import Store

/// A call from outside at a channel's own address. What it brings is kept before it is answered;
/// what is not signed as it must be is refused.
public struct ChannelCall: Sendable {
    public struct Answer: Sendable {
        public let status: Int
        public let body: [UInt8]
        public let type: String

        static func text(_ text: String) -> Answer {
            Answer(status: 200, body: Array(text.utf8), type: "text/plain; charset=utf-8")
        }

        static func json(_ json: JSON, status: Int) -> Answer {
            Answer(status: status, body: json.bytes, type: "application/json")
        }
    }

    let query: [String: String]
    let header: @Sendable (String) -> String?
    /// Nil where the other side only wants to know whether we are who it looks for.
    let body: [UInt8]?

    public init(
        query: [String: String], header: @escaping @Sendable (String) -> String?, body: [UInt8]?
    ) {
        self.query = query
        self.header = header
        self.body = body
    }

    /// - Throws: `Refusal`.
    public func perform(_ id: ID<Channel>, in house: House) async throws -> Answer {
        let (stored, channel) = try await house.database.read { connection in
            guard let stored = try Channels.find(id, on: connection), stored.isActive else {
                throw Refusal(.notFound, "noSuchChannel")
            }
            return (stored, try house.channel(stored))
        }
        let desk = Desk(house, actor: .system("channels", in: stored.workspace))
        switch channel.door {
        case .mail, .chat, .form: throw Refusal(.notFound, "noSuchChannel")
        case .webhook(let caller): return try await hook(caller, channel, desk)
        case .wecom(let account): return try await wecom(account, channel, desk)
        case .wechat(let account): return try await wechat(account, channel, desk)
        }
    }

    /// - Throws: `Refusal` for what has no signature, a wrong one, or one of another time.
    private func hook(
        _ caller: Channel.Caller, _ channel: Channel, _ desk: Desk
    ) async throws -> Answer {
        guard let body else { throw Refusal(.notFound, "noSuchPage") }
        guard let id = header("webhook-id"), let time = header("webhook-timestamp"),
            let signature = header("webhook-signature"), (1...255).contains(id.utf8.count),
            let seconds = Int64(time)
        else { throw Refusal(.signInNeeded, "webhookUnsigned") }
        guard
            WebhookSignature.holds(
                signature, id: id, time: time, body: body, secret: caller.secret)
        else { throw Refusal(.signInNeeded, "webhookForged") }
        let age = desk.now() - Instant(seconds: seconds)
        guard abs(age.microseconds) <= WebhookSignature.tolerance.microseconds else {
            throw Refusal(.signInNeeded, "webhookOld")
        }
        do {
            guard try JSON(parsing: body).object != nil else {
                throw Refusal(.unreadable, "bodyIsNoObject")
            }
        } catch let error as JSONError {
            throw Refusal(
                .unreadable, "badJSON", ["offset": "\(error.offset)", "reason": error.reason])
        }
        let kept = try await desk.write { ledger in
            try ledger.keep(body, as: id, from: channel)
        }
        guard kept.isSame else { throw Refusal(.conflict, "webhookIdReused") }
        return .json(["id": .string(kept.id.description)], status: 202)
    }
}

extension Ledger {
    /// Keeps what a channel brings as it came.
    /// - Returns: its id, and whether that name stands for these very bytes.
    func keep(
        _ raw: [UInt8], as key: String, from channel: Channel, sender: String? = nil
    ) throws -> (id: ID<Incoming>, isSame: Bool) {
        let digest = Array(SHA256.hash(data: raw)).hexadecimal
        let one = Incoming(
            id: newID(), workspace: workspace, channel: channel.id, kind: channel.kind, key: key,
            size: raw.count, receivedAt: now, due: now, changedAt: now, sender: sender,
            print: digest)
        if try Incomings.insert(one, raw, on: connection) { return (one.id, true) }
        guard
            let known = try Incomings.find(
                key: key, of: channel.id, in: workspace, on: connection)
        else { throw DatabaseError(.other, "\(key) is neither there nor can be kept") }
        return (known.id, known.print == digest)
    }
}
