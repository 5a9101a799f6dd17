public import Base

extension Message {
    /// What came of one try.
    public enum Outcome: Hashable, Sendable {
        case sent(reply: String)
        /// May work later.
        case notNow(reason: String, detail: String)
        /// Will never work.
        case never(reason: String, detail: String)
        /// Will never work, because there is nobody at this address.
        case noSuchAddress(detail: String)
    }

    /// After the last of so many tries it is given up: about ten hours after the first.
    public static let triesMost = delaySeconds.count + 1
    /// How long to wait after each try. The first wait is short: most often only a connection was
    /// lost. Servers that put strangers off (greylisting) want some minutes.
    static let delaySeconds: [Int64] = [2, 30, 120, 600, 2_700, 10_800, 21_600]
    static let detailMost = 500

    /// Taken up by who holds the lease.
    public mutating func take(until end: Instant) {
        tries += 1
        due = end
    }

    /// - Parameter chance: spreads the next tries by up to a quarter, so that what failed together
    ///   does not come back together.
    public mutating func settle(_ outcome: Outcome, at now: Instant, chance: UInt64) {
        changedAt = now
        switch outcome {
        case .sent(let reply): set(.sent, nil, reply)
        case .never(let reason, let detail): set(.failed, reason, detail)
        case .noSuchAddress(let detail): set(.bounced, "noSuchAddress", detail)
        case .notNow(let reason, let detail):
            set(tries < Message.triesMost ? .waiting : .failed, reason, detail)
            guard state == .waiting else { return }
            let delay = Message.delaySeconds[max(0, tries - 1)] * 1_000_000
            let spread = Int64(chance % UInt64(delay / 2)) - delay / 4
            due = now + Span(microseconds: delay + spread)
        }
    }

    /// Put off without a try of its own: the address or the house has had enough for now.
    public mutating func putOff(until moment: Instant, reason: String, at now: Instant) {
        due = moment
        self.reason = reason
        changedAt = now
    }

    public mutating func cancel(reason: String, at now: Instant) {
        changedAt = now
        set(.cancelled, reason, nil)
    }

    /// It was sent, and the other side tells that it did not arrive.
    public mutating func fail(reason: String, detail: String, at now: Instant) {
        changedAt = now
        set(.failed, reason, detail)
    }

    /// It was sent and came back.
    public mutating func bounce(detail: String, at now: Instant) {
        changedAt = now
        set(.bounced, "noSuchAddress", detail)
    }

    private static let afterMember = "after"

    /// The message that has to be there before this one goes; nil where none has to.
    public var predecessor: ID<Message>? {
        content[Message.afterMember]?.string.flatMap(ID<Message>.init)
    }

    /// Goes after another, and not without it.
    public mutating func follow(_ other: ID<Message>) {
        content[Message.afterMember] = .string(other.description)
    }

    /// From the beginning, because a person says so.
    public mutating func retry(at now: Instant) throws(Refusal) {
        guard state == .failed else { throw Refusal(.conflict, "messageNotFailed") }
        changedAt = now
        set(.waiting, nil, nil)
        tries = 0
        due = now
    }

    private mutating func set(_ state: State, _ reason: String?, _ detail: String?) {
        self.state = state
        self.reason = reason
        self.detail = detail.map { String($0.prefix(Message.detailMost)) }
    }
}
