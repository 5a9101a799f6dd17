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
    /// How many responses; no estimate, so no interval.
    case count

    /// What a share of 1 is shown as.
    var factor: Double {
        switch self {
        case .nps, .csat, .share: 100
        case .ces, .mean, .count: 1
        }
    }
}
