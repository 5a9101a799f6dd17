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
        if let memory = report.memory { sentences.append(sentence(memory, words)) }
        return Study(
            sentences: sentences, records: asked.records(filter: asked.question.filter),
            sections: [curve(report, asked)])
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
            about: words["study.journey.about"],
            picture: Study.Picture(kind: "curve", name: name),
            columns: [
                .text(words["study.journey.step"]), .text(words["study.journey.stage"]),
                .number(words["measure.name.mean"]), .text(words["insight.interval"]),
                .number("n"), .number(name), .number(words["study.journey.bad"]),
                .text(words["study.journey.moment"]),
            ],
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
                    ],
                    cells: [.text(step.stage?[words.language] ?? "")]
                        + Study.Cell.measure(step.measure, asked.figures) + [
                            .number(step.feeling?.value, 0), .share(step.badShare, words),
                            .text(
                                named,
                                tone: place == report.low
                                    ? "bad" : place == report.peak ? "good" : nil),
                        ])
            },
            notes: [words["study.journey.recordsNote"]],
            how: [
                Study.How(text: words["study.journey.how"], source: Average.method.source),
                Study.How(
                    text: words["study.journey.memoryHow"], source: PeakEnd.method.source),
            ])
    }

    /// Those who rated the step badly.
    private static func badFilter(_ step: JourneyReport.Step, _ asked: Inquirer) -> String {
        let worst = "\(step.column) <= \(step.worstStep)"
        return asked.question.filter.map { "(\($0)) and \(worst)" } ?? worst
    }
}
