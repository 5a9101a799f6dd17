public import Base
import Statistics

/// How far raters agree 评分者一致性, and how each of them rates.
public struct AgreementAnalysis: Analysis {
    public static let name = "agreement"
    public static let summary = "Agreement of raters: kappa, alpha, ICC; leniency and halo of each."
    public static let options = [
        AnalysisOption(
            "raters", .columns, need: .optional, "Columns of the raters, one row a subject."),
        AnalysisOption(
            "subject", .column, need: .optional, "One row a rating: column of what is rated."),
        AnalysisOption("rater", .column, need: .optional, "And column of who rates."),
        AnalysisOption("rating", .column, need: .optional, "And column of the rating."),
        AnalysisOption(
            "dimension", .column, need: .optional,
            "With --subject: column of what aspect is rated; adds the halo of each rater."),
        AnalysisOption(
            "level", .choice(Krippendorff.Scale.allCases.map(\.rawValue)), standard: "nominal",
            "What the ratings are; a number here is the coverage as elsewhere."),
        AnalysisOption(
            "bootstrap", .whole(0...100_000), standard: "1000",
            "Resamples for the interval of alpha; 0 for none."),
    ]

    /// Columns of the raters; empty where each row is one rating.
    let raters: [String]
    let long: [String]
    let scale: Krippendorff.Scale
    let draws: Int
    let level: Double
    let seed: UInt64

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        let isWide = chosen.textIfGiven("raters") != nil
        raters = isWide ? try chosen.distinctColumns("raters", atLeast: 2) : []
        let names = ["subject", "rater", "rating", "dimension"]
        let given = names.filter { chosen.textIfGiven($0) != nil }
        if isWide, let odd = given.first {
            throw Refusal(.invalid, "optionEither", ["one": "--raters", "other": "--\(odd)"])
        }
        if !isWide, let lacking = names.prefix(3).first(where: { !given.contains($0) }) {
            throw Refusal(
                .invalid, "optionMissing",
                ["option": given.isEmpty ? "--raters A,B,…" : "--\(lacking) COLUMN"])
        }
        long = given.map { chosen.text($0) }
        scale = Krippendorff.Scale(rawValue: chosen.text("level")) ?? .nominal
        draws = chosen.whole("bootstrap")
        level = chosen.level
        seed = chosen.seed
    }

    private var takesWords: Bool { scale == .nominal || scale == .ordinal }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        let kind: AnalysisColumn.Kind = takesWords ? .mixed : .number
        guard raters.isEmpty else {
            return raters.map { AnalysisColumn($0, kind, isNeeded: false) }
        }
        return long.enumerated().map { AnalysisColumn($1, $0 == 2 ? kind : .text) }
    }

    /// A subject nobody rated says nothing.
    public func uses(_ row: AnalysisRow) -> Bool {
        raters.isEmpty || raters.indices.contains { hasRating(row, $0) }
    }

    private func hasRating(_ row: AnalysisRow, _ place: Int) -> Bool {
        takesWords ? !row.texts[place].isEmpty : !row.numbers[place].isNaN
    }

    /// `inf` and `nan` are no categories, but what went wrong in a program before.
    private func refuseInfinite(
        _ row: AnalysisRow, _ place: Int, _ column: String
    ) throws(Refusal) {
        guard takesWords, row.numbers[place].isNaN, let number = Double(row.texts[place]),
            !number.isFinite
        else { return }
        throw Refusal(
            .invalid, "tableNotANumber",
            [
                "line": "\(row.line)", "column": column,
                "value": String(row.texts[place].prefix(60)),
            ])
    }

    public var reference: String {
        [
            Kappa.method, FleissKappa.method, Krippendorff.method, IntraclassCorrelation.method,
            RaterStyle.method,
        ].map(\.source).joined(separator: "; ")
    }

    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: AgreementAnalysis
        var table: RatingTable
        /// With one row a rating: place of a subject (and dimension).
        var places: [[String]: Int] = [:]

        init(analysis: AgreementAnalysis) {
            self.analysis = analysis
            table = RatingTable(raters: analysis.raters, takesWords: analysis.takesWords)
        }

        public mutating func add(_ row: AnalysisRow) throws(Refusal) {
            guard analysis.raters.isEmpty else {
                let subject = table.addSubject()
                for rater in analysis.raters.indices where analysis.hasRating(row, rater) {
                    try analysis.refuseInfinite(row, rater, analysis.raters[rater])
                    _ = table.add(
                        subject: subject, rater: rater, text: row.texts[rater],
                        number: row.numbers[rater])
                }
                return
            }
            try analysis.refuseInfinite(row, 2, analysis.long[2])
            let key = [row.texts[0]] + row.texts.dropFirst(3)
            let subject = places[key] ?? table.addSubject()
            places[key] = subject
            let rater = table.place(of: row.texts[1])
            guard
                table.add(
                    subject: subject, rater: rater, text: row.texts[2], number: row.numbers[2])
            else {
                throw Refusal(
                    .invalid, "tableRatingTwice",
                    [
                        "line": "\(row.line)", "rater": row.texts[1],
                        "subject": key.joined(separator: ", "),
                    ])
            }
        }

        public func result() -> AnalysisResult {
            let settled = table.settled()
            let report = AgreementReport(
                raters: table.raters, subjects: settled.subjects, labels: settled.labels,
                scale: analysis.scale, level: analysis.level)
            let styles = report.styles(keys)
            return AnalysisResult(
                report.counts + report.alpha(analysis.draws, seed: analysis.seed)
                    + report.cohen + report.fleiss + report.intraclass
                    + (styles.isEmpty ? [] : [("raters", .array(styles))]))
        }

        /// By subject: what is rated and in which aspect.
        private var keys: [[String]] {
            var keys = table.subjects.map { _ in [String]() }
            for (key, place) in places { keys[place] = key }
            return keys
        }
    }
}
