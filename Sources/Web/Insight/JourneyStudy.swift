import Base
import Domain
import Operations
import Statistics

/// How the journey feels, step by step.
enum JourneyStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let report = try await asked.desk.perform(ShowJourney(asked.source.id, asked.question))
        let words = asked.words
        guard report.steps.count > 1 else {
            return Study(sentences: [words["study.journey.unfit"]])
        }
        guard let peak = report.peak, let low = report.low, let end = report.end else {
            return Study(
                sentences: [words("study.journey.few", ["floor": "\(Measure.floor)"])],
                records: asked.records(filter: asked.question.filter))
        }
        func figures(_ place: Int) -> (title: String, value: String) {
            let step = report.steps[place]
            return (
                asked.titles.named(column: step.column),
                step.measure.value.map { asked.figures.value($0, step.measure) } ?? "–"
            )
        }
        let (best, worst, last) = (figures(peak), figures(low), figures(end))
        var sentences = [
            words(
                "study.journey.lead",
                [
                    "best": best.title, "bestValue": best.value, "worst": worst.title,
                    "worstValue": worst.value, "last": last.title, "lastValue": last.value,
                ])
        ]
        if let truths = truthsSentence(report, asked) { sentences.append(truths) }
        if let saddest = saddestSentence(report, asked) { sentences.append(saddest) }
        if let left = leftSentence(report, asked) { sentences.append(left) }
        if let memory = report.memory { sentences.append(sentence(memory, words)) }
        var sections = [curve(report, asked)]
        if report.steps.contains(where: { $0.effect != nil }) {
            sections.append(truths(report, asked))
        }
        if let waits = waits(report, asked) { sections.append(waits) }
        sections.append(ways(report, asked))
        return Study(
            sentences: sentences, records: asked.records(filter: asked.question.filter),
            sections: sections)
    }

    private static func truthsSentence(_ report: JourneyReport, _ asked: Inquirer) -> String? {
        guard let first = report.truths.first, let effect = report.steps[first].effect else {
            return nil
        }
        let names = report.truths.prefix(3).map {
            asked.titles.named(column: report.steps[$0].column)
        }
        return asked.words(
            "study.journey.truthsAre",
            [
                "steps": asked.titles.list(Array(names)), "first": names[0],
                "r": Study.signed(effect.estimate.value.fixed(2)),
                "low": Study.signed(effect.estimate.low.fixed(2)),
                "high": Study.signed(effect.estimate.high.fixed(2)),
                "n": Double(effect.estimate.n).grouped(0),
            ])
    }

    /// Where most of those who were there before do not come along.
    private static func leftSentence(_ report: JourneyReport, _ asked: Inquirer) -> String? {
        func share(_ place: Int) -> Double { report.steps[place].left?.value ?? 0 }
        guard let place = report.steps.indices.dropFirst().max(by: { share($0) < share($1) }),
            let left = report.steps[place].left, left.low > 0
        else { return nil }
        return asked.words(
            "study.journey.leftMost",
            [
                "before": asked.titles.named(column: report.steps[place - 1].column),
                "step": asked.titles.named(column: report.steps[place].column),
                "share": (100 * left.value).fixed(1), "low": (100 * left.low).fixed(1),
                "high": (100 * left.high).fixed(1), "n": Double(left.n).grouped(0),
            ])
    }

    /// Of what customers write most unhappily, where the interval leaves no doubt.
    private static func saddestSentence(_ report: JourneyReport, _ asked: Inquirer) -> String? {
        let spoken = report.steps.compactMap { step -> (name: Wording, mood: Estimate)? in
            guard let touchpoint = step.touchpoint, let mood = step.mood?.estimate else {
                return nil
            }
            return (touchpoint.name, mood)
        }
        guard let saddest = spoken.min(by: { $0.mood.value < $1.mood.value }),
            saddest.mood.high < 0
        else { return nil }
        return asked.words(
            "study.journey.saddest",
            [
                "touchpoint": asked.titles.named(saddest.name[asked.words.language]),
                "mood": Study.signed(saddest.mood.value.fixed(2)),
                "low": Study.signed(saddest.mood.low.fixed(2)),
                "high": Study.signed(saddest.mood.high.fixed(2)),
                "n": Double(saddest.mood.n).grouped(0),
            ])
    }

    private static func sentence(_ memory: JourneyReport.Memory, _ words: Words) -> String {
        let isClear = (memory.p ?? 1) < 0.05
        let key =
            !isClear ? "same" : memory.mean >= memory.peakEnd ? "mean" : "peakEnd"
        return words(
            "study.journey.memory.\(key)",
            [
                "mean": (100 * memory.mean).fixed(1), "peakEnd": (100 * memory.peakEnd).fixed(1),
                "p": memory.p.map(Figures.p) ?? "", "n": Double(memory.n).grouped(0),
            ])
    }

    private static func curve(_ report: JourneyReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        let name = words["study.journey.feeling"]
        return Study.Section(
            id: "steps", title: words["study.journey.curve"],
            about: words["study.journey.about"]
                + (report.hasTexts ? words["study.journey.aboutMood"] : ""),
            picture: Study.Picture(
                kind: "curve", name: name,
                data: report.hasTexts
                    ? [("second", .string(words["study.journey.moodLine"]))] : []),
            columns: [
                .text(words["study.journey.step"]), .text(words["study.journey.stage"]),
                .number(words["measure.name.mean"]), .text(words["insight.interval"]),
                .n, .number(name), .number(words["study.journey.bad"]),
                .text(words["study.journey.moment"]),
            ] + (report.hasTexts ? moodColumns(words) : []),
            rows: report.steps.indices.map { place in
                let step = report.steps[place]
                let moments = [
                    place == report.peak ? "peak" : nil, place == report.low ? "low" : nil,
                    place == report.end ? "end" : nil,
                ].compactMap { $0 }
                let named = moments.map { words["study.journey.\($0)"] }
                    .joined(separator: words["study.comma"])
                return Study.Row(
                    label: asked.titles.title(step.column),
                    link: asked.form.path("/insight", ["item": step.column, "measure": "mean"]),
                    records: asked.records(filter: badFilter(step, asked)),
                    data: [
                        ("point", .optional(step.feeling?.value)),
                        ("low", .optional(step.feeling?.low)),
                        ("high", .optional(step.feeling?.high)),
                        ("flag", moments.isEmpty ? .null : .string(named)),
                        (
                            "second",
                            .optional(step.mood?.value.map { (100 * $0).rounded(toDigits: 3) })
                        ),
                    ],
                    cells: [.text(step.stage?[words.language] ?? "")]
                        + Study.Cell.measure(step.measure, asked.figures) + [
                            .number(step.feeling?.value, 0), .share(step.badShare, words),
                            .text(
                                named,
                                tone: place == report.low
                                    ? "bad" : place == report.peak ? "good" : nil),
                        ] + (report.hasTexts ? moodCells(step, words) : []))
            },
            notes: [words["study.journey.recordsNote"], unmapped(report, asked)]
                .compactMap(\.self),
            how: [
                Study.How(text: words["study.journey.how"], source: Average.method.source),
                Study.How(
                    text: words["study.journey.memoryHow"], source: PeakEnd.method.source),
            ]
                + (report.hasTexts
                    ? [
                        Study.How(
                            text: words["study.journey.moodHow"], source: Average.method.source)
                    ]
                    : []))
    }

    private static func moodColumns(_ words: Words) -> [Study.Column] {
        [
            .text(words["study.journey.touchpoint"]), .number(words["study.journey.mood"]),
            .text(words["insight.interval"]), .number(words["study.journey.texts"]),
        ]
    }

    private static func moodCells(_ step: JourneyReport.Step, _ words: Words) -> [Study.Cell] {
        guard let touchpoint = step.touchpoint, let mood = step.mood else {
            return Array(repeating: Study.Cell(text: "–"), count: 4)
        }
        let tone = mood.estimate.flatMap { $0.high < 0 ? "bad" : $0.low > 0 ? "good" : nil }
        var value = Study.Cell.number(mood.value, 2)
        value.tone = tone
        if mood.isHidden { value = .text(words("measure.hidden", ["floor": "\(Measure.floor)"])) }
        return [
            .text(touchpoint.name[words.language]), value,
            .interval(mood.estimate?.low, mood.estimate?.high, 2, words), .count(mood.n),
        ]
    }

    /// Says plainly of which touchpoints it is not known how texts call them.
    private static func unmapped(_ report: JourneyReport, _ asked: Inquirer) -> String? {
        let steps = report.steps.filter { $0.touchpoint == nil }
            .map { asked.titles.named(column: $0.column) }
        guard report.hasTexts, !steps.isEmpty else { return nil }
        return asked.words("study.journey.unmapped", ["steps": asked.titles.list(steps)])
    }

    private static func truths(_ report: JourneyReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        let rest = report.steps.indices.filter { !report.truths.contains($0) }
        return Study.Section(
            id: "truths", title: words["study.journey.truths"],
            about: words["study.journey.truthsAbout"],
            picture: Study.Picture(kind: "bars", name: "r"),
            columns: [
                .text(words["study.journey.step"]), .number("r"),
                .text(words["insight.interval"]), .n, .number("p"),
            ],
            rows: (report.truths + rest).compactMap { place in
                let step = report.steps[place]
                guard let effect = step.effect else { return nil }
                return Study.Row(
                    label: asked.titles.title(step.column),
                    link: asked.form.path("/insight", ["item": step.column, "measure": "mean"]),
                    data: [
                        ("point", .number(effect.estimate.value)),
                        ("low", .number(effect.estimate.low)),
                        ("high", .number(effect.estimate.high)),
                    ],
                    cells: [
                        .number(effect.estimate.value, 2),
                        .interval(effect.estimate.low, effect.estimate.high, 2, words),
                        .count(effect.estimate.n), .p(effect.adjustedP),
                    ])
            }, isFolded: true,
            how: [
                Study.How(text: words["study.journey.truthsHow"], source: Correlation.method.source)
            ])
    }

    private static func ways(_ report: JourneyReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "ways", title: words["study.journey.ways"],
            about: words["study.journey.waysAbout"],
            picture: Study.Picture(
                kind: "columns", unit: "share", name: words["study.journey.reach"]),
            columns: [
                .text(words["study.journey.step"]), .n,
                .number(words["study.journey.reach"]), .number(words["study.journey.left"]),
                .text(words["insight.interval"]),
            ],
            rows: report.steps.map { step in
                Study.Row(
                    label: asked.titles.title(step.column),
                    data: [("point", .number((100 * step.reach).rounded(toDigits: 3)))],
                    cells: [
                        .count(step.measure.n), .share(step.reach, words),
                        .share(step.left?.value, words),
                        .interval(
                            step.left.map { 100 * $0.low }, step.left.map { 100 * $0.high }, 1,
                            words),
                    ])
            }, isFolded: true,
            how: [
                Study.How(
                    text: words["study.journey.waysHow"],
                    source: report.steps.lazy.compactMap(\.left).first?.method.source ?? "")
            ])
    }

    /// Those who rated the step badly.
    static func badFilter(_ step: JourneyReport.Step, _ asked: Inquirer) -> String {
        let worst = "\(step.column) <= \(step.worstStep)"
        return asked.filter(and: worst)
    }
}
