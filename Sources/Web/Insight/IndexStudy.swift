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
                records: asked.records(filter: asked.question.filter))
        }
        return Study(
            sentences: sentences(report, index, asked),
            records: asked.records(filter: asked.question.filter),
            sections: [latents(report, asked), paths(report, asked)])
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
                .number("R²"), .number(words["study.gaps.alpha"]), .number("AVE"),
            ],
            rows: report.latents.map { latent in
                Study.Row(
                    label: latent.title[words.language],
                    data: [("point", .number(latent.value))],
                    cells: [
                        .number(latent.value, 1), .number(latent.r2, 2),
                        .number(latent.alpha, 2), .number(latent.averageVariance, 2),
                    ])
            }, notes: [words["study.index.note"]],
            how: [
                Study.How(
                    text: words["study.index.how"], source: SatisfactionIndex.method.source)
            ])
    }

    private static func paths(_ report: IndexReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "paths", title: words["study.index.paths"],
            about: words["study.index.pathsAbout"],
            picture: Study.Picture(kind: "bars", name: words["study.index.coefficient"]),
            columns: [
                .text(words["study.index.path"]), .number(words["study.index.coefficient"]),
                .text(words["insight.interval"]),
            ],
            rows: report.paths.map { path in
                Study.Row(
                    label: title(path.from, report, words) + " → " + title(path.to, report, words),
                    data: [
                        ("point", .number(path.coefficient)),
                        ("low", .optional(path.interval?.low)),
                        ("high", .optional(path.interval?.high)),
                    ],
                    cells: [
                        .number(path.coefficient, 2),
                        .interval(path.interval?.low, path.interval?.high, 2, words),
                    ])
            },
            how: [
                Study.How(text: words["study.index.pathsHow"], source: PathEstimates.method.source),
                Study.How(
                    text: words["study.index.bootstrap"], source: PathBootstrap.method.source),
            ])
    }
}
