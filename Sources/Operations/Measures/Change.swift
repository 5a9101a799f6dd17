public import Base
public import Statistics

/// How far two numbers lie apart, and whether a test says that they do.
public struct Change: Resource, Hashable {
    /// First less second, on the scale on which the measure is shown.
    public let estimate: Estimate
    public let p: Double
    /// After holding the share of false discoveries, where several were tested at once.
    public let adjustedP: Double
    public let test: Method

    /// Chance alone would do it in less than one case of twenty.
    public var isClear: Bool { adjustedP < 0.05 }

    init(_ difference: Difference, adjustedP: Double? = nil) {
        estimate = difference.estimate
        p = difference.p
        self.adjustedP = adjustedP ?? difference.p
        test = difference.test
    }

    /// The same, held against others that were tested with it.
    func adjusted(to p: Double) -> Change {
        Change(
            Difference(estimate: estimate, statistic: nil, p: self.p, test: test), adjustedP: p)
    }

    public static let shape = Shape.object([
        Field("value", .number()), Field("low", .number(), .optional),
        Field("high", .number(), .optional),
        Field("p", .number(0...1), .required, "Of the test alone."),
        Field("adjustedP", .number(0...1), .required, "By Benjamini and Hochberg over all groups."),
        Field("isClear", .boolean, .required, "Only then is it a difference."),
        Field("test", .text()), Field("source", .text(max: 500)),
    ])

    public var json: JSON {
        [
            "value": .number(estimate.value), "low": .number(estimate.low),
            "high": .number(estimate.high), "p": .number(p), "adjustedP": .number(adjustedP),
            "isClear": .bool(isClear), "test": .string(test.name),
            "source": .string(test.source),
        ]
    }
}
