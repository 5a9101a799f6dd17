/// The unit of time of purchase models.
enum PurchaseUnit: String, CaseIterable, Sendable {
    case day, week, month, year

    var days: Double {
        switch self {
        case .day: 1
        case .week: 7
        case .month: 365.25 / 12
        case .year: 365.25
        }
    }

    /// How many whole ones a year holds.
    var year: Int {
        switch self {
        case .day: 365
        case .week: 52
        case .month: 12
        case .year: 1
        }
    }
}
