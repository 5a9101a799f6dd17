import Base
import Operations
import Statistics

/// What a page of analysis says, whichever it is: sentences that can be read aloud, then tables
/// with their pictures and how they were computed. Page, picture, print and file are made of it.
struct Study {
    var sentences: [String]
    /// The list of exactly the responses that it rests on.
    var records: String?
    var sections: [Section] = []
    /// The one number that it is about, for where there is no room for more.
    var figure: Figure?
    /// How the first sentences were computed.
    var how: [How] = []
    /// What is in the way, instead of sections: too few answers, an instrument that does not fit.
    var obstacle: String?

    struct Figure {
        let value: String
        /// Interval and n.
        let evidence: String
        /// Against an earlier period; nil without one.
        var change: Cell?
        /// What it was then.
        var changeNote: String?
    }

    struct Section {
        /// Also the name of its file.
        var id: String
        let title: String
        var about: String?
        var picture: Picture?
        /// Headings; the first is of the label.
        let columns: [Column]
        var rows: [Row]
        /// Whether the table waits behind its picture.
        var isFolded = false
        /// Whether it can share its line with another.
        var isHalf = false
        /// How many answers it rests on, where its rows do not say it.
        var answers: Int?
        var notes: [String] = []
        var how: [How] = []
    }

    struct Column {
        let title: String
        var isNumber = true

        static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
        static func number(_ title: String) -> Column { Column(title: title) }
        /// How many answers a row rests on.
        static let n = Column(title: "n")
    }

    struct Row {
        let label: String
        /// To a page about this row.
        var link: String?
        /// To the responses behind it.
        var records: String?
        /// To where its mark in the picture leads; the page about it, else its responses.
        var mark: String?
        /// Steps to the right, of a tree.
        var indent = 0
        /// What the picture is drawn from.
        var data: [(name: String, value: JSON)] = []
        let cells: [Cell]
    }

    struct Cell {
        let text: String
        /// As files have it.
        var raw: JSON = .null
        /// `good`, `bad` or none.
        var tone: String?
        /// Of an interval, for computing on.
        var ends: ClosedRange<Double>?
        /// To the responses behind this number alone.
        var records: String?

        func leading(to records: String?) -> Cell {
            var cell = self
            cell.records = records
            return cell
        }

        static func text(_ text: String, tone: String? = nil) -> Cell {
            Cell(text: text, raw: .string(text), tone: tone)
        }

        /// - Parameter digits: after the point.
        static func number(_ value: Double?, _ digits: Int, suffix: String = "") -> Cell {
            guard let value, value.isFinite else { return Cell(text: "–") }
            return Cell(
                text: Study.signed(value.fixed(digits)) + suffix,
                raw: .number(value.rounded(toDigits: 6)))
        }

        static func count(_ count: Int) -> Cell {
            Cell(text: Double(count).grouped(0), raw: .integer(count))
        }

        static func p(_ p: Double?) -> Cell {
            guard let p else { return Cell(text: "–") }
            return Cell(
                text: p < 0.001 ? "< 0.001" : p.fixed(3), raw: .number(p.rounded(toDigits: 6)))
        }

        /// A share as a percentage.
        static func share(_ share: Double?, _ words: Words) -> Cell { .share(share, 1, words) }

        static func share(_ share: Double?, _ digits: Int, _ words: Words) -> Cell {
            number(share.map { 100 * $0 }, digits, suffix: words["measure.percent"])
        }

        /// Both ends of an interval.
        static func interval(_ low: Double?, _ high: Double?, _ digits: Int, _ words: Words) -> Cell
        {
            guard let low, let high, low.isFinite, high.isFinite else { return Cell(text: "–") }
            let text = words(
                "measure.interval",
                ["low": Study.signed(low.fixed(digits)), "high": Study.signed(high.fixed(digits))])
            var cell = Cell.text(text)
            cell.ends = min(low, high)...max(low, high)
            return cell
        }
    }

