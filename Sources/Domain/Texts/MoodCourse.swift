/// The mood of what one customer said in a case, message by message.
public struct MoodCourse: Hashable, Sendable {
    /// A last message below this may be an alarm.
    public static let low = -0.3
    /// How far below those before it the last message must lie, on the scale of -1 to 1.
    public static let fall = 0.4

    /// -1 to 1 each, oldest first.
    public let scores: [Double]

    public init(_ scores: [Double]) { self.scores = scores }

    /// Whether the last message is bad, the one before was not yet, and it is clearly worse than
    /// the mean of those before. The first is no fall, however bad: it is what the case is about.
    public var hasFallen: Bool {
        guard scores.count > 1, let last = scores.last, last <= Self.low,
            scores[scores.count - 2] > Self.low
        else { return false }
        return before - last >= Self.fall
    }

    /// The mean of all but the last.
    public var before: Double {
        scores.count > 1
            ? scores.dropLast().reduce(0, +) / Double(scores.count - 1) : scores.first ?? 0
    }
}
