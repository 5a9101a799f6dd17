import Base
import Columns
import Operations
import Statistics

/// Two questions against each other.
enum CrossTabStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let words = asked.words
        let base = try asked.form.choice("shares", CrossTab.Base.self) ?? .row
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
        let weighted = tab.weights.map { Study.weighted($0, words) }
        return Study(
            sentences: sentences(tab, asked) + [weighted].compactMap(\.self),
            records: asked.records(filter: tab.filter),
            sections: [shares(tab, base, asked), counts(tab, asked)])
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

    private static func titles(_ tab: CrossTab, _ asked: Inquirer) -> [String] {
        tab.columnGroups.map { asked.titles.title(of: $0, in: tab.columns[1]) }
    }

    private static func shares(
        _ tab: CrossTab, _ base: CrossTab.Base, _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        let names = titles(tab, asked)
        func share(_ cell: CrossTab.Cell) -> Double? {
            switch base {
            case .row: cell.share
            case .column: cell.columnShare
            case .total: cell.totalShare
            }
        }
        // Only rows that add up to 100 % can be laid end to end.
        let (kind, factor, digits) = base == .row ? ("stacked", 100.0, 2) : ("heat", 1.0, 4)
        return Study.Section(
            id: "cells", title: words["study.crosstab.shares.\(base.rawValue)"],
            about: words["study.crosstab.about.\(base.rawValue)"],
            picture: Study.Picture(
                kind: kind, name: asked.titles.title(tab.columns[1]),
                data: [("series", .string(names.joined(separator: "|")))]),
            columns: [.text(asked.titles.title(tab.columns[0]))] + names.map { .number($0) }
                + [.n],
            rows: tab.rowGroups.indices.map { row in
                let cells = tab.cells[row]
                return Study.Row(
                    label: asked.titles.title(of: tab.rowGroups[row], in: tab.columns[0]),
                    link: asked.words(filter: filter(of: row, tab, asked)),
                    records: records(of: row, tab, asked),
                    data: [
                        (
                            "values",
                            .string(
                                cells.map {
                                    share($0).map { (factor * $0).fixed(digits) } ?? ""
                                }.joined(separator: "|"))
                        ), ("point", .optional(tab.rowTotals[row].map(Double.init))),
                    ],
                    cells: cells.map { cell($0, share($0), asked) }
                        + [total(tab.rowTotals[row], words)])
            }, notes: notes(tab, asked), how: how(tab, words))
    }

    private static func notes(_ tab: CrossTab, _ asked: Inquirer) -> [String] {
        let words = asked.words
        let ranged = asked.titles.list(tab.ranged.map { asked.titles.named(column: $0) })
        return [words["study.crosstab.note"]]
            + (asked.source.hasTexts ? [words["study.crosstab.drill"]] : [])
            + (tab.ranged.isEmpty ? [] : [words("study.crosstab.ranged", ["columns": ranged])])
            + (tab.isThin && tab.weights != nil ? [words["study.crosstab.thin"]] : [])
            + (tab.isCoarse ? [words["study.crosstab.coarse"]] : [])
    }

    private static func how(_ tab: CrossTab, _ words: Words) -> [Study.How] {
        let chi = Study.How(
            text: words(
                "study.crosstab.how",
                [
                    "chi": tab.chiSquare.map { $0.fixed(1) } ?? "–",
                    "degrees": "\(tab.degrees ?? 0)",
                ]),
            source: (tab.weights == nil ? Contingency.method : Contingency.weightedMethod).source)
        guard let test = tab.test, tab.isThin, tab.weights == nil else { return [chi] }
        let exact = Study.How(
            text: tab.draws.map {
                words("study.crosstab.sampled", ["draws": Double($0).grouped(0)])
            } ?? words["study.crosstab.exact"],
            source: test.source)
        return [exact, chi]
    }

    /// How many they are; whoever counts wants no shares.
    private static func counts(_ tab: CrossTab, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        let all = Study.Row(
            label: words["study.crosstab.all"], records: asked.records(filter: tab.filter),
            cells: zip(tab.columnTotals, tab.columnFilters).map { n, filter in
                total(n, words).leading(to: n == nil ? nil : asked.records(filter: filter))
            } + [.count(tab.n)])
        return Study.Section(
            id: "counts", title: words["study.crosstab.counts"],
            columns: [.text(asked.titles.title(tab.columns[0]))]
                + titles(tab, asked).map { .number($0) } + [.n],
            rows: tab.rowGroups.indices.map { row in
                Study.Row(
                    label: asked.titles.title(of: tab.rowGroups[row], in: tab.columns[0]),
                    records: records(of: row, tab, asked),
                    cells: tab.cells[row].map { cell in
                        cell.isHidden
                            ? hidden(words)
                            : .count(cell.count).leading(to: asked.records(filter: cell.filter))
                    } + [total(tab.rowTotals[row], words)])
            } + [all], isFolded: true)
    }

    private static func filter(of row: Int, _ tab: CrossTab, _ asked: Inquirer) -> String {
        asked.filter(
            and: Dimension(tab.columns[0]).condition(tab.rowGroups[row]).description)
    }

    /// Those of a row, as many as it says.
    private static func records(of row: Int, _ tab: CrossTab, _ asked: Inquirer) -> String? {
        asked.records(filter: tab.rowFilters[row])
    }

    private static func total(_ n: Int?, _ words: Words) -> Study.Cell {
        n.map(Study.Cell.count) ?? hidden(words)
    }

    private static func hidden(_ words: Words) -> Study.Cell {
        Study.Cell(text: words("measure.hidden", ["floor": "\(Measure.floor)"]))
    }

    private static func cell(
        _ cell: CrossTab.Cell, _ share: Double?, _ asked: Inquirer
    ) -> Study.Cell {
        guard !cell.isHidden, share != nil else { return hidden(asked.words) }
        var shown = Study.Cell.share(share, asked.words)
        let residual = cell.residual ?? 0
        shown.tone = residual > 2 ? "more" : residual < -2 ? "less" : nil
        return cell.count == 0 ? shown : shown.leading(to: asked.records(filter: cell.filter))
    }
}
