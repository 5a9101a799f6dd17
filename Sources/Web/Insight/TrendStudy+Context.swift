import Base
import Columns
import Domain
import Operations
import Statistics

/// What stands beside a line: what repeats in it, and what happened meanwhile.
extension TrendStudy {
    // MARK: - What repeats

    static func sentence(
        _ season: TrendReport.Season, _ report: TrendReport, _ asked: Inquirer
    ) -> String {
        let names = places(season, report, asked)
        let order = season.places.indices.sorted { season.places[$0] > season.places[$1] }
        func value(_ place: Int) -> String {
            Study.signed(season.places[place].fixed(digits(report)))
        }
        return asked.words(
            asked.question.grain == .day ? "study.trend.seasonWeek" : "study.trend.seasonYear",
            [
                "best": names[order[0]], "bestValue": value(order[0]),
                "worst": names[order[order.count - 1]],
                "worstValue": value(order[order.count - 1]), "p": Figures.p(season.p),
            ])
    }

    static func section(
        _ season: TrendReport.Season, _ report: TrendReport, _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        let names = places(season, report, asked)
        let distance = words["study.trend.seasonDistance"]
        return Study.Section(
            id: "season", title: words["study.trend.season"],
            picture: Study.Picture(
                kind: "bars", unit: report.total.kind.rawValue, name: distance),
            columns: [.text(words["study.trend.seasonPlace"]), .number(distance), .n],
            rows: season.places.indices.map { place in
                let steps = stride(from: place, to: report.points.count, by: season.period)
                return Study.Row(
                    label: names[place],
                    data: [("point", .number(season.places[place]))],
                    cells: [
                        .number(season.places[place], digits(report)),
                        .count(steps.reduce(0) { $0 + report.points[$1].measure.n }),
                    ])
            },
            isFolded: true, notes: [words["study.trend.seasonNote"]],
            how: [
                Study.How(
                    text: words["study.trend.seasonHow"], source: Seasonality.method.source)
            ])
    }

    private static func digits(_ report: TrendReport) -> Int {
        report.total.kind == .mean || report.total.kind == .ces ? 2 : 1
    }

    /// What the places of a cycle are called, from that of the first step on.
    private static func places(
        _ season: TrendReport.Season, _ report: TrendReport, _ asked: Inquirer
    ) -> [String] {
        report.points.prefix(season.period).map { point in
            let date = point.from.civil(in: asked.zone).date
            switch asked.question.grain {
            case .day: return asked.words["study.trend.place.day\(date.weekday.rawValue)"]
            case .quarter:
                return asked.words("study.trend.place.quarter", ["n": "\(date.quarter)"])
            case .month, .week, nil:
                return asked.words["study.trend.place.month\(date.month)"]
            }
        }
    }

    // MARK: - What happened

    /// What happened is marked by its place among all that did, in picture and tables alike.
    private static func marked(
        _ report: TrendReport
    ) -> [(mark: Int, one: TrendReport.Occurrence)] {
        report.occurrences.enumerated().map { ($0 + 1, $1) }
    }

    /// Of one step: the marks that stand in the picture, and what they stand for.
    static func happened(
        in span: Range<Instant>, _ report: TrendReport, _ asked: Inquirer
    ) -> (marks: String, text: String)? {
        let found = marked(report).filter { span.contains($0.one.at) }
        guard let first = found.first, let last = found.last else { return nil }
        return (
            first.mark == last.mark ? "\(first.mark)" : "\(first.mark)–\(last.mark)",
            named(found, asked)
        )
    }

    private static func named(
        _ found: [(mark: Int, one: TrendReport.Occurrence)], _ asked: Inquirer
    ) -> String {
        found.map { "\($0.mark) \(title($0.one, asked.words))" }
            .joined(separator: asked.words["study.comma"])
    }

    /// More than this many are left to the table: a picture on a slide has no room for them.
    private static let mostNamed = 20

    /// What the marks stand for where the picture stands without its page.
    static func legend(_ report: TrendReport, _ asked: Inquirer) -> String? {
        let all = marked(report)
        guard !all.isEmpty else { return nil }
        return named(Array(all.prefix(mostNamed)), asked) + (all.count > mostNamed ? " …" : "")
    }

    private static func title(_ one: TrendReport.Occurrence, _ words: Words) -> String {
        words(
            "study.trend.occurrence.\(one.kind.rawValue)",
            [
                "title": one.title[words.language],
                "version": one.version.map { "\($0)" } ?? "",
            ])
    }

    static func occurrences(_ report: TrendReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        let most = TrendReport.mostOccurrences
        return Study.Section(
            id: "occurrences", title: words["study.trend.occurrences"],
            about: words["study.trend.occurrencesAbout"],
            columns: [
                .text(words["insight.column.trend"]), .number(words["study.trend.mark"]),
                .text(words["study.trend.what"]),
            ],
            rows: marked(report).map { mark, one in
                Study.Row(
                    label: one.at.civil(in: asked.zone).date.description, link: link(one, asked),
                    cells: [.count(mark), .text(title(one, words))])
            },
            notes: report.occurrences.count < most
                ? [] : [words("study.trend.occurrencesMost", ["most": "\(most)"])])
    }

    /// Nil for who may not look at what the page shows the name of.
    private static func link(_ one: TrendReport.Occurrence, _ asked: Inquirer) -> String? {
        switch one.kind {
        case .questionnaire:
            asked.desk.actor.rights.contains(.answersRead)
                ? "/instruments/\(asked.source.id)" : nil
        case .promise: "/settings/promises/\(one.subject)"
        case .process: "/settings/processes/\(one.subject)"
        case .rule: "/settings/rules/\(one.subject)"
        case .planBegun, .planDone: "/cases/\(one.subject)"
        case .occasion: "/settings/occasions/\(one.subject)"
        }
    }
}