    /// A picture says nothing that its table does not say.
    struct Picture {
        let kind: String
        var unit = "mean"
        let name: String
        /// Names of its series, of its axes, places of its lines.
        var data: [(name: String, value: JSON)] = []
    }

    struct How {
        let text: String
        let source: String
    }

    /// By what answers were weighted, and what that cost.
    static func weighted(_ weights: InsightReport.Weights, _ words: Words) -> String {
        words(
            "insight.weighted",
            [
                "name": weights.name, "effect": weights.designEffect.fixed(3),
                "effective": weights.effectiveSize.fixed(0), "n": "\(weights.n)",
            ])
    }

    fileprivate static func plain(_ value: JSON) -> String { value.string ?? value.text }

    /// With the minus sign that is as wide as a digit.
    static func signed(_ text: String) -> String {
        text.hasPrefix("-") ? "−" + text.dropFirst() : text
    }
}

extension Study.Cell {
    /// Value, interval and n of a measure.
    static func measure(_ measure: Measure, _ figures: Figures) -> [Study.Cell] {
        let hidden = figures.words("measure.hidden", ["floor": "\(Measure.floor)"])
        let value = measure.value.map { figures.value($0, measure) }
        return [
            Study.Cell(
                text: measure.isHidden ? hidden : value ?? "–",
                raw: measure.value.map { .number($0.rounded(toDigits: 6)) } ?? .null),
            interval(measure, figures), .count(measure.n),
        ]
    }

    private static func interval(_ measure: Measure, _ figures: Figures) -> Study.Cell {
        var cell = text(figures.interval(measure) ?? "")
        if let estimate = measure.estimate, estimate.low.isFinite, estimate.high.isFinite {
            cell.ends = estimate.low...estimate.high
        }
        return cell
    }
}

extension Study {
    /// Headings of those three.
    static func measureColumns(_ name: String, _ words: Words) -> [Column] {
        [.number(name), .text(words["insight.interval"]), .n]
    }

    /// What the picture of a measure with its interval is drawn from.
    static func data(_ measure: Measure) -> [(name: String, value: JSON)] {
        [
            ("point", .optional(measure.value)), ("low", .optional(measure.estimate?.low)),
            ("high", .optional(measure.estimate?.high)), ("count", .integer(measure.n)),
        ]
    }

    /// - Parameters:
    ///   - path: of a file of the page, `/insight/trend/table?…`, without the table's name.
    ///   - topic: key of the page, with which the names of its files begin.
    ///   - basis: what a picture says below itself where it stands without the page.
    func json(_ words: Words, table path: String, of topic: String, basis: String) -> JSON {
        [
            "lead": .optional(sentences.first),
            "sentences": .array(sentences.dropFirst().map(JSON.string)),
            "records": .optional(records), "obstacle": .optional(obstacle),
            "basis": .string(basis), "how": Study.json(how), "hasHow": .bool(!how.isEmpty),
            "figure": figure.map {
                [
                    "value": .string($0.value), "evidence": .string($0.evidence),
                    "change": .optional($0.change?.text), "tone": .optional($0.change?.tone),
                    "note": .optional($0.changeNote),
                ]
            } ?? .null,
            "sections": .array(
                sections.map { section in
                    let file =
                        path + (path.contains("?") ? "&" : "?") + "table=\(section.id)"
                    let name = InsightExport.picture("\(topic)-\(section.id)")
                    return section.json(
                        Figures(words: words), export: file, picture: name, basis: basis)
                }),
        ]
    }
}

