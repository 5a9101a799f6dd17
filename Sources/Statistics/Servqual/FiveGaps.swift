/// The five gaps between what customers expect and what they are told, given and find.
/// Source: Parasuraman, Zeithaml, Berry 1985 "A Conceptual Model of Service Quality",
/// Journal of Marketing 49(4).
public struct FiveGaps: Hashable, Sendable {
    /// What managers believe less what customers expect.
    public let understanding: Double
    /// What standards ask less what managers believe.
    public let standards: Double
    /// What is delivered less what standards ask.
    public let delivery: Double
    /// What is delivered less what was promised.
    public let communication: Double
    /// What customers find less what they expect.
    public let customer: Double

    /// All six on the same scale.
    public init(
        expected: Double, believed: Double, specified: Double, delivered: Double,
        promised: Double, perceived: Double
    ) {
        understanding = believed - expected
        standards = specified - believed
        delivery = delivered - specified
        communication = delivered - promised
        customer = perceived - expected
    }
}
