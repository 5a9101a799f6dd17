public import Base
import Statistics

/// Who will leave, why, and how well that can be told.
public struct ChurnAnalysis: Analysis {
    public static let name = "churn"
    public static let summary = "Risk of leaving: a model, how good it is, and reasons."
    public static let hasRecords = true
    public static let options: [AnalysisOption] = [
        AnalysisOption("outcome", .column, "Column that tells who left."),
        AnalysisOption("positive", .text("VALUE"), "Its value for those who left."),
        AnalysisOption("predictors", .columns, need: .optional, "All other columns if left out."),
        AnalysisOption("id", .column, need: .optional, "Column that tells customers apart."),
        AnalysisOption(
            "model", .choice(ChurnModel.Kind.allCases.map(\.rawValue)), standard: "logistic",
            "Logistic regression, or boosted trees, which take missing values."),
        AnalysisOption("folds", .whole(2...50), standard: "5", "Parts of the cross-validation."),
        AnalysisOption("ridge", .number(0...1e6), standard: "0", "Penalty; 0 is none."),
        AnalysisOption("train", .file, need: .optional, "Learn from this file instead."),
    ]

    let outcome: String
    let positive: String
    let predictors: [String]?
    let id: String?
    let kind: ChurnModel.Kind
    let folds: Int
    let ridge: Double
    let train: String?
    let seed: UInt64
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        outcome = chosen.text("outcome")
        positive = chosen.text("positive")
        predictors = chosen.columnsIfGiven("predictors")
        id = chosen.textIfGiven("id")
        kind = ChurnModel.Kind(rawValue: chosen.text("model")) ?? .logistic
        folds = chosen.whole("folds")
        ridge = chosen.number("ridge")
        train = chosen.textIfGiven("train")
        seed = chosen.seed
        level = chosen.level
        if predictors?.contains(outcome) == true {
            throw Refusal(.invalid, "optionOutcomePredicts", ["column": outcome])
        }
    }

    public func columns(in header: [String]) throws(Refusal) -> [AnalysisColumn] {
        let scored = try train.map { path throws(Refusal) in try ChurnAnalysis.header(path) }
        let names =
            predictors
            ?? header.filter { name in
                name != outcome && name != id && scored?.contains(name) != false
            }
        // Customers to be scored need not have an outcome.
        let hasOutcome = scored == nil || header.contains(outcome)
        return (id.map { [AnalysisColumn($0, .text, isNeeded: false)] } ?? [])
            + (hasOutcome ? [AnalysisColumn(outcome, .text, isNeeded: scored == nil)] : [])
            + predictorColumns(names)
    }

    private func predictorColumns(_ names: [String]) -> [AnalysisColumn] {
        names.map { AnalysisColumn($0, .mixed, isNeeded: kind == .logistic) }
    }

    private static func header(_ path: String) throws(Refusal) -> [String] {
        do {
            return try open(path).header
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(.unreadable, "fileBroken", ["reason": "\(error)"])
        }
    }

    private static func open(_ path: String) throws -> TableReader {
        try TableReader.open(
            FileSource(path: path), delimiter: TableReader.delimiter(ofFileNamed: path))
    }

    /// What the file to learn from holds.
    func training(_ names: [String]) throws -> (table: PredictorTable, outcome: [Bool])? {
        guard let train else { return nil }
        let reader = try ChurnAnalysis.open(train)
        var rows = try AnalysisRows(
            reader, columns: [AnalysisColumn(outcome, .text)] + predictorColumns(names), by: nil,
            filter: nil, missing: [])
        var table = PredictorTable(names)
        var left: [Bool] = []
        while let batch = try reader.next() {
            for row in batch where try rows.take(row) {
                left.append(rows.row.texts[0] == positive)
                try table.add(rows.row, from: 1)
            }
        }
        guard rows.seen > 0 else { throw Refusal(.invalid, "tableWithoutRows") }
        return (table, left)
    }

    public var reference: String {
        let model = kind == .logistic ? LogisticRegression.method : GradientBoosting.method
        return [model, Discrimination.method, Calibration.method].map(\.source)
            .joined(separator: "; ")
    }

    public func emptyGroup(of columns: [AnalysisColumn]) -> Group {
        Group(analysis: self, columns: columns)
    }

    public struct Group: AnalysisGroup {
        let analysis: ChurnAnalysis
        let outcomePlace: Int?
        let first: Int
        var table: PredictorTable
        var ids: [String] = []
        /// Nil where a customer to be scored has none.
        var outcome: [Bool?] = []

        init(analysis: ChurnAnalysis, columns: [AnalysisColumn]) {
            self.analysis = analysis
            let ids = analysis.id == nil ? 0 : 1
            outcomePlace =
                ids < columns.count && columns[ids].name == analysis.outcome ? ids : nil
            first = ids + (outcomePlace == nil ? 0 : 1)
            table = PredictorTable(columns.dropFirst(first).map(\.name))
        }

        public mutating func add(_ row: AnalysisRow) throws(Refusal) {
            ids.append(analysis.id == nil ? "\(row.line)" : row.texts[0])
            let text = outcomePlace.map { row.texts[$0] } ?? ""
            outcome.append(text.isEmpty ? nil : text == analysis.positive)
            try table.add(row, from: first)
        }

        public func result() throws -> AnalysisResult {
            try ChurnReport(self).result
        }
    }
}
