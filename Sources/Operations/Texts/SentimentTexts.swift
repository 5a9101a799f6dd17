public import Base
import Language

/// The mood of texts: by rules, learnt from labelled texts, or learnt and fitted to another kind.
public struct SentimentTexts: TextMethod {
    public static let name = "sentiment"
    public static let summary = "The mood of each text, -1 to 1, and its label."
    public static let reference =
        "Own lexicon and rules; Wang and Manning 2012; Hsieh et al. 2008; Saerens et al. 2002"
    public static let options = [
        AnalysisOption("text", .column, "What is read."),
        AnalysisOption(
            "label", .column, need: .optional,
            "What people said of it: three moods, or two classes with --positive."),
        AnalysisOption(
            "positive", .text("VALUE"), need: .optional, "The label that means a good mood."),
        AnalysisOption(
            "train", .file, need: .optional, "Learn from this table, with the same columns."),
        AnalysisOption(
            "model", .file, need: .optional, "Use what was learnt and saved before."),
        AnalysisOption("save", .file, need: .optional, "Keep what was learnt in this file."),
        AnalysisOption(
            "adapt", .file, need: .optional, "Texts without labels of the kind to be judged."),
        AnalysisOption(
            "reasons", .whole(1...50), need: .optional,
            "With --out: a third column with as many of the words that decided."),
    ]

