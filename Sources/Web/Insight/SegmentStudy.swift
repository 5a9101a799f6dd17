import Base
import Columns
import Operations
import Statistics

/// Which traits set customers apart, and who is best and worst off.
enum SegmentStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let report = try await asked.desk.perform(
            FindSegments(asked.source.id, asked.question))
        let name = asked.titles.heading(report.total.kind, item: asked.question.item)
        var study = Study(
            sentences: [asked.figures.sentence(report.total, named: name)],
            records: asked.records(filter: asked.question.filter))
        guard report.total.value != nil else { return study }
        let tooFine =
            report.tooFine.isEmpty
            ? nil
            : asked.words(
                "study.segments.tooFine",
                ["traits": asked.titles.list(report.tooFine.map(asked.titles.title))])
        if report.traits.isEmpty {
            study.obstacle = tooFine ?? asked.words["study.segments.noTraits"]
            return study
        }
        study.sentences.insert(lead(report, asked), at: 0)
        if let tree = sentence(ofTree: report, asked) { study.sentences.append(tree) }
        if let tooFine { study.sentences.append(tooFine) }
        study.sections = [traits(report, asked)]
        if !report.tree.isEmpty { study.sections.append(tree(report, name, asked)) }
        study.sections += report.traits.filter(\.isClear).prefix(3).enumerated().map {
            groups($1, name, asked, number: $0 + 1)
        }
        return study
    }

    private static func lead(_ report: SegmentReport, _ asked: Inquirer) -> String {
        let words = asked.words
        let clear = report.traits.filter(\.isClear)
        guard let strongest = clear.first, let best = strongest.groups.first,
            let worst = strongest.groups.last
        else {
            return words("study.segments.none", ["count": "\(report.traits.count)"])
        }
        return words(
            "study.segments.lead",
            [
                "count": "\(report.traits.count)", "clear": "\(clear.count)",
                "trait": asked.titles.named(column: strongest.column),
                "explained": (100 * strongest.explained).fixed(1),
                "best": asked.titles.title(of: best.key, in: strongest.column),
                "bestValue": value(best.measure, asked),
                "bestN": Double(best.measure.n).grouped(0),
                "worst": asked.titles.title(of: worst.key, in: strongest.column),
                "worstValue": value(worst.measure, asked),
                "worstN": Double(worst.measure.n).grouped(0),
            ])
    }

    private static func value(_ measure: Measure, _ asked: Inquirer) -> String {
        measure.value.map { asked.figures.value($0, measure) } ?? "–"
    }

    /// The lowest leaf of the tree in words.
    private static func sentence(ofTree report: SegmentReport, _ asked: Inquirer) -> String? {
        let leaves = report.tree.indices.filter { place in
            !report.tree.contains { $0.parent == place }
        }
        guard
            let lowest = leaves.min(by: {
                (report.tree[$0].measure.value ?? .infinity)
                    < (report.tree[$1].measure.value ?? .infinity)
            })
        else { return nil }
        var path: [String] = []
        var place: Int? = lowest
        while let one = place {
            path.insert(label(report.tree[one], asked), at: 0)
            place = report.tree[one].parent
        }
        return asked.words(
            "study.segments.lowest",
            [
                "path": path.joined(separator: asked.words["study.and"]),
                "value": value(report.tree[lowest].measure, asked),
                "n": Double(report.tree[lowest].measure.n).grouped(0),
            ])
    }

    private static func label(_ branch: SegmentReport.Branch, _ asked: Inquirer) -> String {
        asked.words(
            branch.isRest ? "study.segments.rest" : "study.segments.group",
            [
                "trait": asked.titles.named(column: branch.column),
                "group": asked.titles.title(of: branch.key, in: branch.column),
            ])
    }

    private static func label(_ trait: SegmentReport.Trait, _ asked: Inquirer) -> String {
        let title = asked.titles.title(trait.column)
        guard !trait.same.isEmpty else { return title }
        let others = asked.titles.list(trait.same.map { asked.titles.title($0) })
        return asked.words("study.segments.same", ["trait": title, "others": others])
    }

    private static func traits(_ report: SegmentReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "traits", title: words["study.segments.traits"],
            picture: Study.Picture(
                kind: "bars", unit: "share", name: words["study.segments.explained"]),
            columns: [
                .text(words["study.segments.trait"]), .number(words["study.segments.explained"]),
                .text(words["study.segments.best"]), .text(words["study.segments.worst"]),
                .n, .number(words["study.adjustedP"]),
                .text(words["study.segments.real"]),
            ],
            rows: report.traits.map { trait in
                func end(_ group: (key: Dimension.Group, measure: Measure)?) -> Study.Cell {
                    guard let group else { return .text("–") }
                    return .text(
                        asked.titles.title(of: group.key, in: trait.column) + " "
                            + value(group.measure, asked))
                }
                return Study.Row(
                    label: label(trait, asked),
                    link: asked.form.path("/insight", ["by": trait.column]),
                    data: [("point", .number(100 * trait.explained))],
                    cells: [
                        .share(trait.explained, words), end(trait.groups.first),
                        end(trait.groups.last),
                        .count(trait.n), .p(trait.adjustedP),
                        .text(
                            words[trait.isClear ? "study.yes" : "study.no"],
                            tone: trait.isClear ? "good" : nil),
                    ])
            }, notes: [words["study.segments.note"]],
            how: [
                Study.How(text: words["study.segments.welch"], source: GroupMeans.method.source),
                Study.How(
                    text: words["study.falseDiscovery"], source: FalseDiscovery.method.source),
            ])
    }

    private static func tree(
        _ report: SegmentReport, _ name: String, _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "tree", title: words["study.segments.tree"],
            about: words["study.segments.treeAbout"],
            columns: [.text(words["study.segments.part"])] + Study.measureColumns(name, words)
                + [.number(words["study.segments.explained"])],
            rows: report.tree.map { branch in
                Study.Row(
                    label: label(branch, asked),
                    link: branch.measure.filter.map { asked.form.path("/insight", ["filter": $0]) },
                    records: asked.records(filter: branch.measure.filter), indent: branch.depth,
                    cells: Study.Cell.measure(branch.measure, asked.figures)
                        + [.share(branch.explained, words)])
            },
            how: [
                Study.How(
                    text: words["study.segments.treeHow"], source: GroupMeans.method.source)
            ])
    }

    private static func groups(
        _ trait: SegmentReport.Trait, _ name: String, _ asked: Inquirer, number: Int
    ) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "groups\(number)",
            title: words("insight.groups", ["name": asked.titles.named(column: trait.column)]),
            picture: Study.Picture(
                kind: "bars", unit: trait.groups.first?.measure.kind.rawValue ?? "mean",
                name: name),
            columns: [.text(asked.titles.title(trait.column))]
                + Study.measureColumns(name, words),
            rows: trait.groups.map { group in
                Study.Row(
                    label: asked.titles.title(of: group.key, in: trait.column),
                    link: group.measure.filter.map { asked.form.path("/insight", ["filter": $0]) },
                    records: asked.records(filter: group.measure.filter),
                    data: Study.data(group.measure),
                    cells: Study.Cell.measure(group.measure, asked.figures))
            }, isFolded: true,
            how: trait.groups.compactMap(\.measure.estimate?.method).first.map { method in
                [Study.How(text: words["method.\(method.name)"], source: method.source)]
            } ?? [])
    }
}
