public import Base
public import Statistics

/// A number with its evidence: value, interval, how many answers, by which method, and the filter
/// that finds exactly its records.
public struct Measure: Resource, Hashable {
    public let kind: MeasureKind
    /// Absent below the anonymity floor and where there is nothing to compute.
    public let estimate: Estimate?
    /// Answers it rests on.
    public let n: Int
    public let filter: String?
    /// Too few answers to show without showing persons.
    public let isHidden: Bool

    /// Fewer answers than this are never shown as a number.
    public static let floor = 5

    /// - Parameter isSaid: whether it tells what people said.
    init(
        _ kind: MeasureKind, estimate: Estimate?, n: Int, filter: String?, isSaid: Bool = true
    ) {
        self.kind = kind
        self.n = n
        self.filter = filter
        isHidden = isSaid && kind != .count && n > 0 && n < Measure.floor
        self.estimate = isHidden ? nil : estimate
    }

    private init(hiding measure: Measure) {
        kind = measure.kind
        estimate = nil
        n = measure.n
        filter = measure.filter
        isHidden = true
    }

    /// The same without its value: another hidden one could be told from it by subtraction.
    func hidden() -> Measure { Measure(hiding: self) }

    /// Nil where the value is not shown.
    public var value: Double? { kind == .count ? Double(n) : estimate?.value }

    public static let shape = Shape.object([
        Field("measure", .choice(MeasureKind.allCases.map(\.rawValue))),
        Field("value", .number(), .optional, "Absent when hidden or when there is no answer."),
        Field(
            "low", .number(), .optional,
            "Lower end of the 95 % interval; absent where few values leave it open."),
        Field("high", .number(), .optional),
        Field("n", .integer(0...Int.max), .required, "Answers it rests on."),
        Field("method", .text(), .optional, "Name of the method."),
        Field("source", .text(max: 500), .optional, "Where the method is published."),
        Field("filter", .text(max: 20_000), .optional, "Finds exactly its records."),
        Field("isHidden", .boolean, .required, "Fewer than 5 answers: no number is shown."),
    ])

    /// Of few values an interval has no end, which JSON cannot say.
    private static func end(_ value: Double?) -> Double? {
        value.flatMap { $0.isFinite ? $0 : nil }
    }

    public var json: JSON {
        [
            "measure": .string(kind.rawValue),
            "value": .optional(value),
            "low": .optional(Measure.end(estimate?.low)),
            "high": .optional(Measure.end(estimate?.high)),
            "n": .integer(n),
            "method": .optional(estimate?.method.name),
            "source": .optional(estimate?.method.source),
            "filter": .optional(filter),
            "isHidden": .bool(isHidden),
        ]
    }
}
