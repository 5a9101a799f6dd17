import Base
import Domain
import Operations
import Statistics

/// What each feature means to customers (Kano).
enum KanoStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let asked = asked.withCoarserSteps
        let report = try await asked.desk.perform(ShowKano(asked.source.id, asked.question))
        let words = asked.words
        guard report.hasPairs else { return Study(sentences: [words["study.kano.unfit"]]) }
        let found = report.features.filter { $0.found != nil }
        guard !found.isEmpty else {
            return Study(
                sentences: [words("study.kano.few", ["floor": "\(Measure.floor)"])],
                records: asked.records(filter: asked.question.filter))
        }
        var study = Study(
            sentences: sentences(found, asked) + drifts(found, asked),
            records: asked.records(filter: asked.question.filter),
            sections: [map(found, asked), counts(found, asked)])
        if found.contains(where: { $0.drift != nil }) {
            study.sections += [changes(found, asked), waves(found, asked)]
        }
        return study
    }

    /// One for each category that occurs.
    private static func sentences(
        _ features: [KanoReport.Feature], _ asked: Inquirer
    ) -> [String] {
        let words = asked.words
        let order: [KanoCategory] = [
            .mustBe, .oneDimensional, .attractive, .indifferent, .reverse, .questionable,
        ]
        let n = features.map(\.n).max() ?? 0
        return order.compactMap { category in
            let named = features.filter { $0.found?.category == category }
                .map { asked.titles.named($0.title[words.language]) }
            guard !named.isEmpty else { return nil }
            return words(
                "study.kano.sentence.\(category.rawValue)",
                ["features": asked.titles.list(named), "n": Double(n).grouped(0)])
        }
    }

    private static func map(
        _ features: [KanoReport.Feature], _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "map", title: words["study.kano.map"], about: words["study.kano.mapAbout"],
            picture: Study.Picture(
                kind: "map", name: words["study.kano.map"],
                data: [
                    ("x", .string(words["study.kano.worse"])),
                    ("y", .string(words["study.kano.better"])),
                    ("cut-x", 0.5), ("cut-y", 0.5), ("low-x", 0), ("high-x", 1), ("low-y", 0),
                    ("high-y", 1),
                ]),
            columns: [
                .text(words["study.kano.feature"]), .text(words["study.kano.category"]),
                .number(words["study.kano.better"]), .text(words["insight.interval"]),
                .number(words["study.kano.worse"]), .text(words["insight.interval"]),
                .n, .number("p"), .text(words["study.kano.clear"]),
            ],
            rows: features.map { feature in
                let found = feature.found
                let isClear = (found?.p ?? 1) < 0.05
                return Study.Row(
                    label: feature.title[words.language], records: records(feature, asked),
                    data: [
                        ("x", .optional(found?.worse.map { -$0.value })),
                        ("y", .optional(found?.better?.value)),
                        ("point", .optional(found?.better?.value)),
                    ],
                    cells: [
                        .text(
                            found.map { words["study.kano.name.\($0.category.rawValue)"] } ?? "–"),
                        .number(found?.better?.value, 2),
                        .interval(found?.better?.low, found?.better?.high, 2, words),
                        .number(found?.worse?.value, 2),
                        .interval(found?.worse?.low, found?.worse?.high, 2, words),
                        .count(feature.n), .p(found?.p),
                        .text(
                            words[isClear ? "study.yes" : "study.no"],
                            tone: isClear ? "good" : nil),
                    ])
            },
            notes: [words["study.kano.clearNote"]],
            how: [
                how(words),
                Study.How(
                    text: words["study.kano.coefficientHow"],
                    source: KanoFeature.coefficientMethod.source),
            ])
    }

    private static func counts(
        _ features: [KanoReport.Feature], _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        let names = KanoCategory.allCases.map { words["study.kano.name.\($0.rawValue)"] }
        return Study.Section(
            id: "counts", title: words["study.kano.counts"],
            picture: Study.Picture(
                kind: "stacked", name: words["study.kano.counts"],
                data: [("series", .string(names.joined(separator: "|")))]),
            columns: [.text(words["study.kano.feature"])] + names.map { .number($0) } + [.n],
            rows: features.map { feature in
                let counts = KanoCategory.allCases.map { feature.found?.counts[$0] ?? 0 }
                let n = max(1, feature.n)
                return Study.Row(
                    label: feature.title[words.language], records: records(feature, asked),
                    data: [
                        (
                            "values",
                            .string(
                                counts.map { (100 * Double($0) / Double(n)).fixed(2) }
                                    .joined(separator: "|"))
                        ), ("point", .integer(feature.n)),
                    ],
                    cells: counts.map { .share(Double($0) / Double(n), 0, words) }
                        + [.count(feature.n)])
            }, isFolded: true, notes: [words["study.kano.countsNote"]], how: [how(words)])
    }

    /// Those who answered both questions about a feature, of a wave or of all; nil where nothing of
    /// theirs is shown.
    private static func records(
        _ feature: KanoReport.Feature, in wave: KanoReport.Wave? = nil, _ asked: Inquirer
    ) -> String? {
        guard (wave == nil ? feature.found : wave?.found) != nil else { return nil }
        let both = [feature.column, feature.without].map { "not is_missing(\($0))" }
            .joined(separator: " and ")
        return asked.records(
            filter: asked.filter(and: both), from: wave?.span.lowerBound,
            to: wave?.span.upperBound)
    }

    private static func how(_ words: Words) -> Study.How {
        Study.How(text: words["study.kano.how"], source: KanoFeature.method.source)
    }

    // MARK: - From wave to wave

    /// What moved to another category, or that nothing did.
    private static func drifts(_ features: [KanoReport.Feature], _ asked: Inquirer) -> [String] {
        let words = asked.words
        let tested = features.filter { $0.drift != nil }
        guard !tested.isEmpty else { return [] }
        let moved = tested.compactMap { feature -> String? in
            let (first, last) = ends(feature)
            guard let drift = feature.drift, drift.isClear,
                let from = first?.found?.category, let to = last?.found?.category, from != to
            else { return nil }
            return words(
                "study.kano.moved",
                [
                    "feature": asked.titles.named(feature.title[words.language]),
                    "from": words["study.kano.name.\(from.rawValue)"],
                    "to": words["study.kano.name.\(to.rawValue)"],
                    "before": first.map { asked.label(of: $0.span.lowerBound) } ?? "",
                    "after": last.map { asked.label(of: $0.span.lowerBound) } ?? "",
                    "p": Figures.p(drift.adjustedP),
                ])
        }
        let shown = tested.map { $0.waves.count { $0.found != nil } }.max() ?? 0
        return moved.isEmpty ? [words("study.kano.steady", ["waves": "\(shown)"])] : moved
    }

    /// The first and the last wave that is shown.
    private static func ends(
        _ feature: KanoReport.Feature
    ) -> (first: KanoReport.Wave?, last: KanoReport.Wave?) {
        let shown = feature.waves.filter { $0.found != nil }
        return (shown.first, shown.last)
    }

    private static func category(_ wave: KanoReport.Wave?, _ words: Words) -> Study.Cell {
        guard let found = wave?.found else { return .text("–") }
        return .text(words["study.kano.name.\(found.category.rawValue)"])
    }

    private static func change(_ change: Change?, _ good: Bool?, _ words: Words) -> Study.Cell {
        guard let change else { return .number(nil, 1) }
        var cell = Study.Cell.share(change.estimate.value, words)
        if change.isClear { cell.tone = (change.estimate.value > 0) == good ? "good" : "bad" }
        return cell
    }

    private static func changes(
        _ features: [KanoReport.Feature], _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "changes", title: words["study.kano.changes"],
            about: words["study.kano.changesAbout"],
            columns: [
                .text(words["study.kano.feature"]), .text(words["study.kano.before"]),
                .text(words["study.kano.after"]), .number(words["study.kano.betterChange"]),
                .text(words["insight.interval"]), .number(words["study.kano.worseChange"]),
                .text(words["insight.interval"]), .number("V"), .number("p"),
            ],
            rows: features.filter { $0.drift != nil }.map { feature in
                let (first, last) = ends(feature)
                let drift = feature.drift
                func interval(_ change: Change?) -> Study.Cell {
                    .interval(
                        change.map { 100 * $0.estimate.low }, change.map { 100 * $0.estimate.high },
                        1, words)
                }
                return Study.Row(
                    label: feature.title[words.language], records: records(feature, asked),
                    cells: [
                        category(first, words), category(last, words),
                        change(drift?.better, true, words), interval(drift?.better),
                        change(drift?.worse, false, words), interval(drift?.worse),
                        .number(drift?.test.association, 2), .p(drift?.adjustedP),
                    ])
            },
            notes: [words["study.kano.changesNote"]],
            how: [Study.How(text: words["study.kano.driftHow"], source: KanoDrift.method.source)])
    }

    private static func waves(
        _ features: [KanoReport.Feature], _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "waves", title: words["study.kano.waves"],
            columns: [
                .text(words["study.kano.feature"]), .text(words["insight.column.trend"]),
                .text(words["study.kano.category"]), .number(words["study.kano.better"]),
                .text(words["insight.interval"]), .number(words["study.kano.worse"]),
                .text(words["insight.interval"]), .n,
            ],
            rows: features.flatMap { feature in
                feature.waves.filter { $0.n > 0 }.map { wave in
                    let found = wave.found
                    return Study.Row(
                        label: feature.title[words.language],
                        records: records(feature, in: wave, asked),
                        cells: [
                            .text(asked.label(of: wave.span.lowerBound)), category(wave, words),
                            .number(found?.better?.value, 2),
                            .interval(found?.better?.low, found?.better?.high, 2, words),
                            .number(found?.worse?.value, 2),
                            .interval(found?.worse?.low, found?.worse?.high, 2, words),
                            .count(wave.n),
                        ])
                }
            }, isFolded: true, how: [how(words)])
    }
}
