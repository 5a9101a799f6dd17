import Base
import Columns
import Operations
import Statistics

/// The tables of the insight page. Each is shown, drawn as a picture by a script that reads the
/// table itself, and exported; so all three say the same.
struct InsightTables {
    let answer: InsightAnswer
    let visit: Visit
    private var words: Words { visit.words }
    private var figures: Figures { Figures(words: visit.words) }

    /// One row; every table has the same parts, so one template shows them all.
    private func row(
        _ label: String, _ measure: Measure, records: String?, narrowed: String? = nil,
        change: Change? = nil
    ) -> JSON {
        [
            "label": .string(label), "measure": figures.json(measure),
            "records": .optional(records), "narrowed": .optional(narrowed),
            "change": change.map { figures.json($0, measure.kind) } ?? .null,
            // A value without an interval is still a value; the picture needs both.
            "point": .optional(measure.value), "low": .optional(measure.estimate?.low),
            "high": .optional(measure.estimate?.high), "count": .integer(measure.n),
        ]
    }

    var trend: JSON {
        .array(
            answer.report.trend.map { span in
                row(
                    answer.asked.label(of: span.from), span.measure,
                    records: answer.asked.records(
                        filter: answer.question.filter, from: span.from, to: span.to))
            })
    }

    var groups: JSON {
        .array(
            answer.report.groups.map { group in
                row(
                    label(of: group), group.measure,
                    records: answer.asked.records(filter: group.measure.filter),
                    narrowed: group.measure.isHidden
                        ? nil
                        : answer.form.path(
                            "/insight", ["filter": group.measure.filter, "by": nil]),
                    change: group.change)
            })
    }

    private func label(of group: InsightReport.Group) -> String {
        zip(answer.question.dimensions, group.keys)
            .map { answer.titles.title(of: $1, in: $0) }.joined(separator: " · ")
    }

    var distribution: JSON {
        let total = answer.report.distribution.reduce(0) { $0 + $1.count }
        return .array(
            answer.report.distribution.map { entry in
                let share = total > 0 ? 100 * Double(entry.count) / Double(total) : 0
                return [
                    "label": .string(
                        answer.titles.title(of: entry.value, in: answer.report.column)),
                    "count": .string(Double(entry.count).grouped(0)),
                    "point": .integer(entry.count),
                    "share": .string(share.fixed(1) + " %"),
                    "records": .optional(records(of: entry.value)),
                ]
            })
    }

    private func records(of value: JSON) -> String? {
        let condition = Dimension(answer.report.column).condition(.value(value)).description
        let filter = answer.question.filter.map { "(\($0)) and \(condition)" } ?? condition
        return answer.asked.records(filter: filter)
    }

    var items: JSON {
        .array(
            answer.items.items.map { item in
                let scale = words(
                    "insight.scale",
                    ["low": "\(item.scale.lowerBound)", "high": "\(item.scale.upperBound)"])
                return .object(
                    JSON.Object(
                        (row(
                            answer.titles.title(item.column), item.measure, records: nil,
                            narrowed: answer.form.path(
                                "/insight", ["item": item.column, "measure": "mean"])
                        ).object ?? .init()).members + [.init(key: "scale", value: .string(scale))])
                )
            })
    }
}
