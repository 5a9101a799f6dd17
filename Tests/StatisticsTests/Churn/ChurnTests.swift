import Foundation
import Statistics
import Testing

@Suite struct ChurnTests {
    /// Golden churn_logit_telco: R glm, statsmodels, scikit-learn.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func telco() throws {
        let table = try SharedData.table("telco_churn.csv")
        let kept = table.integers("tenure").indices.filter { table.integers("tenure")[$0] > 0 }
        func flags(_ name: String, _ value: String) -> [Double] {
            let cells = table.text(name)
            return kept.map { cells[$0] == value ? 1 : 0 }
        }
        func numbers(_ name: String) -> [Double] {
            let cells = table.column(name)
            return kept.map { cells[$0] }
        }
        let columns: [(name: String, values: [Double])] = [
            ("m", flags("Contract", "Month-to-month")),
            ("fib", flags("InternetService", "Fiber optic")), ("partner", flags("Partner", "Yes")),
            ("ec", flags("PaymentMethod", "Electronic check")),
            ("MonthlyCharges", numbers("MonthlyCharges")),
            ("SeniorCitizen", numbers("SeniorCitizen")), ("tenure", numbers("tenure")),
        ]
        let outcome = flags("Churn", "Yes").map { $0 == 1 }
        let model = try LogisticRegression(columns, outcome: outcome)
        #expect(model.n == 7032)
        let wanted: [Double] = [
            -2.400378537442933, 1.043330985375809, 0.6686202766714431, -0.06982037978419112,
            0.5196362284498418, 0.014573205043115402, 0.38545216953627265,
            -0.03518963027691622,
        ]
        expectNear(model.terms.map(\.coefficient), wanted, 1e-8)
        let errors: [Double] = [
            0.14189034428426667, 0.09827791965533063, 0.11862784643658196, 0.0693154655941111,
            0.06750370855133611, 0.0022940234639456853, 0.08208266882557792,
            0.0021298108956297377,
        ]
        expectNear(model.terms.map(\.standardError), errors, 1e-6)
        expectNear(model.logLikelihood, -3021.028522010307, 1e-12)
        let predicted = outcome.indices.map { row in
            model.probability(columns.map { $0.values[row] })
        }
        let found = try Calibration(predicted: predicted, outcome: outcome)
        expectNear([found.brier, found.logLoss], [0.1400165480656994, 0.429611564563468], 1e-9)
        expectNear(
            [found.expectedError, found.expectedErrorBySize],
            [0.014457810815167144, 0.011978818404765374], 1e-7)
        expectNear(found.largestError, 0.09262690118784467, 1e-7)
        expectNear(found.slope ?? 0, 1, 1e-6)
        expectNear(found.groupStatistic, 13.264624520886269, 1e-6)
        expectNear(found.groupP, 0.10306326223276054, 1e-6)
        expectNear(
            [found.reliability, found.resolution, found.uncertainty],
            [0.0004720646574848584, 0.054934964423012704, 0.19514332578131371], 1e-9)
        expectNear(found.topTenthLift, 2.7188042989343995, 1e-9)
        expectNear(
            try Discrimination(scores: predicted, outcome: outcome).auc.value, 0.8341334662293866,
            1e-9)
        let bold = predicted.map { pow($0, 1.7) / (pow($0, 1.7) + pow(1 - $0, 1.7)) }
        let over = try Calibration(predicted: bold, outcome: outcome)
        expectNear(over.slope ?? 0, 0.5882352941176471, 1e-6)
        expectNear(over.expectedError, 0.07178770217653231, 1e-7)
        expectNear(over.brier, 0.14642781143813666, 1e-8)
    }

    @Test func foldsKeepTheShareOfHits() throws {
        let outcome = (0..<100).map { $0 % 5 == 0 }
        var chance = SplitMix64(seed: 3)
        let folds = try Folds.stratified(outcome, folds: 5, using: &chance)
        for fold in 0..<5 {
            let rows = folds.indices.filter { folds[$0] == fold }
            #expect(rows.count == 20 && rows.filter { outcome[$0] }.count == 4)
        }
        #expect(throws: Unfit.outside("folds")) {
            try Folds.stratified(outcome, folds: 1, using: &chance)
        }
    }

    static func ring(_ n: Int, seed: UInt64) -> (
        columns: [(name: String, values: [Double])], outcome: [Bool]
    ) {
        var chance = SplitMix64(seed: seed)
        let x = (0..<n).map { _ in chance.normal() }
        let y = (0..<n).map { _ in chance.normal() }
        let noise = (0..<n).map { _ in chance.normal() }
        let outcome = (0..<n).map { x[$0] * x[$0] + y[$0] * y[$0] < 1.4 }
        return ([("x", x), ("y", y), ("noise", noise)], outcome)
    }

    /// A ring that no line can separate.
    @Test func boostingFindsBends() throws {
        let train = Self.ring(4000, seed: 1)
        let test = Self.ring(2000, seed: 2)
        let model = try GradientBoosting(train.columns, outcome: train.outcome)
        let scores = test.outcome.indices.map { row in
            model.logit(test.columns.map { $0.values[row] })
        }
        let found = try Discrimination(scores: scores, outcome: test.outcome)
        #expect(found.auc.value > 0.985)
        let line = try LogisticRegression(train.columns, outcome: train.outcome)
        let straight = test.outcome.indices.map { row in
            line.logit(test.columns.map { $0.values[row] })
        }
        #expect(try Discrimination(scores: straight, outcome: test.outcome).auc.value < 0.6)
        let row = [0.2, -0.4, 1.5]
        let parts = model.contributions(row)
        expectNear(parts.reduce(0, +) + model.base, model.logit(row), 1e-10)
        #expect(abs(parts[0]) + abs(parts[1]) > 10 * abs(parts[2]))
        let again = try GradientBoosting(train.columns, outcome: train.outcome)
        #expect(again == model)
    }

    /// Missing values that carry the answer are used as they are.
    @Test func boostingUsesMissingValues() throws {
        var chance = SplitMix64(seed: 4)
        let hidden = (0..<600).map { _ in chance.unit() < 0.5 }
        let values = hidden.map { $0 ? Double.nan : chance.normal() }
        let model = try GradientBoosting([("x", values)], outcome: hidden)
        #expect(model.probability([.nan]) > 0.95)
        #expect(model.probability([0]) < 0.05)
    }

    @Test func boostingRefusals() {
        #expect(throws: Unfit.constant("outcome")) {
            try GradientBoosting([("x", [1, 2])], outcome: [true, true])
        }
        #expect(throws: Unfit.mismatched("x")) {
            try GradientBoosting([("x", [1, 2])], outcome: [true, true, false])
        }
        #expect(throws: Unfit.empty) { try GradientBoosting([], outcome: [true, false]) }
        #expect(throws: Unfit.outside("settings")) {
            try GradientBoosting(
                [("x", [1, 2])], outcome: [true, false],
                settings: GradientBoosting.Settings(leaves: 1))
        }
        #expect(throws: Unfit.outside("prediction")) {
            try Calibration(
                predicted: Array(repeating: 1.5, count: 12),
                outcome: Array(repeating: true, count: 12))
        }
    }

    /// The airline's passengers: as good as scikit-learn's histogram boosting, .9618 on this split.
    @Test(
        .enabled(if: SharedData.isThere, "the real data are not here"))
    func airline() throws {
        let lines = try Gunzip.lines("airline/train.csv.gz").filter { !$0.isEmpty }
        let cells = lines.dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let names = lines[0].split(separator: ",").map(String.init)
        var columns: [(name: String, values: [Double])] = []
        for place in 2..<(names.count - 1) {
            let texts = Set(cells.prefix(1000).map { $0[place] }.filter { Double($0) == nil })
                .sorted()
            let values = cells.map { row -> Double in
                Double(row[place]) ?? texts.firstIndex(of: row[place]).map { Double($0) } ?? .nan
            }
            columns.append((names[place], values))
        }
        let outcome = cells.map { $0[names.count - 1].hasPrefix("satisfied") }
        let train = outcome.indices.filter { $0 % 4 != 0 }
        let test = outcome.indices.filter { $0 % 4 == 0 }
        let model = try GradientBoosting(
            columns.map { column in (column.name, train.map { column.values[$0] }) },
            outcome: train.map { outcome[$0] })
        let right = test.filter { row in
            (model.logit(columns.map { $0.values[row] }) > 0) == outcome[row]
        }.count
        #expect(Double(right) / Double(test.count) > 0.961)
    }
}
