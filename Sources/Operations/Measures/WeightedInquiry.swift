import Base
import Columns
import Domain
import Statistics

/// Answers a question with weights: the total and its groups. Trends and tests need counts, which
/// weighted answers are not.
struct WeightedInquiry {
    private let checked: CheckedQuestion
    private let set: AnswerSet
    private let weights: AnswerWeights

    init(
        _ question: InsightQuestion, _ set: AnswerSet, _ weights: AnswerWeights
    ) throws(Refusal) {
        checked = try CheckedQuestion(question, set)
        self.set = set
        self.weights = weights
        guard checked.dimensions.count <= 1 else {
            throw .invalid("dimensions", "tooMany", ["max": "1"])
        }
        guard checked.measuring.kind != .count else {
            throw .invalid("measure", "weightsNeedMeasure")
        }
    }

    func report() -> InsightReport {
        var total = WeightedMean()
        var groups: [JSON: WeightedMean] = [:]
        let dimension = checked.dimensions.first
        let edges = dimension?.edges ?? []
        let names = [checked.column] + (dimension.map { [$0.column] } ?? []) + weights.columns
        let first = dimension == nil ? 1 : 2
        set.table.each(
            names, filter: weights.filter(and: checked.filter()), window: checked.window
        ) { _, values in
            guard let x = checked.measuring.value(of: values[0]),
                let weight = weights.weight(of: values[first...])
            else { return }
            total.add(x, weight: weight)
            guard dimension != nil else { return }
            for key in WeightedInquiry.keys(values[1], edges) {
                groups[key, default: WeightedMean()].add(x, weight: weight)
            }
        }
        return InsightReport(
            column: checked.column, total: measure(total, checked.filterText()), previous: nil,
            change: nil, trend: [], dimensions: dimension.map { [$0.column] } ?? [],
            groups: self.groups(groups, dimension), cells: [], distribution: [],
            weights: weights.resource)
    }

    private func measure(_ mean: WeightedMean, _ filter: String?) -> Measure {
        let estimate = try? mean.estimate()
        return Measure(
            checked.measuring.kind, estimate: estimate?.scaled(by: checked.measuring.kind.factor),
            n: mean.n, filter: filter)
    }

    /// The largest value first; one hidden group alone hides the next smallest with it.
    private func groups(
        _ found: [JSON: WeightedMean], _ dimension: Dimension?
    ) -> [InsightReport.Group] {
        guard let dimension else { return [] }
        let edges = dimension.edges
        var groups = found.map { key, mean -> (Dimension.Group, Measure) in
            let group: Dimension.Group =
                if key.isNull { .missing } else if edges.isEmpty { .value(key) } else {
                    WeightedInquiry.range(Int(key.number ?? 0), edges)
                }
            let condition = dimension.condition(group)
            return (group, measure(mean, checked.filterText(and: [condition])))
        }
        let hidden = Concealment.extra(
            groups.enumerated().map { .init([$0], n: $1.1.n, isHidden: $1.1.isHidden) })
        for place in hidden { groups[place].1 = groups[place].1.hidden() }
        return groups.map { InsightReport.Group(keys: [$0.0], measure: $0.1, change: nil) }
            .sorted { ($0.measure.value ?? -.infinity) > ($1.measure.value ?? -.infinity) }
    }

    /// The group's value, or the number of its range.
    private static func keys(_ value: JSON, _ edges: [Double]) -> [JSON] {
        if let list = value.array { return list }
        guard !edges.isEmpty, let number = value.number else { return [value] }
        return [.integer(edges.firstIndex { number < $0 } ?? edges.count)]
    }

    private static func range(_ place: Int, _ edges: [Double]) -> Dimension.Group {
        .range(
            low: place == 0 ? nil : edges[place - 1],
            high: place == edges.count ? nil : edges[place])
    }
}

extension Measuring {
    /// What one answer counts: −1, 0 or 1 of an NPS, 0 or 1 of a share, the value of a mean; nil
    /// for what is no answer of the kind.
    func value(of answer: JSON) -> Double? {
        let number = answer.number
        if let scale, let number {
            guard number == number.rounded(), scale.contains(Int(number)) else { return nil }
        }
        switch kind {
        case .count: return nil
        case .nps: return number.map { $0 >= 9 ? 1 : $0 <= 6 ? -1 : 0 }
        case .mean, .ces: return number
        case .csat, .share:
            guard !answer.isNull else { return nil }
            if let wanted {
                let isHit = answer == wanted || answer.array?.contains(wanted) == true
                return isHit ? 1 : 0
            }
            guard let scale else { return answer == true || answer == 1 ? 1 : 0 }
            let top = scale.count >= 5 ? 2 : 1
            return number.map { $0 > Double(scale.upperBound - top) ? 1 : 0 }
        }
    }
}
