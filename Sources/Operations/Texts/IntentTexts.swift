public import Base
import Language

/// What a message wants, out of the intents of a table of examples, or none of them.
public struct IntentTexts: TextMethod {
    public static let name = "intents"
    public static let summary = "The intent of each text, learnt from examples."
    public static let reference = "Wang and Manning 2012; Hsieh et al. 2008; Guo et al. 2017"
    public static let options =
        [
            AnalysisOption("text", .column, "What is read."),
            AnalysisOption(
                "label", .column, need: .optional, "Its intent; needed to learn and to compare."),
        ] + LearntFile.options("the same columns") + [
            AnalysisOption(
                "reject", .text("LABEL"), need: .optional,
                "The label of what belongs to no intent; texts that fit none get it.")
        ]

    private let text: String
    private let label: String?
    private let file: LearntFile
    private let reject: String?
    private let seed: UInt64

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        text = chosen.text("text")
        label = chosen.textIfGiven("label")
        file = try LearntFile(chosen, needs: ["label"])
        reject = chosen.textIfGiven("reject")
        seed = chosen.seed
        guard reject == nil || label != nil else {
            throw Refusal(.invalid, "optionNeeds", ["option": "--reject", "other": "--label"])
        }
    }

    public func answer(_ desk: TextDesk) throws -> TextAnswer {
        let classifier = try file.classifier(
            desk, read: { IntentClassifier(bytes: $0) }, bytes: \.bytes
        ) { try learnt(from: $0, desk) }
        let rows = try TextRows(
            desk.table, columns: [text] + (label.map { [$0] } ?? []), terms: desk.terms,
            progress: desk.progress)
        let begun = desk.seconds()
        let found = rows.column(0).map { classifier.answer(desk.lexicons.normal($0)) }
        let pace = TextPace(rows: rows.count, seconds: desk.seconds() - begun)
        let truth = label == nil ? nil : rows.column(1)
        let groups = rows.parts(desk.terms).map { by, places in
            var fields: [(String, JSON)] = [("n", .integer(places.count))]
            if let truth {
                let scores = TextScores(
                    truth: places.map { truth[$0] }, answers: places.map { found[$0].label })
                fields += scores.fields + rejection(scores)
            } else {
                fields.append(("labels", TextScores.counted(places.map { found[$0].label })))
            }
            return (by: by, fields: fields + pace.fields)
        }
        let records = AnalysisRecords(header: ["label", "score"], count: rows.places.count) { row in
            guard let place = rows.places[row] else { return [.null, .null] }
            return [.string(found[place].label), .number(found[place].probability)]
        }
        return TextAnswer(n: rows.count, dropped: rows.dropped, groups: groups, records: records)
    }

    private func learnt(from train: String, _ desk: TextDesk) throws -> IntentClassifier {
        let lesson = try TextRows(
            desk.open(train), columns: [text, label ?? ""], terms: desk.terms.forLearning)
        let labels = lesson.column(1)
        guard Set(labels).subtracting(reject.map { [$0] } ?? []).count > 1 else {
            throw Refusal(.invalid, "trainingOneClass")
        }
        let texts = lesson.column(0).map { desk.lexicons.normal($0) }
        let terms = LearningTerms.best(
            of: LearningTerms.intents(seed: seed), learning: texts, labels: labels)
        return IntentClassifier(learning: texts, labels: labels, terms: terms, reject: reject)
    }

    private func rejection(_ scores: TextScores) -> [(String, JSON)] {
        guard let reject else { return [] }
        let pairs = Array(zip(scores.truth, scores.answers))
        let inside = pairs.filter { $0.0 != reject }
        let outside = pairs.filter { $0.0 == reject }
        return [
            (
                "inScopeAccuracy",
                .figure(TextScores(truth: inside.map(\.0), answers: inside.map(\.1)).accuracy)
            ),
            (
                "rejectRecall",
                .figure(TextScores(truth: outside.map(\.0), answers: outside.map(\.1)).accuracy)
            ),
        ]
    }
}
