import Base
import Columns
import Operations
import Statistics

/// Two questions against each other.
enum CrossTabStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let words = asked.words
        guard let row = asked.form["by"], let column = asked.form["with"] else {
            return Study(sentences: [words["study.crosstab.choose"]])
        }
        var question = asked.question
        question.dimensions = [row, column]
        let tab = try await asked.desk.perform(CrossTabulate(asked.source.id, question))
        guard tab.n >= Measure.floor else {
            return Study(
                sentences: [
                    words(
                        "study.crosstab.few",
                        ["n": "\(tab.n)", "floor": "\(Measure.floor)"])
                ])
        }
        let weighted = tab.weights.map { weights in
            words(
                "insight.weighted",
                [
                    "name": weights.name, "effect": weights.designEffect.fixed(3),
                    "effective": weights.effectiveSize.fixed(0), "n": "\(weights.n)",
                ])
        }
        return Study(
            sentences: sentences(tab, asked) + [weighted].compactMap(\.self),
            records: asked.records(filter: asked.question.filter),
            sections: [shares(tab, asked)])
    }

    private static func sentences(_ tab: CrossTab, _ asked: Inquirer) -> [String] {
        let words = asked.words
        let values = [
            "row": asked.titles.named(column: tab.columns[0]),
            "column": asked.titles.named(column: tab.columns[1]), "n": Double(tab.n).grouped(0),
            "p": p(tab), "v": (tab.association ?? 0).fixed(tab.isCoarse ? 1 : 2),
        ]
        var all: [String] = []
        if let v = tab.association {
            let size = v < 0.1 ? "weak" : v < 0.3 ? "small" : v < 0.5 ? "middle" : "strong"
            all.append(
                tab.isClear
                    ? words(
                        "study.crosstab.related",
                        values.merging(["size": words["study.crosstab.size.\(size)"]]) { a, _ in a }
                    )
                    : words("study.crosstab.unrelated", values))
        } else {
            all.append(words("study.crosstab.untested", values))
        }
        if let r = tab.correlation {
            all.append(
                words(
                    "study.crosstab.correlation",
                    [
                        "r": Study.signed(r.value.fixed(2)), "low": Study.signed(r.low.fixed(2)),
                        "high": Study.signed(r.high.fixed(2)),
                    ]))
        }
        if let most = standingOut(tab), tab.isClear {
            all.append(
                words(
                    "study.crosstab.standsOut",
                    [
                        "group": asked.titles.title(
                            of: tab.rowGroups[most.row], in: tab.columns[0]),
                        "answer": asked.titles.title(
                            of: tab.columnGroups[most.column], in: tab.columns[1]),
                        "share": (100 * (tab.cells[most.row][most.column].share ?? 0)).fixed(1),
                    ]))
        }
        return all
    }

    private static func p(_ tab: CrossTab) -> String {
        guard let p = tab.p else { return "" }
        guard tab.isCoarse else { return Figures.p(p) }
        return p < 1 ? "p < \(JSON.number(p).text)" : "p ≥ 0.05"
    }

    /// The cell that is above chance by most.
    private static func standingOut(_ tab: CrossTab) -> (row: Int, column: Int)? {
        let places = tab.cells.indices.flatMap { row in
            tab.cells[row].indices.map { (row: row, column: $0) }
        }
        return places.filter { (tab.cells[$0.row][$0.column].residual ?? 0) > 2 }
            .max {
                (tab.cells[$0.row][$0.column].residual ?? 0)
                    < (tab.cells[$1.row][$1.column].residual ?? 0)
            }
    }

    private static func shares(_ tab: CrossTab, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        let names = tab.columnGroups.map { asked.titles.title(of: $0, in: tab.columns[1]) }
        return Study.Section(
            id: "shares", title: words["study.crosstab.shares"],
            about: words["study.crosstab.about"],
            picture: Study.Picture(
                kind: "stacked", name: asked.titles.title(tab.columns[1]),
                data: [("series", .string(names.joined(separator: "|")))]),
            columns: [.text(asked.titles.title(tab.columns[0]))] + names.map { .number($0) }
                + [.n],
            rows: tab.rowGroups.indices.map { row in
                let cells = tab.cells[row]
                return Study.Row(
                    label: asked.titles.title(of: tab.rowGroups[row], in: tab.columns[0]),
                    link: asked.words(filter: filter(of: row, tab, asked)),
                    records: asked.records(filter: filter(of: row, tab, asked)),
                    data: [
                        (
                            "values",
                            .string(
                                cells.map { $0.share.map { (100 * $0).fixed(2) } ?? "" }
                                    .joined(separator: "|"))
                        ), ("point", .integer(tab.rowTotals[row])),
                    ],
                    cells: cells.map { cell($0, words) } + [.count(tab.rowTotals[row])])
            },
            notes: [words["study.crosstab.note"]]
                + (asked.source.hasTexts ? [words["study.crosstab.drill"]] : [])
                + (tab.isThin ? [words["study.crosstab.thin"]] : [])
                + (tab.isCoarse ? [words["study.crosstab.coarse"]] : []),
            how: [
                Study.How(
                    text: words(
                        "study.crosstab.how",
                        [
                            "chi": tab.chiSquare.map { $0.fixed(1) } ?? "–",
                            "degrees": "\(tab.degrees ?? 0)",
                        ]),
                    source: (tab.weights == nil
                        ? Contingency.method : Contingency.weightedMethod).source)
            ])
    }

    private static func filter(of row: Int, _ tab: CrossTab, _ asked: Inquirer) -> String {
        let condition = Dimension(tab.columns[0]).condition(tab.rowGroups[row]).description
        return asked.question.filter.map { "(\($0)) and \(condition)" } ?? condition
    }

    private static func cell(_ cell: CrossTab.Cell, _ words: Words) -> Study.Cell {
        guard !cell.isHidden else {
            return Study.Cell(text: words("measure.hidden", ["floor": "\(Measure.floor)"]))
        }
        var shown = Study.Cell.share(cell.share, words)
        let residual = cell.residual ?? 0
        shown.tone = residual > 2 ? "more" : residual < -2 ? "less" : nil
        return shown
    }
}
