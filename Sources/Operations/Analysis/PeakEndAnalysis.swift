public import Base
import Statistics

/// Whether peak and end of a journey 峰终定律 tell the overall score better than its mean.
public struct PeakEndAnalysis: Analysis {
    public static let name = "peakend"
    public static let summary =
        "Peak, end and mean of journeys, and which predicts the overall score."
    public static let options = [
        AnalysisOption("journey", .column, "Column that tells journeys apart; one row a step."),
        AnalysisOption("order", .column, "Column of the step's number or date."),
        AnalysisOption("score", .column, "Column of how the step felt."),
        AnalysisOption("overall", .column, "Column of the journey's overall score."),
        AnalysisOption(
            "neutral", .number(-1e9...1e9), need: .optional,
            "What a step without feeling scores (0 with negative scores, else the middle)."),
    ]

    let names: [String]
    let neutral: Double?

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        names = ["journey", "order", "score", "overall"].map { chosen.text($0) }
        neutral = chosen.numberIfGiven("neutral")
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        let kinds: [AnalysisColumn.Kind] = [.text, .mixed, .number, .number]
        return zip(names, kinds).map { AnalysisColumn($0, $1) }
    }

    public var reference: String { PeakEnd.method.source }
    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    private struct Journey {
        let name: String
        let overall: Double
        var steps: [(order: Double, score: Double)] = []
    }

    public struct Group: AnalysisGroup {
        let analysis: PeakEndAnalysis
        private var journeys: [Journey] = []
        private var places: [String: Int] = [:]

        init(analysis: PeakEndAnalysis) { self.analysis = analysis }

        public mutating func add(_ row: AnalysisRow) throws(Refusal) {
            let name = row.texts[0]
            let order =
                row.numbers[1].isNaN ? AnalysisDate.day(row.texts[1], nil) : row.numbers[1]
            guard let order else {
                throw Refusal(
                    .invalid, "tableNotANumber",
                    [
                        "line": "\(row.line)", "column": analysis.names[1],
                        "value": String(row.texts[1].prefix(60)),
                    ])
            }
            let place = places[name] ?? journeys.count
            if place == journeys.count {
                places[name] = place
                journeys.append(Journey(name: name, overall: row.numbers[3]))
            }
            guard journeys[place].overall == row.numbers[3] else {
                throw Refusal(
                    .invalid, "tableOverallDiffers",
                    ["line": "\(row.line)", "column": analysis.names[3], "journey": name])
            }
            journeys[place].steps.append((order, row.numbers[2]))
        }

        /// Where nobody says what is neutral: zero on a scale with negative scores, else the
        /// middle of what was seen.
        private var neutral: Double {
            if let neutral = analysis.neutral { return neutral }
            let scores = journeys.lazy.flatMap { $0.steps.lazy.map(\.score) }
            guard let low = scores.min(), let high = scores.max(), low >= 0 else { return 0 }
            return low + (high - low) / 2
        }

        public func result() throws -> AnalysisResult {
            guard !journeys.isEmpty else { throw Unfit.empty }
            let neutral = neutral
            let feelings = try journeys.map { journey in
                // Steps of the same moment keep the order of the file.
                let sorted = journey.steps.enumerated().sorted {
                    ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
                }
                return try JourneyFeeling(sorted.map { $0.element.score - neutral })
            }
            let rows = zip(journeys, feelings).map { PeakEnd.row($1, overall: $0.overall) }
            var gram = PeakEnd.summary
            for row in rows { gram.add(row) }
            let model = Attempt { () throws(Unfit) in try PeakEnd(gram) }
            let names = journeys.indices.sorted {
                Natural.precedes(journeys[$0].name, journeys[$1].name)
            }
            return AnalysisResult(
                [
                    ("n", .integer(journeys.count)),
                    ("stepCount", .integer(journeys.reduce(0) { $0 + $1.steps.count })),
                    ("neutral", .figure(neutral)),
                ] + model.reason("model")
                    + [
                        (
                            "model",
                            model.value.map {
                                PeakEndReport(found: $0, gram: gram, rows: rows).json
                            }
                                ?? .null
                        ),
                        (
                            "journeys",
                            .array(
                                names.map {
                                    PeakEndAnalysis.fields(journeys[$0], feelings[$0], neutral)
                                })
                        ),
                    ])
        }
    }

    private static func fields(
        _ journey: Journey, _ feeling: JourneyFeeling, _ neutral: Double
    ) -> JSON {
        .fields([
            ("journey", .string(journey.name)), ("steps", .integer(feeling.steps)),
            ("overall", .figure(journey.overall)), ("mean", .figure(feeling.mean + neutral)),
            ("peakEnd", .figure(feeling.peakEnd + neutral)),
            ("peak", .figure(feeling.peak + neutral)), ("end", .figure(feeling.end + neutral)),
            ("trough", .figure(feeling.trough + neutral)),
            ("worstEnd", .figure(feeling.worstEnd + neutral)),
            ("start", .figure(feeling.start + neutral)), ("slope", .figure(feeling.slope)),
            ("standardDeviation", .figure(feeling.spread)),
        ])
    }
}

/// What is told of the models of journeys.
struct PeakEndReport {
    let found: PeakEnd
    let gram: Gram
    let rows: [[Double]]

    var json: JSON {
        let models: [(String, PeakEnd.Model?)] = [
            ("mean", found.mean), ("peakEnd", found.peakEnd), ("peak", found.peak),
            ("end", found.end), ("peakAndEnd", found.peakAndEnd), ("all", found.all),
            ("duration", found.duration),
        ]
        return .fields(
            models.map { ($0, model($1)) } + [
                ("r2", .figures(models.map { ($0, $1?.fit.r2) })), ("compare", compare),
            ])
    }

    private func model(_ model: PeakEnd.Model?) -> JSON {
        guard let model else { return .null }
        let error = fit { () throws(Unfit) in
            try PeakEnd.leaveOneOutError(model, gram, rows: rows)
        }
        let terms = model.fit.terms
        return .fields([
            ("r2", .figure(model.fit.r2)), ("adjustedR2", .figure(model.fit.adjustedR2)),
            ("aic", .figure(model.aic)), ("bic", .figure(model.bic)),
            ("leaveOneOutError", .figure(error)),
            ("coefficients", .figures(terms.map { ($0.name, $0.coefficient) })),
            ("pValues", .figures(terms.dropFirst().map { ("\($0.name)P", $0.p) })),
        ])
    }

    private var compare: JSON {
        guard let comparison = found.comparison else { return .null }
        let isMean = abs(comparison.first) > abs(comparison.second)
        return .fields([
            ("rMean", .figure(comparison.first)), ("rPeakEnd", .figure(comparison.second)),
            ("rBetween", .figure(found.correlation)),
            ("better", .string(isMean ? "mean" : "peakEnd")),
            ("williamsT", .figure(comparison.t)), ("degrees", .integer(comparison.n - 3)),
            ("p", .figure(comparison.p)), ("steigerZ", .figure(comparison.steigerZ)),
            ("steigerP", .figure(comparison.steigerP)), ("mengZ", .figure(comparison.mengZ)),
            ("mengP", .figure(comparison.mengP)),
        ])
    }
}
