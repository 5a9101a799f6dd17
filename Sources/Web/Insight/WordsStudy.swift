import Base
import Domain
import Operations
import Statistics

/// What customers write, in topics and aspects.
enum WordsStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let report = try await asked.desk.perform(ReadWords(asked.source.id, asked.question))
        let words = asked.words
        guard report.asks else { return Study(sentences: [words["study.words.unfit"]]) }
        guard let mood = report.mood else {
            return Study(
                sentences: [
                    words(
                        "study.words.few", ["n": "\(report.n)", "floor": "\(Measure.floor)"])
                ])
        }
        var study = Study(
            sentences: sentences(report, mood, asked),
            records: asked.records(filter: asked.question.filter))
        if !report.topics.isEmpty {
            study.sections.append(topics(report.topics, "topics", asked))
        }
        if !report.kept.isEmpty {
            var kept = topics(report.kept, "kept", asked)
            kept.about = words["study.words.keptAbout"]
            study.sections.append(kept)
        }
        if !all(report).isEmpty {
            study.sections.append(courses(report, asked))
            if all(report).contains(where: { $0.quote != nil }) {
                study.sections.append(quotes(report, asked))
            }
        }
        if report.aspects.contains(where: { $0.mood != nil }) {
            study.sections.append(aspects(report, asked))
        }
        if report.steps.count > 1 { study.sections.append(moods(report, asked)) }
        return study
    }

    /// Those that were found, then those that are kept.
    private static func all(_ report: WordsReport) -> [WordsReport.Topic] {
        report.topics + report.kept
    }

    /// In the reader's language where people gave it names.
    private static func name(_ topic: WordsReport.Topic, _ words: Words) -> String {
        topic.kept?.name[words.language] ?? topic.name
    }

    private static func shown(_ mood: Double) -> String { Study.signed(mood.fixed(2)) }

    private static func tone(_ mood: Double) -> String? {
        mood > 0.1 ? "good" : mood < -0.1 ? "bad" : nil
    }

    // MARK: - Sentences

    private static func sentences(
        _ report: WordsReport, _ mood: Estimate, _ asked: Inquirer
    ) -> [String] {
        let words = asked.words
        // Glad or sad only where the interval leaves no doubt.
        let way = mood.low > 0.05 ? "glad" : mood.high < -0.05 ? "sad" : "mixed"
        let leading = report.topics.prefix(3).map(\.name)
        var all = [
            words(
                "study.words.\(way)",
                [
                    "mood": shown(mood.value), "low": shown(mood.low), "high": shown(mood.high),
                    "n": Double(mood.n).grouped(0),
                ])
                + (leading.isEmpty
                    ? ""
                    : words("study.words.most", ["topics": asked.titles.list(leading)]))
        ]
        for topic in Self.all(report) where topic.isHot {
            all.append(
                words(
                    "study.words.hot",
                    [
                        "topic": name(topic, words), "before": topic.earlier.fixed(0),
                        "after": topic.lately.fixed(0),
                        "p": Figures.p(topic.rise?.adjustedP ?? 1),
                    ]))
        }
        let clear = Self.all(report).filter { $0.effect?.isClear == true }
        if let worst = clear.min(by: { effect($0) < effect($1) }), effect(worst) < 0 {
            all.append(words("study.words.lowers", values(worst, words)))
        }
        if let best = clear.max(by: { effect($0) < effect($1) }), effect(best) > 0 {
            all.append(words("study.words.raises", values(best, words)))
        }
        if report.read < report.all {
            all.append(
                words(
                    "study.words.newest",
                    [
                        "read": Double(report.read).grouped(0),
                        "all": Double(report.all).grouped(0),
                        "n": Double(report.n).grouped(0),
                    ])
                    + words[
                        report.isMoodOfAll ? "study.words.moodOfAll" : "study.words.moodOfRead"])
        }
        return all
    }

    private static func effect(_ topic: WordsReport.Topic) -> Double {
        topic.effect?.estimate.value ?? 0
    }

    private static func values(
        _ topic: WordsReport.Topic, _ words: Words
    ) -> [String: String] {
        [
            "topic": name(topic, words), "n": "\(topic.n)", "by": abs(effect(topic)).fixed(2),
            "p": Figures.p(topic.effect?.adjustedP ?? 1),
        ]
    }

    // MARK: - Sections

    private static func records(_ topic: WordsReport.Topic, _ asked: Inquirer) -> String? {
        guard let filter = topic.filter else { return nil }
        let whole = asked.question.filter == nil ? filter : asked.filter(and: "(\(filter))")
        return asked.records(filter: whole)
    }

    private static func topics(
        _ topics: [WordsReport.Topic], _ id: String, _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        let tests = topics.compactMap { $0.effect?.test }
        return Study.Section(
            id: id, title: words["study.words.\(id)"],
            picture: Study.Picture(kind: "bars", unit: "count", name: words["study.words.spoken"]),
            columns: [
                .text(words["study.words.topic"]), .number(words["study.words.spoken"]),
                .number(words["study.words.share"]), .text(words["insight.interval"]),
                .number(words["study.words.mood"]), .number(words["study.words.effect"]),
                .text(words["insight.interval"]), .number("p"),
            ], rows: topics.map { row($0, asked) }, notes: [words["study.words.note"]],
            how: [Study.How(text: words["study.words.how"], source: "")]
                + tests.prefix(1).map {
                    Study.How(text: words["method.\($0.name)"], source: $0.source)
                })
    }

    private static func row(_ topic: WordsReport.Topic, _ asked: Inquirer) -> Study.Row {
        let words = asked.words
        var effect = Study.Cell.number(topic.effect?.estimate.value, 2)
        if let change = topic.effect, change.isClear {
            effect.tone = change.estimate.value > 0 ? "good" : "bad"
        }
        var mood = Study.Cell.number(topic.mood, 2)
        mood.tone = topic.mood.flatMap(tone)
        return Study.Row(
            label: name(topic, words), records: records(topic, asked),
            data: [("point", .integer(topic.n)), ("count", .integer(topic.n))],
            cells: [
                .count(topic.n), .share(topic.share?.value, words),
                .interval(
                    topic.share.map { 100 * $0.low }, topic.share.map { 100 * $0.high }, 1, words),
                mood, effect,
                .interval(topic.effect?.estimate.low, topic.effect?.estimate.high, 2, words),
                .p(topic.effect?.adjustedP),
            ])
    }

    /// How much more often each topic is heard of late.
    private static func courses(_ report: WordsReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        let day = report.halfway.map { $0.civil(in: asked.zone).date.description } ?? ""
        let rises = all(report).compactMap(\.rise)
        return Study.Section(
            id: "courses", title: words["study.words.courses"],
            about: words("study.words.coursesAbout", ["day": day]),
            picture: Study.Picture(
                kind: "bars", unit: "share", name: words["study.words.rise"]),
            columns: [
                .text(words["study.words.topic"]), .number(words["study.words.earlier"]),
                .number(words["study.words.lately"]), .number(words["study.words.rise"]),
                .text(words["insight.interval"]), .number("p"),
            ],
            rows: all(report).map { topic in
                var rise = Study.Cell.number(topic.rise?.estimate.value, 1)
                if let change = topic.rise, change.isClear {
                    rise.tone = topic.isHot ? "bad" : "more"
                }
                return Study.Row(
                    label: name(topic, words), records: records(topic, asked),
                    data: [
                        ("point", .optional(topic.rise?.estimate.value)),
                        ("low", .optional(topic.rise?.estimate.low)),
                        ("high", .optional(topic.rise?.estimate.high)),
                        ("count", .integer(topic.n)),
                    ],
                    cells: [
                        .share(topic.earlier / 100, words), .share(topic.lately / 100, words),
                        rise,
                        .interval(topic.rise?.estimate.low, topic.rise?.estimate.high, 1, words),
                        .p(topic.rise?.adjustedP),
                    ])
            }, isFolded: true, notes: [words["study.words.coursesNote"]],
            how: rises.prefix(1).map {
                Study.How(text: words["method.\($0.test.name)"], source: $0.test.source)
            })
    }

    private static func quotes(_ report: WordsReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "quotes", title: words["study.words.quotes"],
            about: words["study.words.quotesAbout"],
            columns: [.text(words["study.words.topic"]), .text(words["study.words.quote"])],
            rows: all(report).filter { $0.quote != nil }.map { topic in
                Study.Row(
                    label: name(topic, words),
                    records: topic.response.map { "/responses/\($0)" },
                    cells: [.text(topic.quote ?? "")])
            })
    }

    private static func aspects(_ report: WordsReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        let dimensions = Set(report.aspects.map(\.dimension)).sorted()
        let touchpoints = Set(report.aspects.map(\.touchpoint)).sorted()
        let names = dimensions.map { dimension in
            report.aspects.first { $0.dimension == dimension }?.names.dimension[words.language]
                ?? dimension
        }
        return Study.Section(
            id: "aspects", title: words["study.words.aspects"],
            about: words["study.words.aspectsAbout"],
            picture: Study.Picture(
                kind: "heat", name: words["study.words.mood"],
                data: [("series", .string(names.joined(separator: "|")))]),
            columns: [.text(words["study.words.touchpoint"])] + names.map { .number($0) },
            rows: touchpoints.map { touchpoint in
                let line = dimensions.map { dimension in
                    report.aspects.first {
                        $0.touchpoint == touchpoint && $0.dimension == dimension
                    }
                }
                return Study.Row(
                    label: line.lazy.compactMap { $0?.names.touchpoint }.first?[words.language]
                        ?? touchpoint,
                    data: [
                        (
                            "values",
                            .string(
                                line.map { $0?.mood.map { $0.fixed(3) } ?? "" }
                                    .joined(separator: "|"))
                        ), ("point", .integer(line.reduce(0) { $0 + ($1?.n ?? 0) })),
                    ],
                    cells: line.map { cell($0, words) })
            },
            how: [Study.How(text: words["study.words.aspectsHow"], source: "")])
    }

    private static func cell(_ aspect: WordsReport.Aspect?, _ words: Words) -> Study.Cell {
        guard let aspect else { return Study.Cell(text: "–") }
        guard let mood = aspect.mood else {
            return Study.Cell(text: words("measure.hidden", ["floor": "\(Measure.floor)"]))
        }
        return Study.Cell(
            text: "\(shown(mood)) (\(aspect.n))", raw: .number(mood.rounded(toDigits: 6)),
            tone: tone(mood))
    }

    private static func moods(_ report: WordsReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "moods", title: words["study.words.moods"],
            picture: Study.Picture(kind: "band", name: words["study.words.mood"]),
            columns: [.text(words["insight.column.trend"])]
                + Study.measureColumns(words["study.words.mood"], words),
            rows: report.steps.map { step in
                Study.Row(
                    label: asked.label(of: step.from),
                    records: asked.records(
                        filter: asked.question.filter, from: step.from, to: step.to),
                    data: Study.data(step.measure),
                    cells: Study.Cell.measure(step.measure, asked.figures))
            }, isFolded: true,
            how: report.mood.map {
                [
                    Study.How(
                        text: words["method.\($0.method.name)"],
                        source: $0.method.source)
                ]
            } ?? [])
    }
}
