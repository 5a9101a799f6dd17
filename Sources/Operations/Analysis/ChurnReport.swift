import Base
import Statistics

/// What a model of leaving comes to on the rows of one group.
struct ChurnReport {
    private let group: ChurnAnalysis.Group
    private var analysis: ChurnAnalysis { group.analysis }
    private let model: ChurnModel
    /// Of each row, by the model of all rows, or of the file to learn from.
    private let risks: [Double]
    private let learned: [Bool]
    private let validation: CrossValidation?

    static let mostReasons = 3

    init(_ group: ChurnAnalysis.Group) throws {
        self.group = group
        let analysis = group.analysis
        guard group.table.count > 0 else { throw Unfit.empty }
        let training = try analysis.training(group.table.columns.map(\.name))
        let table = training?.table ?? group.table
        let outcome = training?.outcome ?? group.outcome.map { $0 == true }
        let design = PredictorDesign(table)
        if analysis.predictors != nil,
            let wide = design.leftOut.first(where: { $0.reason == "manyValues" })
        {
            throw Refusal(
                .invalid, "tooManyGroups",
                ["column": wide.column, "max": "\(PredictorTable.mostLevels)"])
        }
        guard !design.parts.isEmpty else {
            throw Refusal(.invalid, "noPredictor")
        }
        guard outcome.contains(true), outcome.contains(false) else {
            throw Unfit.constant(analysis.outcome)
        }
        // With a parameter for every row any outcome would be told perfectly.
        let parameters = design.parts.count + 1
        guard analysis.kind == .trees || analysis.ridge > 0 || outcome.count > parameters else {
            throw Unfit.tooFew(have: outcome.count, need: parameters + 1)
        }
        learned = outcome
        model = try ChurnModel(
            analysis.kind, design, design.values(table), outcome, ridge: analysis.ridge)
        risks = model.risks(group.table)
        validation =
            try training == nil
            ? CrossValidation(
                analysis.kind, table, outcome, ridge: analysis.ridge, folds: analysis.folds,
                seed: analysis.seed) : nil
    }

    var result: AnalysisResult {
        let hits = group.outcome.filter { $0 == true }.count
        let known = group.outcome.filter { $0 != nil }.count
        var fields: [(String, JSON)] = [
            ("n", .integer(group.table.count)), ("positives", .integer(hits)),
            ("share", .figure(known > 0 ? Double(hits) / Double(known) : nil)),
        ]
        fields += quality(validation?.risks ?? risks)
        fields.append(("evaluation", .string(validation == nil ? "scored" : "crossValidation")))
        if let validation {
            fields.append(("penalisedFolds", .integer(validation.penalised)))
            fields.append(("inSample", .object(JSON.Object(quality(risks)))))
        } else {
            fields.append(("trainedOn", .integer(learned.count)))
        }
        if case .logistic(let fit) = model.fit {
            fields.append(("logLikelihood", .figure(fit.logLikelihood)))
            fields.append(
                ("pseudoR2", .figure(1 - fit.logLikelihood / fit.nullLogLikelihood)))
            fields.append(("coefficients", .array(coefficients(fit))))
        } else {
            fields.append(("coefficients", .array([])))
            fields.append(("importance", .array(importance)))
        }
        fields.append(("references", .array(references)))
        fields.append(("leftOut", .array(leftOut)))
        fields.append(("calibration", .array(bins(validation?.risks ?? risks))))
        return AnalysisResult(fields, records: records)
    }

    /// Rows whose outcome and risk are known.
    private func judged(_ risks: [Double]) -> (risks: [Double], outcome: [Bool]) {
        var result: (risks: [Double], outcome: [Bool]) = ([], [])
        for (risk, outcome) in zip(risks, group.outcome) {
            guard let outcome, risk.isFinite else { continue }
            result.risks.append(risk)
            result.outcome.append(outcome)
        }
        return result
    }

    private func quality(_ risks: [Double]) -> [(String, JSON)] {
        let judged = judged(risks)
        let discrimination = fit { () throws(Unfit) in
            try Discrimination(
                scores: judged.risks, outcome: judged.outcome, level: analysis.level)
        }
        let calibration = fit { () throws(Unfit) in
            try Calibration(predicted: judged.risks, outcome: judged.outcome)
        }
        return [
            ("auc", .figure(discrimination?.auc.value)),
            ("aucLow", .figure(discrimination?.auc.low)),
            ("aucHigh", .figure(discrimination?.auc.high)),
            ("accuracy", .figure(calibration?.accuracy)), ("brier", .figure(calibration?.brier)),
            ("ece", .figure(calibration?.expectedError)),
            ("logLoss", .figure(calibration?.logLoss)), ("ks", .figure(discrimination?.ks)),
            ("calibrationSlope", .figure(calibration?.slope)),
            ("topTenthLift", .figure(calibration?.topTenthLift)),
        ]
    }

    private func bins(_ risks: [Double]) -> [JSON] {
        let judged = judged(risks)
        let calibration = fit { () throws(Unfit) in
            try Calibration(predicted: judged.risks, outcome: judged.outcome)
        }
        return (calibration?.bins ?? []).map { bin in
            .object(
                JSON.Object([
                    ("count", .integer(bin.count)), ("predicted", .figure(bin.predicted)),
                    ("observed", .figure(bin.observed)),
                ]))
        }
    }

    private func coefficients(_ fit: LogisticRegression) -> [JSON] {
        fit.terms.map { term in
            .object(
                JSON.Object([
                    ("name", .string(term.name)), ("coefficient", .figure(term.coefficient)),
                    ("standardError", .figure(term.standardError)), ("z", .figure(term.z)),
                    ("p", .figure(term.p)), ("oddsRatio", .figure(term.oddsRatio)),
                ]))
        }
    }

    private var importance: [JSON] {
        model.importance(group.table).map { column, share in
            .object(JSON.Object([("column", .string(column)), ("share", .figure(share))]))
        }
    }

    private var references: [JSON] {
        model.design.references.map { column, level in
            .object(JSON.Object([("column", .string(column)), ("level", .string(level))]))
        }
    }

    private var leftOut: [JSON] {
        model.design.leftOut.map { column, reason in
            .object(JSON.Object([("column", .string(column)), ("reason", .string(reason))]))
        }
    }

    private var records: AnalysisRecords {
        let columns = model.design.values(group.table)
        return AnalysisRecords(
            header: ["id", "risk"] + (1...Self.mostReasons).map { "reason\($0)" },
            count: group.table.count
        ) { row in
            let reasons = model.reasons(columns.map { $0[row] }, most: Self.mostReasons)
            let texts = reasons.map { column, gain in
                let shown = group.table.column(column)?.text(row) ?? ""
                return JSON.string("\(column)=\(shown) +\(gain.fixed(2))")
            }
            let blanks = Array(repeating: JSON.null, count: Self.mostReasons - texts.count)
            return [.string(group.ids[row]), .figure(risks[row])] + texts + blanks
        }
    }
}