    private let text: String
    private let label: String?
    private let positive: String?
    private let train: String?
    private let model: String?
    private let save: String?
    private let adapt: String?
    private let reasons: Int?
    private let seed: UInt64

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        text = chosen.text("text")
        label = chosen.textIfGiven("label")
        positive = chosen.textIfGiven("positive")
        train = chosen.textIfGiven("train")
        model = chosen.textIfGiven("model")
        save = chosen.textIfGiven("save")
        adapt = chosen.textIfGiven("adapt")
        reasons = chosen.wholeIfGiven("reasons")
        seed = chosen.seed
        guard train == nil || label != nil else {
            throw Refusal(.invalid, "optionNeeds", ["option": "--train", "other": "--label"])
        }
        guard model == nil || train == nil else {
            throw Refusal(.invalid, "optionInstead", ["option": "--model", "other": "--train"])
        }
        guard save == nil || train != nil else {
            throw Refusal(.invalid, "optionNeeds", ["option": "--save", "other": "--train"])
        }
        guard adapt == nil || (train == nil && model == nil) || positive != nil else {
            throw Refusal(
                .invalid, "optionNeeds", ["option": "--adapt", "other": "--positive"])
        }
    }

    public func answer(_ desk: TextDesk) throws -> TextAnswer {
        let judge = try judge(desk)
        let rows = try TextRows(
            desk.table, columns: [text] + (label.map { [$0] } ?? []), terms: desk.terms,
            progress: desk.progress)
        let texts = rows.column(0)
        let begun = desk.seconds()
        let found = texts.map { judge.verdict($0) }
        let pace = TextPace(rows: texts.count, seconds: desk.seconds() - begun)
        let truth = label == nil ? nil : rows.column(1)
        let names = found.map { named($0, truth) }
        let groups = rows.parts(desk.terms).map { by, places in
            (by: by, fields: fields(places, found, names, truth) + pace.fields)
        }
        let header = ["label", "score"] + (reasons == nil ? [] : ["reasons"])
        let records = AnalysisRecords(header: header, count: rows.places.count) { row in
            guard let place = rows.places[row] else { return header.map { _ in .null } }
            let cells: [JSON] = [.string(names[place]), .number(found[place].score)]
            guard let reasons else { return cells }
            return cells + [.string(judge.words(texts[place], most: reasons))]
        }
        return TextAnswer(n: rows.count, dropped: rows.dropped, groups: groups, records: records)
    }

    private typealias Verdict = (score: Double, label: String?)

    /// One way to tell the mood of a text, with what told it.
    private struct Judge {
        let verdict: (String) -> Verdict
        /// Bytes of the text and what they added to the good mood.
        let shares: (String) -> [(range: Range<Int>, weight: Double)]

        /// The weightiest, each as `words +0.42`, parted by semicolons.
        func words(_ text: String, most: Int) -> String {
            let bytes = Array(text.utf8)
            let ranked = shares(text).sorted { $0.weight.magnitude > $1.weight.magnitude }
            return ranked.prefix(most).map { share in
                let word = String(decoding: bytes[share.range], as: UTF8.self)
                let figure = (share.weight * 100).rounded() / 100
                return "\(word) \(figure < 0 ? "" : "+")\(figure)"
            }.joined(separator: "; ")
        }
    }

    /// By rules the label is a mood; a classifier answers with a label it has learnt.
    private func judge(_ desk: TextDesk) throws -> Judge {
        let lexicons = desk.lexicons
        if train == nil, model == nil, let adapt { return try judge(desk, adaptedTo: adapt) }
        guard let classifier = try classifier(desk) else {
            return Judge(
                verdict: { text in
                    (lexicons.mood.reading(of: lexicons.normal(text)).score, nil)
                },
                shares: { text in
                    lexicons.mood.reading(of: lexicons.normal(text)).words.map {
                        ($0.range, $0.weight)
                    }
                })
        }
        try check(Set(classifier.classes))
        let good = classifier.classes.firstIndex(of: positive ?? "positive")
        let bad = positive == nil ? classifier.classes.firstIndex(of: "negative") : nil
        return Judge(
            verdict: { text in
                let chances = classifier.probabilities(lexicons.normal(text))
                var best = 0
                for place in chances.indices where chances[place] > chances[best] { best = place }
                let up = good.map { chances[$0] } ?? 0
                let down = bad.map { chances[$0] } ?? (1 - up)
                return (up - down, classifier.classes[best])
            },
            shares: { text in
                classifier.reasons(for: positive ?? "positive", in: lexicons.normal(text)).map {
                    ($0.range, $0.weight)
                }
            })
    }

    /// The rules, fitted to another kind of text: the label stays a mood.
    private func judge(_ desk: TextDesk, adaptedTo file: String) throws -> Judge {
        let lexicons = desk.lexicons
        let sides = TextTeacher.sides
        guard
            let classifier = TextClassifier.adapted(
                to: try target(file, desk), classes: (bad: sides.bad, good: sides.good),
                terms: LearningTerms.moods(seed: seed), mood: lexicons.mood)
        else { throw Refusal(.invalid, "trainingOneClass") }
        return Judge(
            verdict: { text in
                (2 * classifier.probabilities(lexicons.normal(text))[1] - 1, nil)
            },
            shares: { text in
                classifier.reasons(for: sides.good, in: lexicons.normal(text)).map {
                    ($0.range, $0.weight)
                }
            })
    }

    /// Texts of the kind to be judged.
    private func target(_ file: String, _ desk: TextDesk) throws -> [NormalText] {
        try TextRows(desk.open(file), columns: [text], terms: desk.terms.forLearning)
            .column(0).map { desk.lexicons.normal($0) }
    }

    /// Learnt now, or read from a file; nil for the rules.
    private func classifier(_ desk: TextDesk) throws -> TextClassifier? {
        if let model {
            let found = TextClassifier(bytes: try desk.bytes(model), mood: desk.lexicons.mood)
            guard let found else { throw Refusal(.unreadable, "modelUnreadable", ["file": model]) }
            guard let adapt else { return found }
            try check(Set(found.classes))
            // What it learnt from is not there any more; its threshold can still be moved.
            return found.recalibrated(to: try target(adapt, desk)).classifier
        }
        guard let train else { return nil }
        let lesson = try TextRows(
            desk.open(train), columns: [text, label ?? ""], terms: desk.terms.forLearning)
        let labels = lesson.column(1)
        try check(Set(labels))
        let learnt = try learn(lesson.column(0).map { desk.lexicons.normal($0) }, labels, desk)
        if let save { try desk.save(save, learnt.bytes) }
        return learnt
    }

    private func learn(
        _ texts: [NormalText], _ labels: [String], _ desk: TextDesk
    ) throws -> TextClassifier {
        let terms = LearningTerms.moods(seed: seed)
        let mood = desk.lexicons.mood
        guard let adapt else {
            return TextClassifier(
                learning: texts, labels: labels, terms: terms, mood: mood, folds: 3)
        }
        return TextClassifier.adapted(
            learning: texts, labels: labels, to: try target(adapt, desk), terms: terms, mood: mood)
    }

    private func check(_ labels: Set<String>) throws(Refusal) {
        guard labels.count > 1 else { throw Refusal(.invalid, "trainingOneClass") }
        guard adapt == nil || labels.count == 2 else {
            throw Refusal(.invalid, "adaptTwoClasses", ["count": "\(labels.count)"])
        }
        guard let positive, !labels.contains(positive) else { return }
        throw Refusal(
            .invalid, "labelUnknown",
            ["label": positive, "known": labels.sorted().joined(separator: ", ")])
    }

    /// What the row is called: in the words of the labels where there are some.
    private func named(_ verdict: Verdict, _ truth: [String]?) -> String {
        if let label = verdict.label { return label }
        guard let positive, let truth else {
            return MoodReading.label(ofScore: verdict.score).rawValue
        }
        let other = truth.first { $0 != positive } ?? "negative"
        return verdict.score > 0 ? positive : other
    }

    private func fields(
        _ places: [Int], _ found: [Verdict], _ names: [String], _ truth: [String]?
    ) -> [(String, JSON)] {
        let scores = places.map { found[$0].score }
        var fields: [(String, JSON)] = [
            ("n", .integer(places.count)),
            ("meanScore", .figure(scores.reduce(0, +) / Double(scores.count))),
        ]
        let counts = Dictionary(grouping: places) { names[$0] }.mapValues(\.count)
        let labels = counts.sorted { $0.key < $1.key }.map { ($0.key, JSON.integer($0.value)) }
        fields.append(("labels", .object(JSON.Object(labels))))
        guard let truth else { return fields }
        fields +=
            TextScores(truth: places.map { truth[$0] }, answers: places.map { names[$0] })
            .fields
        if let positive {
            let isWanted = places.map { truth[$0] == positive }
            fields.append(("auc", .figure(TextScores.auc(scores, isWanted))))
        }
        return fields
    }
}
