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
    ) throws {
        checked = try CheckedQuestion(question, set, set)
        self.set = set
        self.weights = weights
        guard checked.dimensions.count <= 1 else {
            throw Refusal.invalid("dimensions", "tooMany", ["max": "1"])
        }
        guard checked.measuring.kind != .count else {
            throw Refusal.invalid("measure", "weightsNeedMeasure")
        }
    }

    func report() -> InsightReport {
        var total = WeightedMean()
        var groups: [Dimension.Group: WeightedMean] = [:]
        let dimension = checked.dimensions.first
        let names = [checked.column] + (dimension.map { [$0.column] } ?? []) + weights.columns
        let first = dimension == nil ? 1 : 2
        set.table.each(
            names, filter: weights.filter(and: checked.filter()), window: checked.window
        ) { _, values in
            guard let x = checked.measuring.value(of: values[0]),
                let weight = weights.weight(of: values[first...])
            else { return }
            total.add(x, weight: weight)
            for group in dimension?.groups(of: values[1]) ?? [] {
                groups[group, default: WeightedMean()].add(x, weight: weight)
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

    /// The largest value first.
    private func groups(
        _ found: [Dimension.Group: WeightedMean], _ dimension: Dimension?
    ) -> [InsightReport.Group] {
        guard let dimension else { return [] }
        let groups = found.map { group, mean -> (Dimension.Group, Measure) in
            let condition = dimension.condition(group)
            return (group, measure(mean, checked.filterText(and: [condition])))
        }
        return zip(groups, Concealment.line(groups.map(\.1)))
            .map { InsightReport.Group(keys: [$0.0], measure: $1, change: nil) }
            .sorted { ($0.measure.value ?? -.infinity) > ($1.measure.value ?? -.infinity) }
    }
}

extension Dimension {
    /// The groups that a row's value belongs to: several for a list.
    func groups(of value: JSON) -> [Group] {
        if let list = value.array { return list.map { .value($0) } }
        guard !value.isNull else { return [.missing] }
        guard !edges.isEmpty, let number = value.number else { return [.value(value)] }
        let place = edges.firstIndex { number < $0 } ?? edges.count
        return [
            .range(
                low: place == 0 ? nil : edges[place - 1],
                high: place == edges.count ? nil : edges[place])
        ]
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
