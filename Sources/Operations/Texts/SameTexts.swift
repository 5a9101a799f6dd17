public import Base
import Language

/// Whether two questions ask the same, learnt from labelled pairs.
public struct SameTexts: TextMethod {
    public static let name = "same"
    public static let summary = "Whether two questions ask the same, learnt from pairs."
    public static let reference = "Overlap and differing words; Hsieh et al. 2008; Platt 1999"
    public static let options =
        [
            AnalysisOption("first", .column, "The one question."),
            AnalysisOption("second", .column, "The other question."),
            AnalysisOption(
                "label", .column, need: .optional,
                "Whether they ask the same; needed to learn and to compare."),
        ] + LearntFile.options("the same columns") + [
            AnalysisOption(
                "positive", .text("VALUE"), standard: "1", "The label that means the same.")
        ]

    private let columns: [String]
    private let isLabelled: Bool
    private let file: LearntFile
    private let positive: String
    private let seed: UInt64

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        let label = chosen.textIfGiven("label")
        columns = [chosen.text("first"), chosen.text("second")] + (label.map { [$0] } ?? [])
        isLabelled = label != nil
        file = try LearntFile(chosen, needs: ["label"])
        positive = chosen.text("positive")
        seed = chosen.seed
    }

    public func answer(_ desk: TextDesk) throws -> TextAnswer {
        let classifier = try file.classifier(
            desk, read: { PairClassifier(bytes: $0) }, bytes: \.bytes
        ) { try learnt(from: $0, desk) }
        let rows = try TextRows(
            desk.table, columns: columns, terms: desk.terms, progress: desk.progress)
        let begun = desk.seconds()
        let found = rows.cells.map { cells in
            classifier.answer(desk.lexicons.normal(cells[0]), desk.lexicons.normal(cells[1]))
        }
        let pace = TextPace(rows: rows.count, seconds: desk.seconds() - begun)
        let truth = isLabelled ? rows.column(2) : nil
        let chances = found.map { $0.label == positive ? $0.probability : 1 - $0.probability }
        let groups = rows.parts(desk.terms).map { by, places in
            var fields: [(String, JSON)] = [("n", .integer(places.count))]
            if let truth {
                let scores = TextScores(
                    truth: places.map { truth[$0] }, answers: places.map { found[$0].label })
                let auc = TextScores.auc(
                    places.map { chances[$0] }, places.map { truth[$0] == positive })
                fields += scores.fields + [("auc", .figure(auc))]
            } else {
                fields.append(("labels", TextScores.counted(places.map { found[$0].label })))
            }
            return (by: by, fields: fields + pace.fields)
        }
        let records = AnalysisRecords(header: ["label", "score"], count: rows.places.count) { row in
            guard let place = rows.places[row] else { return [.null, .null] }
            return [.string(found[place].label), .number(chances[place])]
        }
        return TextAnswer(n: rows.count, dropped: rows.dropped, groups: groups, records: records)
    }

    private func learnt(from train: String, _ desk: TextDesk) throws -> PairClassifier {
        let lesson = try TextRows(
            desk.open(train), columns: columns, terms: desk.terms.forLearning)
        let labels = lesson.column(2)
        guard Set(labels).count == 2 else {
            throw Refusal(.invalid, "pairsTwoClasses", ["count": "\(Set(labels).count)"])
        }
        return PairClassifier(
            learning: pairs(lesson, desk.lexicons), labels: labels,
            terms: LearningTerms.pairs(seed: seed), folds: 5)
    }

    private func pairs(
        _ rows: TextRows, _ lexicons: Lexicons
    ) -> [(NormalText, NormalText)] {
        rows.cells.map { (lexicons.normal($0[0]), lexicons.normal($0[1])) }
    }
}
