/// What the purchase models know of a customer: how often, how recently, since when.
public struct PurchasePattern: Hashable, Sendable {
    /// Purchases after the first; those of one day count once.
    public let frequency: Int
    /// From the first purchase to the last; 0 when there is only one.
    public let recency: Double
    /// From the first purchase to the end of observation.
    public let age: Double

    public init(frequency: Int, recency: Double, age: Double) {
        self.frequency = frequency
        self.recency = recency
        self.age = age
    }

    /// From the days of purchases, in any order, and the last day observed.
    /// - Parameter unit: days in a unit of time, 7 for weeks.
    public init(days: [Int], end: Int, unit: Double = 7) throws(Unfit) {
        let distinct = Set(days).sorted()
        guard let first = distinct.first, let last = distinct.last else { throw .empty }
        guard last <= end else { throw .outside("date") }
        frequency = distinct.count - 1
        recency = Double(last - first) / unit
        age = Double(end - first) / unit
    }

    /// Whether such a customer can be: no negative times, none later than the end.
    public var isSound: Bool {
        frequency >= 0 && recency >= 0 && recency <= age && age.isFinite
            && (frequency > 0 || recency == 0)
    }
}
