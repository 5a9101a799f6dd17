import Statistics
import Testing

@Suite struct PriorityTests {
    /// Golden ahp_house: Saaty 1990 prints 9.669, .238, .169.
    @Test func house() throws {
        let third = 1.0 / 3
        let matrix: [[Double]] = [
            [1, 5, 3, 7, 6, 6, third, 0.25],
            [0.2, 1, third, 5, 3, 3, 0.2, 1.0 / 7],
            [third, 3, 1, 6, 3, 4, 6, 0.2],
            [1.0 / 7, 0.2, 1.0 / 6, 1, third, 0.25, 1.0 / 7, 0.125],
            [1.0 / 6, third, third, 3, 1, 0.5, 0.2, 1.0 / 6],
            [1.0 / 6, third, 0.25, 4, 2, 1, 0.2, 1.0 / 6],
            [3, 5, 1.0 / 6, 7, 5, 5, 1, 0.5],
            [4, 7, 5, 8, 6, 6, 2, 1],
        ]
        let found = try PairwisePriorities(matrix)
        let weights: [Double] = [
            0.1730174746483477, 0.05397572299903931, 0.1881102988574409, 0.0175079113081957,
            0.031043736403902275, 0.03632220215465615, 0.16683367362634788,
            0.3331889800020701,
        ]
        let means: [Double] = [
            0.17480508967594263, 0.06264651344526853, 0.1487063356611066, 0.01934490865362944,
            0.035570280083140206, 0.042300430157509915, 0.16701626297151737,
            0.3496101793518853,
        ]
        expectNear(found.weights, weights)
        expectNear(found.geometricWeights, means)
        expectNear(found.largestEigenvalue, 9.66888731711815)
        expectNear(found.consistencyIndex, 0.23841247387402145)
        expectNear(found.consistencyRatio ?? 0, 0.16908686090356131)
        expectNear(found.geometricConsistency, 0.529157448359038)
        let later = try PairwisePriorities(matrix, edition: .saaty2008)
        expectNear(later.consistencyRatio ?? 0, 0.17029462419572963)
    }

    /// Golden ahp_3x3.
    @Test func threeCriteria() throws {
        let matrix: [[Double]] = [[1, 3, 5], [1.0 / 3, 1, 2], [0.2, 0.5, 1]]
        let found = try PairwisePriorities(matrix)
        expectNear(
            found.weights, [0.6483290138222365, 0.2296507940626372, 0.12202019211512623])
        expectNear(found.largestEigenvalue, 3.003694598063639)
        expectNear(found.consistencyRatio ?? 0, 0.003184998330723208)
        expectNear(found.geometricConsistency, 0.011080383357257093)
        expectNear(
            try PairwisePriorities(matrix, edition: .saaty2008).consistencyRatio ?? 0,
            0.0035524981381143466)
    }

    /// Golden ahp_edge.
    @Test func consistentComparisons() throws {
        let two = try PairwisePriorities([[1, 4], [0.25, 1]])
        expectNear(two.weights, [0.8, 0.2])
        #expect(two.consistencyRatio == 0)
        let w = [8.0, 4, 2, 1]
        let four = try PairwisePriorities(w.map { a in w.map { a / $0 } })
        expectNear(four.weights, w.map { $0 / 15 })
        expectNear(four.consistencyIndex, 0)
        #expect(throws: Unfit.self) { try PairwisePriorities([[1, 4], [4, 1]]) }
        #expect(throws: Unfit.outside("matrix")) { try PairwisePriorities([[1, 0], [0, 1]]) }
        #expect(throws: Unfit.mismatched("matrix")) { try PairwisePriorities([[1, 2]]) }
    }

    /// Golden weighted_scoring_roi.
    @Test func scoresAndReturns() throws {
        let scores: [[Double]] = [[8, 6, 7, 3], [5, 9, 6, 8], [9, 4, 5, 6], [6, 7, 9, 5]]
        let weights = [0.35, 0.25, 0.2, 0.2]
        expectNear(try WeightedScore.totals(scores, weights: weights), [6.3, 6.8, 6.35, 6.65])
        expectNear(
            try WeightedScore.totals(scores, weights: weights, scale: .range),
            [0.4625, 0.5, 0.47, 0.5175])
        expectNear(try Return.onInvestment(benefit: 120, cost: 40), 2)
        #expect(throws: Unfit.self) { try Return.onInvestment(benefit: 1, cost: 0) }
        #expect(Return.payback(cost: 40, benefitPerPeriod: 40) == 1)
        #expect(Return.payback(cost: 40, benefitPerPeriod: 0) == nil)
        expectNear(
            try Return.netPresentValue(cost: 40, flows: [40, 40, 40], rate: 0.08),
            63.08387948991515)
        expectNear(try Return.rice(reach: 100, impact: 2, confidence: 0.8, effort: 4), 40)
        #expect(throws: Unfit.outside("weights")) {
            try WeightedScore.totals(scores, weights: [1, 1, 1, -1])
        }
    }

    @Test func vitalFew() throws {
        let found = try Pareto([("late", 50.0), ("rude", 5), ("wrong", 30), ("dear", 10), ("x", 5)])
        #expect(found.items.map(\.cause) == ["late", "wrong", "dear", "rude", "x"])
        #expect(found.items.map(\.band) == [.a, .a, .b, .b, .c])
        expectNear(found.items.map(\.cumulative), [0.5, 0.8, 0.9, 0.95, 1])
        expectNear(found.gini, 0.46)
        expectNear(try Pareto([("a", 1.0), ("b", 1)]).gini, 0)
        #expect(throws: Unfit.outside("amount")) { try Pareto([("a", -1.0)]) }
        #expect(throws: Unfit.self) { try Pareto([("a", 0.0)]) }
    }
}
