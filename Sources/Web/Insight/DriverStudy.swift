import Base
import Domain
import Operations
import Statistics

/// What the overall score hangs on, and where work pays.
enum DriverStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let report = try await asked.desk.perform(FindDrivers(asked.source.id, asked.question))
        let words = asked.words
        let outcome = asked.titles.outcome(report.outcome)
        if let reason = report.reason {
            return Study(
                sentences: [
                    words("study.drivers.\(reason.rawValue)", ["n": "\(report.n)"])
                ], records: asked.records(filter: asked.question.filter))
        }
        return Study(
            sentences: sentences(report, outcome, asked),
            records: asked.records(filter: asked.question.filter),
            sections: [
                shares(report, asked), map(report, asked), effects(report, outcome, asked),
            ])
    }

    private static func title(_ driver: DriverReport.Driver, _ asked: Inquirer) -> String {
        asked.titles.title(driver.column)
    }

    private static func named(_ driver: DriverReport.Driver, _ asked: Inquirer) -> String {
        asked.titles.named(column: driver.column)
    }

    private static func sentences(
        _ report: DriverReport, _ outcome: String, _ asked: Inquirer
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
        all.append(
            words(
                "study.drivers.together",
                [
                    "count": "\(report.drivers.count)",
                    "r2": (100 * (report.r2 ?? 0)).fixed(1),
                ]))
        let first = report.drivers.filter { $0.quadrant == .concentrate }.prefix(3)
        if let strongest = first.first {
            all.append(
                words(
                    "study.drivers.concentrate",
                    ["items": asked.titles.list(first.map { named($0, asked) })]))
            all.append(whatIf(strongest, outcome, asked))
        } else if let strongest = report.drivers.first {
            all.append(whatIf(strongest, outcome, asked))
        }
        return all
    }

    private static func whatIf(
        _ driver: DriverReport.Driver, _ outcome: String, _ asked: Inquirer
    ) -> String {
        asked.words(
            "study.drivers.whatIf",
            [
                "item": named(driver, asked), "outcome": outcome,
                "effect": signed(driver.effect.value, asked),
                "low": signed(driver.effect.low, asked),
                "high": signed(driver.effect.high, asked),
            ])
    }

    private static func signed(_ value: Double, _ asked: Inquirer) -> String {
        let shown = Study.signed((factor(asked) * value).fixed(2))
        return (value > 0 ? "+" : "") + shown
            + (factor(asked) == 100 ? asked.words["measure.percent"] : "")
    }

    /// A share is told in percentage points.
    private static func factor(_ asked: Inquirer) -> Double {
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
                .number(words["study.drivers.stability"]), .number("r"),
            ],
            rows: report.drivers.map { driver in
                Study.Row(
                    label: title(driver, asked),
                    link: asked.form.path("/insight", ["item": driver.column, "measure": "mean"]),
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
                        .number(driver.r, 2),
                    ])
            }, notes: [words["study.drivers.note"]],
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
                .number(words["study.drivers.performance"]), .text(words["study.drivers.advice"]),
            ],
            rows: report.drivers.map { driver in
                Study.Row(
                    label: title(driver, asked),
                    data: [
                        ("x", .number(driver.performance)), ("y", .number(100 * driver.share)),
                        ("point", .number(100 * driver.share)),
                    ],
                    cells: [
                        .share(driver.share, words), .number(driver.performance, 0),
                        .text(
                            driver.quadrant.map { words["study.quadrant.\($0.rawValue)"] } ?? "–",
                            tone: driver.quadrant == .concentrate ? "bad" : nil),
                    ])
            },
            how: [
                Study.How(text: words["study.drivers.mapHow"], source: Importance.method.source)
            ])
    }

    private static func effects(
        _ report: DriverReport, _ outcome: String, _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        let name = words("study.drivers.effect", ["outcome": outcome])
        let factor = factor(asked)
        return Study.Section(
            id: "effects", title: words["study.drivers.effects"],
            about: words["study.drivers.effectsAbout"],
            picture: Study.Picture(kind: "bars", name: name),
            columns: [
                .text(words["study.drivers.item"]), .number(name),
                .text(words["insight.interval"]), .number("p"),
            ],
            rows: report.drivers.sorted { $0.effect.value > $1.effect.value }.map { driver in
                let (low, high) = (factor * driver.effect.low, factor * driver.effect.high)
                return Study.Row(
                    label: title(driver, asked),
                    data: [
                        ("point", .number(factor * driver.effect.value)), ("low", .number(low)),
                        ("high", .number(high)),
                    ],
                    cells: [
                        .number(factor * driver.effect.value, 2), .interval(low, high, 2, words),
                        .p(driver.p),
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
