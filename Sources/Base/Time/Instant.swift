/// A moment, as whole microseconds since 1970-01-01T00:00:00Z. Where it falls on a calendar is
/// for a time zone to say.
public struct Instant: Hashable, Comparable, Sendable {
    public var microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }
    public init(seconds: Int64) { self.microseconds = seconds * 1_000_000 }

    public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
    public static func + (a: Instant, b: Span) -> Instant {
        Instant(microseconds: a.microseconds + b.microseconds)
    }
    public static func - (a: Instant, b: Span) -> Instant {
        Instant(microseconds: a.microseconds - b.microseconds)
    }
    public static func - (a: Instant, b: Instant) -> Span {
        Span(microseconds: a.microseconds - b.microseconds)
    }

    /// Whole seconds since 1970, rounded down also before 1970.
    public var wholeSeconds: Int64 {
        let quotient = microseconds / 1_000_000
        return microseconds % 1_000_000 < 0 ? quotient - 1 : quotient
    }
}

/// A length of time in whole microseconds; negative when it points to the past.
public struct Span: Hashable, Comparable, Sendable {
    public var microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    public static func milliseconds(_ n: Int64) -> Span { Span(microseconds: n * 1_000) }
    public static func seconds(_ n: Int64) -> Span { Span(microseconds: n * 1_000_000) }
    public static func minutes(_ n: Int64) -> Span { .seconds(n * 60) }
    public static func hours(_ n: Int64) -> Span { .minutes(n * 60) }
    public static func days(_ n: Int64) -> Span { .hours(n * 24) }
    public static let zero = Span(microseconds: 0)

    public static func < (a: Span, b: Span) -> Bool { a.microseconds < b.microseconds }
    public static func + (a: Span, b: Span) -> Span {
        Span(microseconds: a.microseconds + b.microseconds)
    }
    public static func - (a: Span, b: Span) -> Span {
        Span(microseconds: a.microseconds - b.microseconds)
    }

    public var seconds: Double { Double(microseconds) / 1_000_000 }
}
