import Statistics
import Testing

@Suite struct LogisticTests {
    @Test func separationIsNamed() {
        let x: [Double] = [1, 2, 3, 4, 5, 6]
        #expect(throws: Unfit.separated("x")) {
            try LogisticRegression([("x", x)], outcome: x.map { $0 > 3 })
        }
        #expect(throws: Never.self) {
            try LogisticRegression([("x", x)], outcome: x.map { $0 > 3 }, ridge: 0.1)
        }
    }

    @Test func refusals() {
        let x: [Double] = [1, 2, 3, 4, 5, 6]
        let mixed = [true, false, true, false, true, true]
        #expect(throws: Unfit.constant("outcome")) {
            try LogisticRegression([("x", x)], outcome: x.map { _ in true })
        }
        #expect(throws: Unfit.constant("x")) {
            try LogisticRegression([("x", [2, 2, 2, 2, 2, 2])], outcome: mixed)
        }
        #expect(throws: Unfit.collinear("y")) {
            try LogisticRegression([("x", x), ("y", x.map { 3 - $0 })], outcome: mixed)
        }
        #expect(throws: Unfit.notFinite("x")) {
            try LogisticRegression([("x", [1, 2, .nan, 4, 5, 6])], outcome: mixed)
        }
        #expect(throws: Unfit.empty) { try LogisticRegression([], outcome: []) }
    }

    @Test func contributionsAddUp() throws {
        var chance = SplitMix64(seed: 8)
        let a = (0..<200).map { _ in chance.normal() }
        let b = (0..<200).map { _ in 3 * chance.normal() + 5 }
        let outcome = (0..<200).map { a[$0] + 0.2 * b[$0] - 1 + chance.normal() > 0 }
        let model = try LogisticRegression([("a", a), ("b", b)], outcome: outcome)
        let row = [0.5, 7]
        let parts = model.contributions(row)
        expectNear(parts.reduce(0, +) + model.logit(model.means), model.logit(row), 1e-12)
        #expect(model.logLikelihood > model.nullLogLikelihood)
    }

    @Test func discriminationCountsTiesHalf() throws {
        let found = try Discrimination(
            scores: [0.1, 0.4, 0.4, 0.8], outcome: [false, false, true, true])
        expectNear(found.auc.value, 0.875)
        #expect(found.auc.high <= 1)
        #expect(throws: Unfit.constant("outcome")) {
            try Discrimination(scores: [1, 2], outcome: [true, true])
        }
    }
}
