import Base
import Domain
import Operations
import Statistics

/// What customers expect and what they find (SERVQUAL).
enum GapStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let report = try await asked.desk.perform(ShowGaps(asked.source.id, asked.question))
        let words = asked.words
        guard report.hasPairs else {
            return Study(sentences: [words["study.gaps.unfit"]])
        }
        guard let overall = report.overall else {
            return Study(
                sentences: [words("study.gaps.few", ["n": "\(report.n)"])],
                records: asked.records(filter: report.filter))
        }
        var study = Study(
            sentences: sentences(report, overall, asked),
            records: asked.records(filter: report.filter),
            sections: [dimensions(report, asked), items(report, asked)])
        if report.steps.count(where: { $0.overall.n > 0 }) > 1 {
            study.sections.append(parts(report, asked).steps(report.steps))
        }
        if let column = asked.question.dimensions.first, !report.groups.isEmpty {
            study.sections.append(parts(report, asked).groups(report.groups, by: column))
        }
        return study
    }

    private static func sentences(
        _ report: GapReport, _ overall: Estimate, _ asked: Inquirer
    ) -> [String] {
        let words = asked.words
        func figures(_ estimate: Estimate) -> [String: String] {
            [
                "gap": Study.signed(estimate.value.fixed(2)),
                "low": Study.signed(estimate.low.fixed(2)),
                "high": Study.signed(estimate.high.fixed(2)),
                "n": Double(report.n).grouped(0),
            ]
        }
        let missed = report.dimensions.filter { $0.gap.gap.high < 0 }
        var all = [
            words(
                missed.isEmpty ? "study.gaps.met" : "study.gaps.missed",
                figures(overall).merging([
                    "count": "\(missed.count)", "all": "\(report.dimensions.count)",
                ]) { first, _ in first })
        ]
        if let widest = report.dimensions.min(by: { $0.gap.gap.value < $1.gap.gap.value }),
            widest.gap.gap.high < 0
        {
            all.append(
                words(
                    "study.gaps.widest",
                    figures(widest.gap.gap).merging([
                        "dimension": asked.titles.named(widest.title[words.language])
                    ]) { first, _ in first }))
        }
        if let weighted = report.weighted {
            all.append(words("study.gaps.weighted", figures(weighted)))
        }
        if let group = groupSentence(report, asked) { all.append(group) }
        return all
    }

    /// Which group is served worst, where a test says that it differs from the others.
    private static func groupSentence(_ report: GapReport, _ asked: Inquirer) -> String? {
        guard let column = asked.question.dimensions.first else { return nil }
        // Everybody would stand in some group, were a value not a list of them.
        guard !report.groups.isEmpty else {
            return asked.words(
                "study.gaps.listGroups", ["column": asked.titles.named(column: column)])
        }
        guard
            let worst = report.groups.first(where: { part in
                part.change.map { $0.isClear && $0.estimate.value < 0 } ?? false
            }), let group = worst.group, let value = worst.overall.value, let change = worst.change
        else { return asked.words["study.gaps.sameGroups"] }
        return asked.words(
            "study.gaps.worstGroup",
            [
                "group": asked.titles.named(asked.titles.title(of: group.value, in: column)),
                "gap": Study.signed(value.fixed(2)),
                "by": abs(change.estimate.value).fixed(2), "p": Figures.p(change.adjustedP),
                "n": Double(worst.overall.n).grouped(0),
            ])
    }

    private static func columns(_ first: String, _ words: Words) -> [Study.Column] {
        [
            .text(first), .number(words["study.gaps.expectation"]),
            .number(words["study.gaps.perception"]), .number(words["study.gaps.gap"]),
            .text(words["insight.interval"]), .number("p"), .n,
            .number(words["study.gaps.short"]),
        ]
    }

    private static func cells(
        _ gap: Servqual.Gap, _ short: GapReport.Short?, n: Int, _ words: Words
    ) -> [Study.Cell] {
        var difference = Study.Cell.number(gap.gap.value, 2)
        difference.tone = gap.gap.high < 0 ? "bad" : gap.gap.low > 0 ? "good" : nil
        return [
            .number(gap.expectation, 2), .number(gap.perception, 2), difference,
            .interval(gap.gap.low, gap.gap.high, 2, words), .p(gap.p),
            .count(n),
            short.map { Study.Cell.count($0.n) }
                ?? Study.Cell(text: words("measure.hidden", ["floor": "\(Measure.floor)"])),
        ]
    }

    private static func dimensions(_ report: GapReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "dimensions", title: words["study.gaps.dimensions"],
            picture: Study.Picture(
                kind: "radar", name: words["study.gaps.dimensions"],
                data: [
                    ("first", .string(words["study.gaps.expectation"])),
                    ("second", .string(words["study.gaps.perception"])),
                    ("low", .integer(report.scale.lowerBound)),
                    ("high", .integer(report.scale.upperBound)),
                ]),
            columns: columns(words["study.gaps.dimension"], words) + [
                .number(words["study.gaps.weight"]), .number(words["study.gaps.alpha"]),
                .text(words["insight.interval"]), .number(words["study.gaps.expectationAlpha"]),
                .text(words["insight.interval"]),
            ],
            rows: report.dimensions.map { dimension in
                Study.Row(
                    label: dimension.title[words.language],
                    records: dimension.short.flatMap { asked.records(filter: $0.filter) },
                    data: [
                        ("point", .number(dimension.gap.expectation)),
                        ("second", .number(dimension.gap.perception)),
                    ],
                    cells: [
                        cells(dimension.gap, dimension.short, n: report.n, words),
                        [.number(dimension.weight, 1)],
                        alpha(dimension.perceptionAlpha, words),
                        alpha(dimension.expectationAlpha, words),
                    ].flatMap(\.self))
            }, notes: [words["study.gaps.shortNote"], words["study.gaps.alphaNote"]],
            how: [
                Study.How(text: words["study.gaps.how"], source: Servqual.method.source),
                Study.How(
                    text: words["study.gaps.alphaHow"], source: Reliability.alphaMethod.source),
            ])
    }

    private static func alpha(_ alpha: Estimate?, _ words: Words) -> [Study.Cell] {
        [.number(alpha?.value, 2), .interval(alpha?.low, alpha?.high, 2, words)]
    }

    private static func items(_ report: GapReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        let all = report.dimensions.flatMap(\.items).sorted { $0.gap.gap.value < $1.gap.gap.value }
        return Study.Section(
            id: "items", title: words["study.gaps.items"],
            picture: Study.Picture(kind: "bars", name: words["study.gaps.gap"]),
            columns: columns(words["study.gaps.item"], words),
            rows: all.map { item in
                Study.Row(
                    label: item.title[words.language],
                    link: asked.form.path("/insight", ["item": item.column, "measure": "mean"]),
                    records: item.short.flatMap { asked.records(filter: $0.filter) },
                    data: [
                        ("point", .number(item.gap.gap.value)),
                        ("low", .number(item.gap.gap.low)), ("high", .number(item.gap.gap.high)),
                    ],
                    cells: cells(item.gap, item.short, n: report.n, words))
            }, isFolded: true, notes: [words["study.gaps.shortNote"]],
            how: [Study.How(text: words["study.gaps.how"], source: Servqual.method.source)])
    }

    private static func parts(_ report: GapReport, _ asked: Inquirer) -> PartSections {
        let words = asked.words
        return PartSections(
            asked: asked, topic: "gaps", title: words["study.gaps.steps"],
            name: words["study.gaps.gap"], dimensions: report.dimensions.map(\.title), digits: 2,
            how: Study.How(text: words["study.gaps.partsHow"], source: Average.method.source),
            notes: [words["study.gaps.partsNote"]])
    }
}
