public import Base

/// How many wrong passwords are taken before one must wait: few for one login, more for one
/// address, behind which a whole office may sit.
public struct SignInLimit: Hashable, Sendable {
    public static let window = Span.minutes(15)
    public static let login = SignInLimit(tries: 10)
    public static let address = SignInLimit(tries: 50)

    public let tries: Int

    public init(tries: Int) { self.tries = tries }

    /// Tries counted since the window began.
    public struct Count: Hashable, Sendable {
        public let tries: Int
        public let since: Instant

        public init(tries: Int, since: Instant) {
            self.tries = tries
            self.since = since
        }
    }

    /// The count with one more try; a window that is over begins anew.
    public func counting(_ count: Count?, at now: Instant) -> Count {
        guard let count, now - count.since < SignInLimit.window, now >= count.since else {
            return Count(tries: 1, since: now)
        }
        return Count(tries: count.tries + 1, since: count.since)
    }

    /// - Throws: `Refusal` saying how long to wait, once the count is above the limit.
    public func check(_ count: Count, at now: Instant) throws(Refusal) {
        guard count.tries > tries else { return }
        let rest = count.since + SignInLimit.window - now
        let minutes = max(1, (rest.microseconds + 59_999_999) / 60_000_000)
        throw Refusal(.tooMany, "tooManySignIns", ["minutes": "\(minutes)"])
    }
}
