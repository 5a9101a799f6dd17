public import Base
import Statistics

/// How long customers stay, and what makes them leave sooner.
public struct SurvivalAnalysis: Analysis {
    public static let name = "survival"
    public static let summary = "How long customers stay: Kaplan-Meier curve and Cox regression."
    public static let options: [AnalysisOption] = [
        AnalysisOption("time", .column, "Column of how long each was seen."),
        AnalysisOption("event", .column, "Column that tells who left then; 1 or 0, yes or no."),
        AnalysisOption("positive", .text("VALUE"), need: .optional, "Its value for those."),
        AnalysisOption("covariates", .columns, need: .optional, "Columns for the regression."),
        AnalysisOption("group", .column, need: .optional, "Groups for the log-rank test."),
        AnalysisOption(
            "interval", .choice(KaplanMeier.Interval.allCases.map(\.rawValue)), standard: "log",
            "How the curve's interval is drawn."),
        AnalysisOption(
            "ties", .choice(CoxRegression.Ties.allCases.map(\.rawValue)), standard: "efron",
            "How the regression takes events at the same time."),
    ]

    let time: String
    let event: String
    let positive: String?
    let covariates: [String]
    let group: String?
    let interval: KaplanMeier.Interval
    let ties: CoxRegression.Ties
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        time = chosen.text("time")
        event = chosen.text("event")
        positive = chosen.textIfGiven("positive")
        covariates = chosen.columnsIfGiven("covariates") ?? []
        group = chosen.textIfGiven("group")
        interval = KaplanMeier.Interval(rawValue: chosen.text("interval")) ?? .log
        ties = CoxRegression.Ties(rawValue: chosen.text("ties")) ?? .efron
        level = chosen.level
        if let wrong = covariates.first(where: { $0 == time || $0 == event }) {
            throw Refusal(.invalid, "optionOutcomePredicts", ["column": wrong])
        }
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        [AnalysisColumn(time, .number), AnalysisColumn(event, .text)]
            + (group.map { [AnalysisColumn($0, .text)] } ?? [])
            + covariates.map { AnalysisColumn($0, .mixed) }
    }

    public var reference: String {
        ([KaplanMeier.method] + (covariates.isEmpty ? [] : [CoxRegression.method])
            + (group == nil ? [] : [KaplanMeier.logRankMethod])).map(\.source)
            .joined(separator: "; ")
    }

    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: SurvivalAnalysis
        var whole = KaplanMeier()
        var groups: [String: KaplanMeier] = [:]
        var times: [Double] = []
        var events: [Bool] = []
        var covariates: PredictorTable

        init(analysis: SurvivalAnalysis) {
            self.analysis = analysis
            covariates = PredictorTable(analysis.covariates)
        }

        public mutating func add(_ row: AnalysisRow) throws(Refusal) {
            let time = try row.notNegative(0, analysis.time)
            let left = try row.truth(1, analysis.event, positive: analysis.positive)
            do throws(Unfit) {
                try whole.add(time: time, left: left)
                if analysis.group != nil {
                    try groups[row.texts[2], default: KaplanMeier()].add(time: time, left: left)
                }
            } catch {
                throw Refusal(error)
            }
            guard !analysis.covariates.isEmpty else { return }
            times.append(time)
            events.append(left)
            try covariates.add(row, from: analysis.group == nil ? 2 : 3)
        }

        public func result() throws -> AnalysisResult {
            let curve = try whole.curve(interval: analysis.interval, level: analysis.level)
            var fields: [(String, JSON)] = [
                ("n", .integer(whole.n)),
                ("events", .integer(curve.reduce(0) { $0 + $1.events })),
                ("median", .figure(try whole.median())),
            ]
            if analysis.group != nil { fields.append(("logRank", try logRank)) }
            if !analysis.covariates.isEmpty { fields += try regression() }
            fields.append(("curve", .array(curve.map(point))))
            return AnalysisResult(fields)
        }

        private func point(_ point: KaplanMeier.Point) -> JSON {
            .object(
                JSON.Object([
                    ("time", .figure(point.time)), ("atRisk", .integer(point.atRisk)),
                    ("events", .integer(point.events)),
                    ("survival", .figure(point.survival.value)),
                    ("standardError", .figure(point.survival.standardError)),
                    ("low", .figure(point.survival.low)), ("high", .figure(point.survival.high)),
                ]))
        }

        private var logRank: JSON {
            get throws {
                let test = try KaplanMeier.logRank(
                    groups.sorted { Natural.precedes($0.key, $1.key) }.map(\.value))
                return .object(
                    JSON.Object([
                        ("groups", .integer(groups.count)),
                        ("statistic", .figure(test.statistic)),
                        ("degrees", .integer(test.degrees)), ("p", .figure(test.p)),
                    ]))
            }
        }

        private func regression() throws -> [(String, JSON)] {
            let design = PredictorDesign(covariates)
            if let left = design.leftOut.first {
                guard left.reason == "manyValues" else { throw Unfit.constant(left.column) }
                throw Refusal(
                    .invalid, "tooManyGroups",
                    ["column": left.column, "max": "\(PredictorTable.mostLevels)"])
            }
            let values = design.values(covariates)
            let cox = try CoxRegression(
                zip(design.parts, values).map { (name: $0.name, values: $1) }, times: times,
                events: events,
                ties: analysis.ties)
            let risks = times.indices.map { row in cox.risk(values.map { $0[row] }) }
            let concordance = fit { () throws(Unfit) in
                try Concordance.value(risks: risks, times: times, events: events)
            }
            let test = cox.likelihoodRatio
            let z = Normal.twoSided(analysis.level)
            let terms = cox.terms.map { term in
                let reach = z * term.standardError
                return JSON.object(
                    JSON.Object([
                        ("name", .string(term.name)), ("coefficient", .figure(term.coefficient)),
                        ("standardError", .figure(term.standardError)),
                        ("hazardRatio", .figure(term.hazardRatio)),
                        ("low", .figure(term.hazardRatio(moved: -reach))),
                        ("high", .figure(term.hazardRatio(moved: reach))),
                        ("z", .figure(term.z)), ("p", .figure(term.p)),
                    ]))
            }
            return [
                ("logLikelihood", .figure(cox.logLikelihood)),
                ("concordance", .figure(concordance)),
                ("likelihoodRatio", .figure(test.statistic)),
                ("likelihoodRatioP", .figure(test.p)), ("coefficients", .array(terms)),
            ]
        }
    }
}
