import Base
import Domain
import Operations
import Statistics

/// What the overall score hangs on, and where work pays.
enum DriverStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let step = try step(asked.form)
        let report = try await asked.desk.perform(
            FindDrivers(
                asked.source.id, asked.question, drivers: asked.form.drivers,
                sharing: asked.form["sharing"].flatMap(Drivers.Sharing.init(rawValue:))))
        let words = asked.words
        let outcome = asked.titles.outcome(report.outcome)
        if let reason = report.reason {
            return Study(
                sentences: [
                    words("study.drivers.\(reason.rawValue)", ["n": "\(report.n)"])
                ], records: asked.records(filter: report.filter))
        }
        return Study(
            sentences: sentences(report, outcome, step, asked) + sentences(of: report, asked),
            records: asked.records(filter: report.filter),
            sections: [
                shares(report, asked), map(report, asked), factors(report, asked),
                effects(report, outcome, step, asked),
            ].compactMap(\.self))
    }

    /// By how many points a driver is thought to change; one where nobody says.
    private static func step(_ form: InsightForm) throws(Refusal) -> Double {
        guard let text = form["step"] else { return 1 }
        guard let step = Double(text), step.isFinite else { throw .invalid("step", "notANumber") }
        guard step != 0, abs(step) <= DriverReport.mostStep else {
            throw .invalid("step", "stepOutside", ["most": DriverReport.mostStep.fixed(0)])
        }
        return step
    }

    static func title(_ driver: DriverReport.Driver, _ asked: Inquirer) -> String {
        asked.titles.title(driver.column)
    }

    static func named(_ driver: DriverReport.Driver, _ asked: Inquirer) -> String {
        asked.titles.named(column: driver.column)
    }

    private static func sentences(
        _ report: DriverReport, _ outcome: String, _ step: Double, _ asked: Inquirer
    ) -> [String] {
        let words = asked.words
        var all: [String] = []
        if let first = report.drivers.first {
            let next = report.drivers.dropFirst().prefix(2).map { named($0, asked) }
            all.append(
                words(
                    next.isEmpty ? "study.drivers.leadAlone" : "study.drivers.lead",
                    [
                        "first": named(first, asked), "outcome": outcome,
                        "share": (100 * first.share).fixed(1),
                        "low": (100 * (first.interval?.low ?? first.share)).fixed(1),
                        "high": (100 * (first.interval?.high ?? first.share)).fixed(1),
                        "next": asked.titles.list(next),
                        "n": Double(report.n).grouped(0),
                    ]))
        }
        if report.drivers.count > 1 {
            all.append(
                words(
                    "study.drivers.together",
                    [
                        "count": "\(report.drivers.count)",
                        "r2": (100 * (report.r2 ?? 0)).fixed(1),
                    ]))
        }
        let first = report.drivers.filter { $0.quadrant == .concentrate }.prefix(3)
        if let strongest = first.first {
            all.append(
                words(
                    "study.drivers.concentrate",
                    ["items": asked.titles.list(first.map { named($0, asked) })]))
            all.append(whatIf(strongest, outcome, step, asked))
        } else if let strongest = report.drivers.first {
            all.append(whatIf(strongest, outcome, step, asked))
        }
        return all
    }

    private static func whatIf(
        _ driver: DriverReport.Driver, _ outcome: String, _ step: Double, _ asked: Inquirer
    ) -> String {
        let effect = driver.effect.scaled(by: step)
        return asked.words(
            step == 1 ? "study.drivers.whatIf" : "study.drivers.whatIfBy",
            [
                "item": named(driver, asked), "outcome": outcome, "step": points(step),
                "effect": signed(effect.value, asked), "low": signed(effect.low, asked),
                "high": signed(effect.high, asked),
            ])
    }

    /// "+0.5", "−2".
    private static func points(_ step: Double) -> String {
        (step > 0 ? "+" : "") + Study.signed(JSON.number(step).text)
    }

    static func signed(_ value: Double, _ asked: Inquirer) -> String {
        let shown = Study.signed((factor(asked) * value).fixed(2))
        return (value > 0 ? "+" : "") + shown
            + (factor(asked) == 100 ? asked.words["measure.percent"] : "")
    }

    /// A share is told in percentage points.
    static func factor(_ asked: Inquirer) -> Double {
        asked.source.metric == .share && asked.question.item ?? "score" == "score" ? 100 : 1
    }

    private static func shares(_ report: DriverReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "shares", title: words["study.drivers.shares"],
            picture: Study.Picture(
                kind: "bars", unit: "share", name: words["study.drivers.share"]),
            columns: [
                .text(words["study.drivers.item"]), .number(words["study.drivers.share"]),
                .text(words["insight.interval"]), .number(words["study.drivers.relative"]),
                .number(words["study.drivers.stability"]), .number("r"), .n,
                .number(words["study.drivers.poorN"]),
            ],
            rows: report.drivers.map { driver in
                Study.Row(
                    label: title(driver, asked),
                    link: asked.form.path("/insight", ["item": driver.column, "measure": "mean"]),
                    records: poor(driver, report, asked),
                    data: [
                        ("point", .number(100 * driver.share)),
                        ("low", .optional(driver.interval.map { 100 * $0.low })),
                        ("high", .optional(driver.interval.map { 100 * $0.high })),
                    ],
                    cells: [
                        .share(driver.share, words),
                        .interval(
                            driver.interval.map { 100 * $0.low },
                            driver.interval.map { 100 * $0.high }, 1, words),
                        .share(driver.relative, words), .share(driver.rankStability, 0, words),
                        .number(driver.r, 2), .count(report.n), poorCount(driver, asked),
                    ])
            }, notes: [words["study.drivers.note"], words["study.drivers.poorNote"]],
            how: [
                Study.How(
                    text: words["method.\(report.sharing.method.name)"],
                    source: report.sharing.method.source),
                Study.How(
                    text: words["study.drivers.bootstrap"],
                    source: DriverBootstrap.method.source),
            ])
    }

    private static func map(_ report: DriverReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "map", title: words["study.drivers.map"], about: words["study.drivers.mapAbout"],
            picture: Study.Picture(
                kind: "map", name: words["study.drivers.map"],
                data: [
                    ("x", .string(words["study.drivers.performance"])),
                    ("y", .string(words["study.drivers.share"])),
                    ("cut-x", .optional(report.performanceCut)),
                    ("cut-y", .optional(report.importanceCut.map { 100 * $0 })),
                ]),
            columns: [
                .text(words["study.drivers.item"]), .number(words["study.drivers.share"]),
                .number(words["study.drivers.performance"]), .text(words["insight.interval"]), .n,
                .text(words["study.drivers.advice"]),
            ],
            rows: report.drivers.map { driver in
                Study.Row(
                    label: title(driver, asked), records: poor(driver, report, asked),
                    data: [
                        ("x", .number(driver.performance.value)),
                        ("y", .number(100 * driver.share)),
                        ("point", .number(100 * driver.share)),
                    ],
                    cells: [
                        .share(driver.share, words), .number(driver.performance.value, 0),
                        .interval(driver.performance.low, driver.performance.high, 1, words),
                        .count(report.n),
                        .text(
                            driver.quadrant.map { words["study.quadrant.\($0.rawValue)"] } ?? "–",
                            tone: driver.quadrant == .concentrate ? "bad" : nil),
                    ])
            },
            how: [
                Study.How(text: words["study.drivers.mapHow"], source: Importance.method.source),
                Study.How(text: words["method.mean.t"], source: Average.method.source),
            ])
    }

    private static func effects(
        _ report: DriverReport, _ outcome: String, _ step: Double, _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        let name = words("study.drivers.effect", ["outcome": outcome])
        let (factor, by) = (factor(asked) * step, ["step": points(step)])
        return Study.Section(
            id: "effects",
            title: step == 1
                ? words["study.drivers.effects"] : words("study.drivers.effectsBy", by),
            about: step == 1
                ? words["study.drivers.effectsAbout"] : words("study.drivers.effectsAboutBy", by),
            picture: Study.Picture(kind: "bars", name: name),
            columns: [
                .text(words["study.drivers.item"]), .number(name),
                .text(words["insight.interval"]), .number("p"), .n,
            ],
            rows: report.drivers.sorted { $0.effect.value > $1.effect.value }.map { driver in
                let effect = driver.effect.scaled(by: factor)
                return Study.Row(
                    label: title(driver, asked), records: poor(driver, report, asked),
                    data: [
                        ("point", .number(effect.value)), ("low", .number(effect.low)),
                        ("high", .number(effect.high)),
                    ],
                    cells: [
                        .number(effect.value, 2), .interval(effect.low, effect.high, 2, words),
                        .p(driver.p), .count(report.n),
                    ])
            }, isFolded: true,
            how: [
                Study.How(
                    text: words["study.drivers.effectsHow"],
                    source: driverSource(report))
            ])
    }

    private static func driverSource(_ report: DriverReport) -> String {
        report.drivers.first?.effect.method.source ?? ""
    }
}
