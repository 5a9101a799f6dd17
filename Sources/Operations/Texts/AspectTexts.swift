public import Base
import Language

/// What the texts say of which aspect: SERVQUAL's dimensions and the journey's touchpoints, or
/// aspects learnt from labelled texts.
public struct AspectTexts: TextMethod {
    public static let name = "aspects"
    public static let summary = "What is spoken of and how: dimensions, touchpoints, or learnt."
    public static let reference =
        "Parasuraman, Zeithaml and Berry 1988; learnt: Wang and Manning 2012, Hsieh et al. 2008"
    public static let options =
        [
            AnalysisOption(
                "text", .column, "What is read; a text with several aspects has as many rows."),
            AnalysisOption("aspect", .column, need: .optional, "The aspect that people named."),
            AnalysisOption("polarity", .column, need: .optional, "How it was spoken of."),
        ] + LearntFile.options("the same columns")

    private let text: String
    private let labels: [String]
    private let file: LearntFile
    private let seed: UInt64

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        text = chosen.text("text")
        let given = [chosen.textIfGiven("aspect"), chosen.textIfGiven("polarity")]
        labels = given.compactMap { $0 }
        file = try LearntFile(chosen, needs: ["aspect", "polarity"], isNeeded: false)
        seed = chosen.seed
        let isLearnt = file.train != nil || file.model != nil
        guard labels.count != 1, isLearnt || labels.isEmpty else {
            throw Refusal(
                .invalid, "optionNeeds",
                ["option": "--aspect", "other": "--polarity, --train"])
        }
    }

    public func answer(_ desk: TextDesk) throws -> TextAnswer {
        guard file.train != nil || file.model != nil else { return try themes(desk) }
        return try learnt(desk)
    }

    /// A line for each row: what it speaks of and how, `delivery negative; price positive`.
    private static func records(_ rows: TextRows, _ said: [String]) -> AnalysisRecords {
        AnalysisRecords(header: ["aspects"], count: rows.places.count) { row in
            guard let place = rows.places[row] else { return [.null] }
            return [.string(said[place])]
        }
    }

    private func themes(_ desk: TextDesk) throws -> TextAnswer {
        let rows = try TextRows(
            desk.table, columns: [text], terms: desk.terms, progress: desk.progress)
        let lexicons = desk.lexicons
        let begun = desk.seconds()
        let found = rows.column(0).map { text in
            lexicons.themes.lexicon.findings(in: lexicons.normal(text), mood: lexicons.mood)
        }
        let pace = TextPace(rows: rows.count, seconds: desk.seconds() - begun)
        let groups = rows.parts(desk.terms).map { by, places in
            let all = places.flatMap { found[$0] }
            func list(_ kind: ThemeLexicon.Kind) -> JSON {
                let own = Dictionary(grouping: all.filter { $0.kind == kind }, by: \.key)
                let ordered = own.sorted {
                    $0.value.count == $1.value.count
                        ? $0.key < $1.key : $0.value.count > $1.value.count
                }
                return .array(ordered.map { AspectTexts.entry($0.key, $0.value, of: places.count) })
            }
            let fields: [(String, JSON)] = [
                ("n", .integer(places.count)), ("dimensions", list(.dimension)),
                ("touchpoints", list(.touchpoint)),
            ]
            return (by: by, fields: fields + pace.fields)
        }
        let said = found.map { findings in
            findings.map {
                "\($0.kind.rawValue).\($0.key) \(MoodReading.label(ofScore: $0.mood).rawValue)"
            }.joined(separator: "; ")
        }
        return TextAnswer(
            n: rows.count, dropped: rows.dropped, groups: groups,
            records: Self.records(rows, said))
    }

    private static func entry(
        _ key: String, _ findings: [ThemeLexicon.Finding], of texts: Int
    ) -> JSON {
        let sum = findings.reduce(0) { $0 + $1.mood }
        return .object(
            JSON.Object([
                ("name", .string(key)), ("n", .integer(findings.count)),
                ("share", .number(Double(findings.count) / Double(texts))),
                ("mood", .number(sum / Double(findings.count))),
                ("negative", .integer(findings.count { $0.mood < -0.12 })),
                ("positive", .integer(findings.count { $0.mood > 0.12 })),
            ]))
    }

    private func learnt(_ desk: TextDesk) throws -> TextAnswer {
        let classifier = try file.classifier(
            desk, read: { AspectClassifier(bytes: $0, mood: desk.lexicons.mood) }, bytes: \.bytes
        ) { try learnt(from: $0, desk) }
        let rows = try TextRows(
            desk.table, columns: [text] + labels, terms: desk.terms, progress: desk.progress)
        let begun = desk.seconds()
        // A text with several aspects has as many rows, and is read once.
        var known: [String: [AspectClassifier.Finding]] = [:]
        for text in rows.column(0) where known[text] == nil {
            known[text] = classifier.findings(desk.lexicons.normal(text))
        }
        let pace = TextPace(rows: known.count, seconds: desk.seconds() - begun)
        let groups = rows.parts(desk.terms).map { by, places in
            let fields: [(String, JSON)] =
                labels.isEmpty
                ? [("n", .integer(places.count))] + counted(rows, places, known)
                : scores(LabelledTexts(rows, places), known, of: places.count)
            return (by: by, fields: fields + pace.fields)
        }
        let said = rows.column(0).map { text in
            (known[text] ?? []).map { "\($0.aspect) \($0.polarity)" }.joined(separator: "; ")
        }
        return TextAnswer(
            n: rows.count, dropped: rows.dropped, groups: groups,
            records: Self.records(rows, said))
    }

    private func learnt(from train: String, _ desk: TextDesk) throws -> AspectClassifier {
        let lesson = LabelledTexts(
            try TextRows(
                desk.open(train), columns: [text] + labels, terms: desk.terms.forLearning))
        guard Set(lesson.findings.joined()).count > 1 else {
            throw Refusal(.invalid, "trainingOneClass")
        }
        return AspectClassifier(
            learning: lesson.texts.map { desk.lexicons.normal($0) }, findings: lesson.findings,
            terms: LearningTerms.moods(seed: seed), mood: desk.lexicons.mood)
    }

    /// How many texts say what of which aspect.
    private func counted(
        _ rows: TextRows, _ places: [Int], _ known: [String: [AspectClassifier.Finding]]
    ) -> [(String, JSON)] {
        let texts = Set(places.map { rows.cells[$0][0] })
        let said = texts.flatMap { (known[$0] ?? []).map { "\($0.aspect) \($0.polarity)" } }
        return [("texts", .integer(texts.count)), ("aspects", TextScores.counted(said))]
    }

    private func scores(
        _ test: LabelledTexts, _ known: [String: [AspectClassifier.Finding]], of count: Int
    ) -> [(String, JSON)] {
        var hits = 0
        var named = 0
        var wanted = 0
        for (text, truth) in zip(test.texts, test.findings) {
            let found = known[text] ?? []
            hits += Set(found).intersection(truth).count
            named += found.count
            wanted += truth.count
        }
        return [
            ("n", .integer(count)), ("texts", .integer(test.texts.count)),
            ("precision", .figure(Double(hits) / Double(named))),
            ("recall", .figure(Double(hits) / Double(wanted))),
            ("microF1", .figure(2 * Double(hits) / Double(named + wanted))),
        ]
    }
}

/// Texts, each once, with all that was said of it.
private struct LabelledTexts {
    private(set) var texts: [String] = []
    private(set) var findings: [[AspectClassifier.Finding]] = []

    init(_ rows: TextRows, _ places: [Int]? = nil) {
        var numbers: [String: Int] = [:]
        for place in places ?? Array(0..<rows.count) {
            let cells = rows.cells[place]
            let finding = AspectClassifier.Finding(aspect: cells[1], polarity: cells[2])
            if let number = numbers[cells[0]] {
                if !findings[number].contains(finding) { findings[number].append(finding) }
            } else {
                numbers[cells[0]] = texts.count
                texts.append(cells[0])
                findings.append([finding])
            }
        }
    }
}
