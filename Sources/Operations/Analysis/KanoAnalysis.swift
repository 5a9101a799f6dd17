public import Base
import Statistics

/// What features mean to customers after Kano 卡诺模型.
public struct KanoAnalysis: Analysis {
    public static let name = "kano"
    public static let summary = "Kano's categories, better and worse of each feature."
    public static let options = [
        AnalysisOption(
            "pair", .text("Name=FUNCTIONAL,DYSFUNCTIONAL"), isRepeatable: true,
            "A feature and its two columns; repeatable."),
        AnalysisOption(
            "codes", .text("1,2,3,4,5"), standard: "1,2,3,4,5",
            "How like, must-be, neutral, live-with, dislike are written, in this order."),
        AnalysisOption(
            "table", .choice(KanoTable.allCases.map(\.rawValue)), standard: "berger",
            "The evaluation table."),
        AnalysisOption(
            "wave", .column, need: .optional,
            "Column of waves of different people: adds drift between them."),
    ]
    /// More waves make a test that nobody reads.
    static let mostWaves = 200

    let features: [String]
    /// Functional and dysfunctional column of each feature.
    let pairs: [String]
    let codes: [String: Int]
    let table: KanoTable
    let wave: String?
    let level: Double
    let seed: UInt64

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        let given = try chosen.assignments("pair")
        for pair in given where pair.values.count != 2 {
            throw chosen.badAssignment(
                "pair", "\(pair.name)=" + pair.values.joined(separator: ","))
        }
        features = given.map(\.name)
        pairs = given.flatMap(\.values)
        let words = chosen.text("codes").columnNames
        guard words.count == 5, Set(words).count == 5 else {
            throw Refusal(.invalid, "optionCodes", ["value": chosen.text("codes")])
        }
        codes = Dictionary(uniqueKeysWithValues: zip(words, 1...5))
        table = KanoTable(rawValue: chosen.text("table")) ?? .berger
        wave = chosen.textIfGiven("wave")
        level = chosen.level
        seed = chosen.seed
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        pairs.map { AnalysisColumn($0, .mixed, isNeeded: false) }
            + (wave.map { [AnalysisColumn($0, .text)] } ?? [])
    }

    /// Each feature is read by itself, so a row counts that answers one of them.
    public func uses(_ row: AnalysisRow) -> Bool {
        features.indices.contains {
            !row.texts[2 * $0].isEmpty && !row.texts[2 * $0 + 1].isEmpty
        }
    }

    public var reference: String {
        [KanoFeature.method, KanoFeature.coefficientMethod, KanoContinuous.method]
            .map(\.source).joined(separator: "; ")
    }

    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    /// 1 like … 5 dislike; nil for an empty cell.
    private func answer(_ row: AnalysisRow, _ place: Int) throws(Refusal) -> Int? {
        let text = row.texts[place]
        guard !text.isEmpty else { return nil }
        if let code = codes[text] { return code }
        // 1.0 is what spreadsheets make of 1.
        if let whole = Int(exactly: row.numbers[place]), let code = codes["\(whole)"] {
            return code
        }
        let known = codes.sorted { $0.value < $1.value }.map(\.key).joined(separator: ", ")
        throw Refusal(
            .invalid, "tableNotACode",
            [
                "line": "\(row.line)", "column": pairs[place], "value": String(text.prefix(60)),
                "known": known,
            ])
    }

    public struct Group: AnalysisGroup {
        let analysis: KanoAnalysis
        var rows = 0
        /// By wave, feature by feature; one wave without a name where none is asked for.
        var waves: [String: [KanoAnswers]] = [:]

        init(analysis: KanoAnalysis) { self.analysis = analysis }

        public mutating func add(_ row: AnalysisRow) throws(Refusal) {
            rows += 1
            let wave = analysis.wave == nil ? "" : row.texts[row.texts.count - 1]
            if waves[wave] == nil {
                guard waves.count < KanoAnalysis.mostWaves else {
                    throw Refusal(
                        .invalid, "tooManyGroups",
                        ["column": analysis.wave ?? "", "max": "\(KanoAnalysis.mostWaves)"])
                }
                waves[wave] = analysis.features.map { _ in KanoAnswers() }
            }
            for feature in analysis.features.indices {
                guard let functional = try analysis.answer(row, 2 * feature),
                    let dysfunctional = try analysis.answer(row, 2 * feature + 1)
                else { continue }
                do {
                    try waves[wave]?[feature].add(
                        functional: functional, dysfunctional: dysfunctional)
                } catch {
                    preconditionFailure("codes lie from 1 to 5")
                }
            }
        }

        public func result() -> AnalysisResult {
            let names = waves.keys.sorted(by: Natural.precedes)
            let features = analysis.features.indices.map { feature in
                self.feature(
                    feature,
                    names.reduce(into: KanoAnswers()) { all, name in
                        if let part = waves[name]?[feature] { all.merge(part) }
                    })
            }
            var fields: [(String, JSON)] = [
                ("n", .integer(rows)), ("table", .string(analysis.table.rawValue)),
            ]
            if analysis.wave != nil {
                fields.append(("waves", .array(names.map(JSON.string))))
            }
            fields.append(("features", .array(features)))
            if analysis.wave != nil {
                let drift = analysis.features.indices.map { self.drift($0, names) }
                fields.append(("drift", .array(drift)))
            }
            return AnalysisResult(fields)
        }

        private func feature(_ place: Int, _ answers: KanoAnswers) -> JSON {
            let counts = answers.counts(analysis.table)
            let found = fit { () throws(Unfit) in
                try KanoFeature(counts, level: analysis.level)
            }
            let smooth = fit { () throws(Unfit) in
                try KanoContinuous(answers, level: analysis.level)
            }
            var chance = SplitMix64(seed: analysis.seed)
            let order = KanoCategory.allCases
            return .fields(
                [
                    ("name", .string(analysis.features[place])), ("n", .integer(answers.n)),
                    ("counts", .fields(order.map { ($0.rawValue, .integer(counts[$0])) })),
                    ("category", .optional(found?.category.rawValue)),
                    ("ruledCategory", .optional(found?.ruledCategory.rawValue)),
                    ("better", .figure(found?.better?.value)),
                    ("worse", .figure(found?.worse?.value)),
                    ("betterError", .figure(found?.better?.standardError)),
                    ("worseError", .figure(found?.worse?.standardError)),
                ] + (found?.better).ends("better") + (found?.worse).ends("worse") + [
                    ("categoryStrength", .figure(found?.categoryStrength)),
                    ("totalStrength", .figure(found?.totalStrength)),
                    ("significant", found.map { .bool($0.p < 1 - analysis.level) } ?? .null),
                    ("p", .figure(found?.p)),
                    (
                        "modalProbability",
                        .figure(found.map { $0.modalProbability(using: &chance) })
                    ),
                    (
                        "fongSignificant",
                        found.map { .bool($0.fong.gap >= $0.fong.threshold) } ?? .null
                    ),
                    ("functional", .figure(smooth?.functional.value)),
                    ("dysfunctional", .figure(smooth?.dysfunctional.value)),
                    ("covariance", .figure(smooth?.covariance)),
                    ("quadrant", .optional(smooth?.quadrant.rawValue)),
                    ("negativeShare", .figure(smooth?.negativeShare)),
                ])
        }

        private func drift(_ place: Int, _ names: [String]) -> JSON {
            let counts = names.compactMap { waves[$0]?[place].counts(analysis.table) }
            let found = fit { () throws(Unfit) in try KanoDrift(counts) }
            return .fields([
                ("name", .string(analysis.features[place])),
                ("chiSquare", .figure(found?.chiSquare)),
                ("degrees", found.map { .integer($0.degrees) } ?? .null),
                ("p", .figure(found?.p)), ("association", .figure(found?.association)),
                ("betterZ", .figure(found?.betterZ)), ("worseZ", .figure(found?.worseZ)),
                ("trend", .figure(found?.trend?.r)), ("trendP", .figure(found?.trend?.p)),
            ])
        }
    }
}
