import Base
import Columns
import Domain
import Statistics

extension JourneyReport {
    /// How long those who rated a step badly waited for a person's first reply, where their answer
    /// opened a case: minutes.
    public struct Wait: Sendable {
        /// Nil below the anonymity floor.
        public let median: Double?
        /// Of the median, 95 %; nil where too few waited.
        public let interval: (low: Double, high: Double)?
        /// Cases with a reply.
        public let n: Int

        /// - Parameter tally: of waits in minutes.
        fileprivate init?(_ tally: Tally) {
            let counts = tally.counts.compactMap { value, count in value.number.map { ($0, count) }
            }
            let sorted = counts.sorted { $0.0 < $1.0 }
                .flatMap { Array(repeating: $0.0, count: $0.1) }
            guard !sorted.isEmpty else { return nil }
            n = sorted.count
            guard n >= Measure.floor else {
                (median, interval) = (nil, nil)
                return
            }
            median = Percentile.quantile(ofSorted: sorted, 0.5)
            interval = QuantileInterval.interval(ofSorted: sorted, 0.5)
        }
    }

    /// In the order of the steps; nil where no case of theirs was answered.
    static func waits(_ steps: [Step], _ inquiry: Inquiry) throws -> [Wait?] {
        let column = AnswerColumns.wait
        // Nobody has been answered in a case.
        guard inquiry.set.table.column(column)?.form == .coded else {
            return steps.map { _ in nil }
        }
        let all = try inquiry.runEach(
            inquiry.checked.window, steps.map { Dimension($0.column) }, of: [column],
            within: .call(.answered, [.name(column)]))
        return zip(steps, all).map { step, cells in
            var tally = Tally()
            for (place, group) in cells.sides[0].groups.enumerated() {
                guard case .value(let value) = group, let rating = value.number,
                    rating <= Double(step.worstStep)
                else { continue }
                tally.merge(cells.tally([place]))
            }
            return Wait(tally)
        }
    }

    /// Of the interval.
    public static let waitSource =
        "Conover 1999, Practical Nonparametric Statistics, 3rd ed., section 3.2"
}

extension JourneyReport.Wait {
    var json: JSON {
        .fields([
            ("median", .figure(median)), ("low", .figure(interval?.low)),
            ("high", .figure(interval?.high)), ("n", .integer(n)),
        ])
    }
}