extension Study.Section {
    func json(_ figures: Figures, export: String, picture file: String, basis: String) -> JSON {
        let rests = [basis, n.map(figures.n)].compactMap(\.self).joined(separator: " · ")
        return [
            "id": .string(id), "title": .string(title), "about": .optional(about),
            "picture": picture?.json(of: id, file, rests) ?? .null,
            "isFolded": .bool(isFolded), "isHalf": .bool(isHalf),
            "columns": .array(
                columns.map { ["title": .string($0.title), "isNumber": .bool($0.isNumber)] }),
            "rows": .array(rows.map { $0.json(columns) }),
            "notes": .array(notes.map(JSON.string)),
            "how": Study.json(how),
            "hasHow": .bool(!how.isEmpty), "export": .string(export),
            "hasRecords": .bool(rows.contains { $0.records != nil }),
        ]
    }

    /// How many answers its rows rest on, from the fewest to the most, where its table says so.
    private var n: ClosedRange<Int>? {
        if let answers { return answers...answers }
        guard
            let place = columns.dropFirst().firstIndex(where: { $0.title == Study.Column.n.title })
        else { return nil }
        let all = rows.compactMap { row in
            place <= row.cells.count ? row.cells[place - 1].raw.integer : nil
        }
        guard let fewest = all.min(), let most = all.max() else { return nil }
        return fewest...most
    }

    /// Rows of a file: headings, then label and raw values; an interval is two numbers.
    func table(_ words: Words) -> [[String]] {
        let isSplit = columns.indices.map { place in
            place > 0
                && rows.contains {
                    $0.cells.indices.contains(place - 1) && $0.cells[place - 1].ends != nil
                }
        }
        let ends = [words["insight.low"], words["insight.high"]]
        let head = zip(columns, isSplit).flatMap { column, isSplit in
            isSplit
                ? ends.map { words("insight.endOf", ["end": $0, "name": column.title]) }
                : [column.title]
        }
        return [head]
            + rows.map { row in
                [row.label]
                    + zip(row.cells, isSplit.dropFirst()).flatMap { cell, isSplit in
                        guard isSplit else { return [cell.raw.isNull ? "" : Study.plain(cell.raw)] }
                        let ends = cell.ends.map { [$0.lowerBound, $0.upperBound] } ?? []
                        return ends.isEmpty
                            ? ["", ""] : ends.map { JSON.number($0.rounded(toDigits: 6)).text }
                    }
            }
    }
}

extension Study.How {
    /// How a measure is computed; nil for a plain count.
    init?(_ measure: Measure, _ words: Words) {
        guard let method = measure.estimate?.method else { return nil }
        self.init(
            text: words["measure.definition.\(measure.kind.rawValue)"] + " "
                + words["method.\(method.name)"],
            source: method.source)
    }

    /// How a change was tested.
    init(_ change: Change, _ words: Words) {
        self.init(text: words["method.\(change.test.name)"], source: change.test.source)
    }
}

extension Study.Picture {
    fileprivate func json(of table: String, _ file: String, _ basis: String) -> JSON {
        [
            "kind": .string(kind), "unit": .string(unit), "name": .string(name),
            "table": .string(table), "data": Study.attributes(data), "file": .string(file),
            "basis": .string(basis),
        ]
    }
}

extension Study.Row {
    fileprivate func json(_ columns: [Study.Column]) -> JSON {
        [
            "label": .string(label), "link": .optional(link), "records": .optional(records),
            "href": .optional(mark ?? link ?? records),
            "indent": .string(String(repeating: "\u{2003}", count: indent)),
            "data": Study.attributes(data),
            "cells": .array(
                zip(cells, columns.dropFirst()).map { cell, column in
                    [
                        "text": .string(cell.text), "isNumber": .bool(column.isNumber),
                        "tone": .optional(cell.tone), "records": .optional(cell.records),
                    ]
                }),
        ]
    }
}

extension Study {
    fileprivate static func json(_ how: [How]) -> JSON {
        .array(how.map { ["text": .string($0.text), "source": .string($0.source)] })
    }

    fileprivate static func attributes(_ data: [(name: String, value: JSON)]) -> JSON {
        .array(
            data.filter { !$0.value.isNull }
                .map { ["name": .string($0.name), "value": .string(plain($0.value))] })
    }
}
