import Base
import Domain
import Operations
import Statistics

/// The satisfaction index, what makes it and what follows from it.
enum IndexStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let report = try await asked.desk.perform(ShowIndex(asked.source.id, asked.question))
        let words = asked.words
        guard report.isFit else { return Study(sentences: [words["study.index.unfit"]]) }
        guard let index = report.latents.first(where: { $0.key == "satisfaction" }) else {
            return Study(
                sentences: [words("study.index.few", ["n": "\(report.n)"])],
                records: asked.records(filter: report.filter))
        }
        var study = Study(
            sentences: sentences(report, index, asked),
            records: asked.records(filter: report.filter),
            sections: [latents(report, asked), paths(report, asked), items(report, asked)])
        if report.steps.count(where: { $0.overall.n > 0 }) > 1 {
            study.sections.append(parts(report, asked).steps(report.steps))
        }
        if let column = asked.question.dimensions.first, !report.groups.isEmpty {
            study.sections.append(parts(report, asked).groups(report.groups, by: column))
        }
        return study
    }

    private static func title(_ key: String, _ report: IndexReport, _ words: Words) -> String {
        report.latents.first { $0.key == key }?.title[words.language] ?? key
    }

    private static func sentences(
        _ report: IndexReport, _ index: IndexReport.Latent, _ asked: Inquirer
    ) -> [String] {
        let words = asked.words
        var all = [
            words(
                "study.index.lead",
                [
                    "value": index.value.fixed(1), "n": Double(report.n).grouped(0),
                    "low": (index.interval?.low ?? index.value).fixed(1),
                    "high": (index.interval?.high ?? index.value).fixed(1),
                    "r2": (100 * (index.r2 ?? 0)).fixed(0),
                ])
        ]
        let into = report.paths.filter { $0.to == "satisfaction" }
        if let strongest = into.max(by: { $0.coefficient < $1.coefficient }) {
            all.append(
                words("study.index.strongest", values(strongest, strongest.from, report, asked)))
        }
        if let loyalty = report.paths.first(where: {
            $0.from == "satisfaction" && $0.to == "loyalty"
        }) {
            all.append(words("study.index.loyalty", values(loyalty, loyalty.to, report, asked)))
        }
        return all
    }

    private static func values(
        _ path: IndexReport.Path, _ key: String, _ report: IndexReport, _ asked: Inquirer
    ) -> [String: String] {
        [
            "name": asked.titles.named(title(key, report, asked.words)),
            "coefficient": Study.signed(path.coefficient.fixed(2)),
            "low": Study.signed((path.interval?.low ?? path.coefficient).fixed(2)),
            "high": Study.signed((path.interval?.high ?? path.coefficient).fixed(2)),
        ]
    }

    private static func latents(_ report: IndexReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "latents", title: words["study.index.latents"],
            picture: Study.Picture(kind: "bars", name: words["study.index.index"]),
            columns: [
                .text(words["study.index.latent"]), .number(words["study.index.index"]),
                .text(words["insight.interval"]), .number("R²"), .text(words["insight.interval"]),
                .number(words["study.gaps.alpha"]), .number("AVE"), .n,
            ],
            rows: report.latents.map { latent in
                Study.Row(
                    label: latent.title[words.language],
                    data: [
                        ("point", .number(latent.value)),
                        ("low", .optional(latent.interval?.low)),
                        ("high", .optional(latent.interval?.high)),
                    ],
                    cells: [
                        .number(latent.value, 1), interval(latent.interval, 1, words),
                        .number(latent.r2, 2), interval(latent.r2Interval, 2, words),
                        .number(latent.alpha, 2), .number(latent.averageVariance, 2),
                        .count(report.n),
                    ])
            }, notes: [words["study.index.note"]],
            how: [
                Study.How(
                    text: words["study.index.how"], source: SatisfactionIndex.method.source),
                resampled(words),
            ])
    }

    private static func interval(
        _ interval: IndexReport.Interval?, _ digits: Int, _ words: Words
    ) -> Study.Cell {
        .interval(interval?.low, interval?.high, digits, words)
    }

    private static func resampled(_ words: Words) -> Study.How {
        Study.How(
            text: words("study.index.bootstrap", ["draws": "\(IndexReport.draws)"]),
            source: PathBootstrap.method.source)
    }

    // MARK: - Paths

    /// What stands in a box of the picture below its name.
    private static func below(_ latent: IndexReport.Latent) -> String {
        latent.value.fixed(1) + (latent.r2.map { " · R² " + $0.fixed(2) } ?? "")
    }

    private static func paths(_ report: IndexReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        let names = report.latents.map { $0.title[words.language].replacing("|", with: "/") }
        return Study.Section(
            id: "paths", title: words["study.index.paths"],
            about: words["study.index.pathsAbout"],
            picture: Study.Picture(
                kind: "paths", name: words["study.index.coefficient"],
                data: [
                    ("nodes", .string(names.joined(separator: "|"))),
                    ("below", .string(report.latents.map(below).joined(separator: "|"))),
                ]),
            columns: [
                .text(words["study.index.path"]), .number(words["study.index.coefficient"]),
                .text(words["insight.interval"]), .number(words["study.index.r2To"]), .n,
            ],
            rows: report.paths.compactMap { path in
                let places = [path.from, path.to].map { key in
                    report.latents.firstIndex { $0.key == key }
                }
                guard let from = places[0], let to = places[1] else { return nil }
                return Study.Row(
                    label: title(path.from, report, words) + " → " + title(path.to, report, words),
                    data: [
                        ("point", .number(path.coefficient)),
                        ("low", .optional(path.interval?.low)),
                        ("high", .optional(path.interval?.high)),
                        ("values", .string("\(from)|\(to)")),
                    ],
                    cells: [
                        .number(path.coefficient, 2), interval(path.interval, 2, words),
                        .number(report.latents[to].r2, 2), .count(report.n),
                    ])
            },
            notes: [words["study.index.pathsNote"]],
            how: [
                Study.How(text: words["study.index.pathsHow"], source: PathEstimates.method.source),
                resampled(words),
            ])
    }

    // MARK: - Questions

    /// How much each question weighs in what it measures.
    private static func items(_ report: IndexReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "items", title: words["study.index.items"],
            about: words["study.index.itemsAbout"],
            columns: [
                .text(words["study.index.item"]), .text(words["study.index.latent"]),
                .number(words["study.index.weight"]), .text(words["insight.interval"]),
                .number(words["study.index.loading"]), .text(words["insight.interval"]), .n,
            ],
            rows: report.latents.flatMap { latent in
                latent.items.map { item in
                    Study.Row(
                        label: item.title[words.language],
                        link: asked.form.path(
                            "/insight", ["item": item.column, "measure": "mean"]),
                        cells: [
                            .text(latent.title[words.language]),
                            .number(item.weight, 2), interval(item.weightInterval, 2, words),
                            .number(item.loading, 2), interval(item.loadingInterval, 2, words),
                            .count(report.n),
                        ])
                }
            },
            how: [
                Study.How(text: words["study.index.itemsHow"], source: PathEstimates.method.source),
                resampled(words),
            ])
    }

    private static func parts(_ report: IndexReport, _ asked: Inquirer) -> PartSections {
        let words = asked.words
        return PartSections(
            asked: asked, topic: "index", title: words["study.index.steps"],
            name: words["study.index.index"], dimensions: report.latents.map(\.title), digits: 1,
            how: Study.How(
                text: words["study.index.partsHow"], source: SatisfactionIndex.method.source))
    }
}
