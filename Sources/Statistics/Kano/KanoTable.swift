/// What a feature means to a customer.
public enum KanoCategory: String, CaseIterable, Hashable, Sendable {
    /// In the order that breaks ties: what hurts most when it is missing comes first.
    case mustBe = "M"
    case oneDimensional = "O"
    case attractive = "A"
    case indifferent = "I"
    case reverse = "R"
    case questionable = "Q"
}

/// How a pair of answers is read.
public enum KanoTable: String, CaseIterable, Hashable, Sendable {
    /// Berger et al. 1993 "Kano's Methods for Understanding Customer-defined Quality",
    /// Center for Quality of Management Journal 2(4).
    case berger
    /// Pouliot, in the same issue: must-be/must-be and live-with/live-with are questionable.
    case pouliot

    public func category(functional: Int, dysfunctional: Int) -> KanoCategory {
        switch (functional, dysfunctional) {
        case (1, 1), (5, 5): .questionable
        case (1, 5): .oneDimensional
        case (1, _): .attractive
        case (_, 1), (5, _): .reverse
        case (_, 5): .mustBe
        case (2, 2), (4, 4): self == .pouliot ? .questionable : .indifferent
        default: .indifferent
        }
    }
}
