import Base
import Operations
import Statistics

/// The page's tables as files for a spreadsheet.
enum InsightExport {
    static let tables = ["trend", "groups", "distribution", "items"]

    static func download(_ visit: Visit) async throws -> Reply {
        guard let table = visit.query["table"]?.string, tables.contains(table) else {
            throw Refusal(.notFound, "noSuchPage")
        }
        let form = InsightForm(visit.query)
        guard let chosen = form.instrument else { throw Refusal(.notFound, "noSuchInstrument") }
        let source = try await visit.desk.perform(ShowInsightSource(chosen))
        let answer = try await InsightAnswer(form, source, visit)
        let rows = [header(table, visit.words)] + self.rows(table, answer, visit)
        return file(rows, name: table)
    }

    static func file(_ rows: [[String]], name: String) -> Reply {
        let safe = rows.map { $0.map(DelimitedText.guarded) }
        // The mark at the beginning tells Excel in China that Chinese text is UTF-8.
        let text = "\u{FEFF}" + DelimitedText.lines(safe)
        return .download(
            Array(text.utf8), type: "text/csv; charset=utf-8", name: "nuo-\(name).csv")
    }

    /// What a table's picture is called as a file.
    static func picture(_ name: String) -> String { "nuo-\(name).png" }

    private static func header(_ table: String, _ words: Words) -> [String] {
        let label = words["insight.column.\(table)"]
        guard table != "distribution" else { return [label, words["insight.count"]] }
        return [
            label, words["insight.value"], words["insight.low"], words["insight.high"], "n",
        ]
    }

    private static func rows(
        _ table: String, _ answer: InsightAnswer, _ visit: Visit
    ) -> [[String]] {
        switch table {
        case "trend":
            return answer.report.trend.map {
                row($0.from.civil(in: answer.zone).date.description, $0.measure)
            }
        case "groups":
            return answer.report.groups.map { group in
                let labels = zip(answer.question.dimensions, group.keys)
                    .map { answer.titles.title(of: $1, in: $0) }
                return row(labels.joined(separator: " · "), group.measure)
            }
        case "items":
            return answer.items.items.map { row(answer.titles.title($0.column), $0.measure) }
        default:
            return answer.report.distribution.map {
                [answer.titles.title(of: $0.value, in: answer.report.column), "\($0.count)"]
            }
        }
    }

    /// Numbers as they are, for computing on; nothing where a number is hidden.
    private static func row(_ label: String, _ measure: Measure) -> [String] {
        [measure.value, measure.estimate?.low, measure.estimate?.high].reduce(into: [label]) {
            $0.append($1.map { JSON.number($0.rounded(toDigits: 6)).text } ?? "")
        } + ["\(measure.n)"]
    }
}
