public import Base

/// How long a step may take: kept by a clock of the case like those of its promises, but owed to
/// nobody outside, so that no kept rate counts it.
public struct StepTime: Hashable, Sendable {
    public let within: Span
    public let calendar: Counting
    /// Whether waiting for the customer stops it.
    public let isPausable: Bool

    /// Which hours count.
    public enum Counting: Hashable, Sendable {
        /// Those that the case's promised clocks count; every hour where nothing is promised.
        case asPromised
        case everyHour
        /// Opening hours: of this calendar, or of the case's team where it has its own.
        case calendar(String)
    }

    /// The share of the time after which it counts as due soon.
    static let dueSoon = 0.8

    static func read(_ node: DocumentNode) -> StepTime? {
        node.allow("within", "calendar", "pausable")
        let length = node.required("within")
        let calendar = node.child("calendar").flatMap { $0.key() }
        let isPausable = node.child("pausable").map { $0.bool() ?? false } ?? false
        guard let within = length?.span() else { return nil }
        let (low, high) = (Span.minutes(1), Span.days(3_660))
        guard within >= low, within <= high else {
            length?.fault("spanOutOfRange", ["low": low.written, "high": high.written])
            return nil
        }
        let counting: Counting =
            switch calendar {
            case nil: .asPromised
            case "around_the_clock": .everyHour
            case .some(let key): .calendar(key)
            }
        return StepTime(within: within, calendar: counting, isPausable: isPausable)
    }
}
