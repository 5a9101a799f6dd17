import Base
import Columns
import Domain
import Statistics

/// The weights that a document gives to a set of answers: the same document and the same answers
/// give the same weights.
struct AnswerWeights: Sendable {
    /// One group of a margin: how many it should have, and how many answered.
    struct Stratum: Sendable {
        let column: String
        let value: JSON
        let expected: Double
        let reached: Int
    }

    let weighting: Weighting
    /// Answers that have a weight.
    let n: Int
    /// Answers of no group that is named.
    let left: Int
    let designEffect: Double
    let effectiveSize: Double
    let strata: [Stratum]
    private let filter: Filter?
    private let weights: [[Int]: Double]

    /// - Throws: `Refusal` where a column is unknown, a group has no answer, or nothing fits.
    init(_ weighting: Weighting, _ set: AnswerSet) throws(Refusal) {
        self.weighting = weighting
        let scope = set.scope
        for (place, margin) in weighting.margins.enumerated()
        where scope.type(of: margin.column) == nil {
            throw .invalid("margins[\(place)].column", "unknownColumn", ["name": margin.column])
        }
        var condition: Filter?
        if let text = weighting.filter {
            condition = Filter(try set.filter(text, at: "filter"))
        }
        filter = condition
        let (cells, outside) = AnswerWeights.cells(weighting, set, condition)
        n = cells.values.reduce(0, +)
        left = outside
        strata = AnswerWeights.strata(weighting, cells, n)
        if let empty = strata.first(where: { $0.expected > 0 && $0.reached == 0 }) {
            throw .invalid(
                "margins", "stratumEmpty",
                ["column": empty.column, "value": empty.value.string ?? empty.value.text])
        }
        let all = Double(n)
        let keys = cells.keys.sorted { $0.lexicographicallyPrecedes($1) }
        do {
            let raked = try Raking(
                counts: keys.map { cells[$0] ?? 0 },
                margins: weighting.margins.enumerated().map { place, margin in
                    Raking.Margin(
                        categories: keys.map { $0[place] },
                        targets: margin.shares.map { $0 * all })
                },
                trim: weighting.trim, tolerance: 1e-9)
            weights = Dictionary(uniqueKeysWithValues: zip(keys, raked.weights))
            designEffect = raked.designEffect
            effectiveSize = raked.effectiveSize
        } catch {
            throw .invalid("margins", "weightsUnsettled", ["reason": "\(error)"])
        }
    }

    /// How many answers each combination of groups has.
    private static func cells(
        _ weighting: Weighting, _ set: AnswerSet, _ filter: Filter?
    ) -> ([[Int]: Int], left: Int) {
        var cells: [[Int]: Int] = [:]
        var left = 0
        set.table.each(weighting.margins.map(\.column), filter: filter) { _, values in
            if let key = place(of: values[...], weighting) {
                cells[key, default: 0] += 1
            } else {
                left += 1
            }
        }
        return (cells, left)
    }

    private static func place(of values: ArraySlice<JSON>, _ weighting: Weighting) -> [Int]? {
        var key: [Int] = []
        key.reserveCapacity(values.count)
        for (margin, value) in zip(weighting.margins, values) {
            guard let place = margin.targets.firstIndex(where: { $0.value == value }) else {
                return nil
            }
            key.append(place)
        }
        return key
    }

    private static func strata(
        _ weighting: Weighting, _ cells: [[Int]: Int], _ n: Int
    ) -> [Stratum] {
        weighting.margins.enumerated().flatMap { place, margin in
            zip(margin.targets, margin.shares).enumerated().map { group, target in
                let reached = cells.filter { $0.key[place] == group }.values.reduce(0, +)
                return Stratum(
                    column: margin.column, value: target.0.value,
                    expected: target.1 * Double(n), reached: reached)
            }
        }
    }

    /// Names of the columns by which the weight is found, in order.
    var columns: [String] { weighting.margins.map(\.column) }

    /// - Parameter values: of `columns`; nil where the answer has no weight.
    func weight(of values: ArraySlice<JSON>) -> Double? {
        AnswerWeights.place(of: values, weighting).flatMap { weights[$0] }
    }

    /// The question's condition and that of the weights, as one.
    func filter(and other: Filter?) -> Filter? {
        guard let filter else { return other }
        guard let other else { return filter }
        return Filter(.and(filter.condition, other.condition))
    }

    var resource: InsightReport.Weights {
        InsightReport.Weights(
            name: weighting.name, n: n, designEffect: designEffect, effectiveSize: effectiveSize)
    }
}
