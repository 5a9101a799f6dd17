public import Base

/// A service-level policy, as a document: which cases it covers, how fast each thing is promised,
/// for what share of them, and who is told when it is not kept. Its levels say for whom it is
/// promised otherwise: the first that fits a case decides.
public struct Promise: Hashable, Sendable {
    public let key: String
    public let name: Wording
    public let about: Wording?
    /// Which cases it covers when a case is opened without naming a promise; nil covers none.
    public let scope: Expression?
    /// The business calendar whose hours count; nil when every hour does.
    public let calendar: String?
    /// The share of cases for which it is to be kept.
    public let target: Double
    /// Over how long the share is taken.
    public let window: Span
    /// The share of the time after which a clock counts as due soon.
    public let dueSoon: Double
    public let clocks: [Line]
    public let escalations: [Escalation]
    public let levels: [Level]

    /// One promised time.
    public struct Line: Hashable, Sendable {
        public let kind: ClockKind
        public let within: Span
        /// Whether waiting for the customer stops the clock.
        public let isPausable: Bool
        /// The business calendar whose hours count; nil when every hour does.
        public let calendar: String?
    }

    /// What is promised to some otherwise: by tier, kind, severity, channel.
    public struct Level: Hashable, Sendable {
        public let key: String
        public let name: Wording
        public let condition: Expression
        /// Stands for the policy's line of the same kind; other lines stay.
        public let clocks: [Line]
        /// Nil where the policy's own hold.
        public let escalations: [Escalation]?
    }

    /// Whether it covers a case of these fields.
    public func covers(_ field: (String) -> JSON?) -> Bool { scope?.holds(field) ?? false }

    /// The level that decides for a case of these fields; nil where none fits.
    public func level(_ field: (String) -> JSON?) -> Level? {
        levels.first { $0.condition.holds(field) }
    }

    /// The lines that hold under a level, in the order of their kinds.
    public func lines(_ level: Level?) -> [Line] {
        ClockKind.promised.compactMap { kind in
            level?.clocks.first { $0.kind == kind } ?? clocks.first { $0.kind == kind }
        }
    }

    /// Every kind of clock that it promises to anybody.
    public var kinds: [ClockKind] {
        ClockKind.promised.filter { kind in
            (clocks + levels.flatMap(\.clocks)).contains { $0.kind == kind }
        }
    }

    /// What a case's clocks are promised under this version of the document.
    /// - Parameters:
    ///   - field: what the levels may ask about the case.
    ///   - teamCalendar: the hours of the case's team, which go before the policy's where those
    ///     are opening hours.
    public func terms(
        version: Int, teamCalendar: String? = nil, field: (String) -> JSON? = { _ in nil }
    ) -> [ClockTerms] {
        let level = level(field)
        return lines(level).map { line in
            let soon = Int64((Double(line.within.microseconds) * dueSoon).rounded())
            return ClockTerms(
                kind: line.kind, promise: DocumentStamp(key, version: version),
                level: level?.key, calendar: line.calendar.map { teamCalendar ?? $0 },
                budget: line.within, dueSoon: Span(microseconds: soon),
                isPausable: line.isPausable, escalations: level?.escalations ?? escalations)
        }
    }
}
