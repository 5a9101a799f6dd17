/// What is computed of an item's answers.
public enum MeasureKind: String, CaseIterable, Hashable, Sendable {
    /// Promoters less detractors, −100 … 100.
    case nps
    /// Per cent who chose one of the two highest steps.
    case csat
    /// Mean effort on the item's scale.
    case ces
    case mean
    /// Per cent who gave a certain answer.
    case share
    /// What half of the values are below, and what nine in ten are.
    case median, p90
    /// How many responses; no estimate, so no interval.
    case count

    /// Those that pages and tests of answers compute: of ratings on a few steps a median tells
    /// little.
    public static let ofAnswers = allCases.filter { $0.quantile == nil }

    public init?(ofAnswers word: String) {
        guard let kind = MeasureKind(rawValue: word), MeasureKind.ofAnswers.contains(kind) else {
            return nil
        }
        self = kind
    }

    /// Which quantile it is; nil for all else.
    var quantile: Double? {
        switch self {
        case .median: 0.5
        case .p90: 0.9
        case .nps, .csat, .ces, .mean, .share, .count: nil
        }
    }

    /// What a share of 1 is shown as.
    var factor: Double {
        switch self {
        case .nps, .csat, .share: 100
        case .ces, .mean, .median, .p90, .count: 1
        }
    }
}
