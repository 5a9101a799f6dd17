import Domain

/// How a score looks at a glance: by the usual cut of its metric.
enum ScoreTone: String {
    case good, warn, bad, none

    init(_ metric: Metric?, _ score: Double?) {
        guard let metric, let score else {
            self = .none
            return
        }
        self =
            switch metric {
            case .nps: score >= 9 ? .good : score >= 7 ? .warn : .bad
            case .csat, .rating: score >= 4 ? .good : score >= 3 ? .warn : .bad
            case .ces: score >= 5 ? .good : score >= 4 ? .warn : .bad
            case .share: score >= 1 ? .good : .bad
            }
    }
}
