import Base
import Domain
import Operations

extension JourneyStudy {
    /// How long those who rated a step badly waited for a reply; nil where none has been replied
    /// to.
    static func waits(_ report: JourneyReport, _ asked: Inquirer) -> Study.Section? {
        let waited = report.steps.compactMap { step in step.wait.map { (step, $0) } }
        guard !waited.isEmpty else { return nil }
        let words = asked.words
        let durations = Durations(words: words)
        func shown(_ minutes: Double) -> String { durations(60 * minutes) }
        let hidden = words("measure.hidden", ["floor": "\(Measure.floor)"])
        return Study.Section(
            id: "waits", title: words["study.journey.waits"],
            about: words["study.journey.waitsAbout"],
            picture: Study.Picture(
                kind: "bars", unit: "count", name: words["study.journey.minutes"]),
            columns: [
                .text(words["study.journey.step"]), .number(words["study.journey.wait"]),
                .number(words["study.journey.minutes"]), .text(words["insight.interval"]), .n,
            ],
            rows: waited.map { step, wait in
                let interval = wait.interval.map { low, high in
                    words("measure.interval", ["low": shown(low), "high": shown(high)])
                }
                return Study.Row(
                    label: asked.titles.title(step.column),
                    records: asked.records(
                        filter: badFilter(step, asked) + " and answered(wait_minutes)"),
                    data: [
                        ("point", .optional(wait.median)),
                        ("low", .optional(wait.interval?.low)),
                        ("high", .optional(wait.interval?.high)),
                    ],
                    cells: [
                        .text(wait.median.map(shown) ?? hidden), .number(wait.median, 0),
                        .text(interval ?? "–"), .count(wait.n),
                    ])
            }, isFolded: true,
            how: [
                Study.How(text: words["study.journey.waitHow"], source: JourneyReport.waitSource)
            ])
    }
}
