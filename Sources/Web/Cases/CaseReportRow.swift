import Base
import Operations

/// A line of the report: each number of it opens the cases that it counts.
struct CaseReportRow {
    let name: String
    let figures: JSON
    /// What of the queue's address finds the cases of the line.
    let filters: JSON.Object
    let visit: Visit

    private var words: Words { visit.words }

    /// Columns of both tables, in order: the word of the heading.
    static let speed = ["cases", "active", "first", "done", "kept", "once"]
    static let donts = ["waited", "upset", "transferred", "effort", "again", "reopened"]

    func json(_ columns: [String]) -> JSON {
        [
            "name": .string(name),
            "cells": .array(
                columns.map { column in
                    var cell = cell(column)
                    cell["label"] = .string(words["caseReport.\(column)"])
                    return .object(cell.object)
                }),
        ]
    }

    private func cell(_ column: String) -> [String: JSON] {
        switch column {
        case "cases": count("cases", path("all"))
        case "active": count("active", path("all", view: "active"))
        case "first": times("firstResponse", path("answered"))
        case "done": times("resolution", path("done"))
        case "kept": kept
        case "once": share("once", path("once"))
        case "waited": times("waited", path("answered"))
        case "effort": effort
        default: share(column, path(column))
        }
    }

    private func path(_ figure: String, view: String = "all") -> String {
        var all = filters
        all["view"] = .string(view)
        all["figure"] = .string(figure)
        return visit.address("/cases", all)
    }

    private func count(_ key: String, _ path: String) -> [String: JSON] {
        ["value": .string((figures[key] ?? 0).text), "path": .string(path)]
    }

    private func times(_ key: String, _ path: String) -> [String: JSON] {
        guard let times = figures[key], let median = times["median"]?.number else { return [:] }
        let durations = Durations(words: words)
        return [
            "value": .string(durations(median)), "path": .string(path),
            "interval": interval(times) { durations($0) },
            "detail": .string(
                words(
                    "caseReport.tail",
                    [
                        "p90": durations(times["p90"]?.number ?? 0),
                        "n": times["n"]?.text ?? "0",
                    ])),
        ]
    }

    private func share(_ key: String, _ path: String) -> [String: JSON] {
        guard let share = figures[key], let value = share["value"]?.number else { return [:] }
        return [
            "value": .string(Percent.text(value)), "path": .string(path),
            "interval": interval(share) { Percent.text($0) },
            "detail": .string("n = \(share["n"]?.text ?? "0")"),
        ]
    }

    /// Those that were broken are what one wants to look at.
    private var kept: [String: JSON] {
        var cell = share("kept", path("kept"))
        if let value = figures["kept"]?["value"]?.number, value < 1 {
            cell["more"] = .string(words["caseReport.broken"])
            cell["morePath"] = .string(path("broken"))
        }
        return cell
    }

    /// What customers had to write, and how easy they say it was.
    private var effort: [String: JSON] {
        var cell: [String: JSON] = [
            "value": .string((figures["effort"]?.number ?? 0).fixed(1)),
            "path": .string(path("wrote")),
        ]
        if let score = figures["effortScore"], let value = score["value"]?.number {
            cell["more"] = .string("CES \(value.fixed(1))")
            cell["morePath"] = .string(path("rated"))
            cell["interval"] = interval(score) { $0.fixed(1) }
            cell["detail"] = .string("n = \(score["n"]?.text ?? "0")")
        }
        return cell
    }

    private func interval(_ measure: JSON, _ shown: (Double) -> String) -> JSON {
        guard let low = measure["low"]?.number, let high = measure["high"]?.number else {
            return .null
        }
        return .string("\(shown(low)) – \(shown(high))")
    }
}
