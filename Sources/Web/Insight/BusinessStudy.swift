import Base
import Columns
import Operations
import Statistics

/// What customers did, by how they had scored.
enum BusinessStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let report = try await asked.desk.perform(
            LinkToBusiness(asked.source.id, asked.question))
        let words = asked.words
        guard !report.facts.isEmpty else {
            return Study(
                sentences: [words["study.business.none"]], obstacle: words["study.business.bring"])
        }
        var sentences = self.sentences(report, asked)
        sentences.append(words["study.business.cause"])
        return Study(
            sentences: sentences, records: asked.records(filter: asked.question.filter),
            sections: [table(report, asked)]
                + report.facts.filter { $0.change?.isClear == true }.prefix(4).enumerated().map {
                    bands(report, $1, $0, asked)
                })
    }

    /// What a fact is called: a day counts where it lies after the answer's.
    private static func title(_ fact: BusinessReport.Fact, _ asked: Inquirer) -> String {
        let title = asked.titles.title(fact.column)
        return fact.isLater ? asked.words("study.business.later", ["fact": title]) : title
    }

    private static func shown(_ value: Double, _ fact: BusinessReport.Fact) -> String {
        Study.signed(value.fixed(fact.isShare ? 1 : 2))
    }

    private static func sentences(_ report: BusinessReport, _ asked: Inquirer) -> [String] {
        let words = asked.words
        let clear = report.facts.filter { $0.change?.isClear == true }
        guard !clear.isEmpty else { return [words["study.business.nothing"]] }
        let low = report.bands.first.map { asked.titles.title(of: $0, in: "score") } ?? ""
        let high = report.bands.last.map { asked.titles.title(of: $0, in: "score") } ?? ""
        return clear.prefix(3).flatMap { fact -> [String] in
            guard let change = fact.change, let top = fact.bands.last?.value,
                let bottom = fact.bands.first?.value
            else { return [] }
            var values = [
                "fact": asked.titles.named(title(fact, asked)), "high": high, "low": low,
                "top": shown(top, fact), "bottom": shown(bottom, fact),
                "p": Figures.p(change.adjustedP),
                "unit": fact.isShare ? words["measure.percent"] : "",
            ]
            let first = words("study.business.differs", values)
            guard let alike = fact.alike else { return [first] }
            values["trait"] = asked.titles.named(column: alike.column)
            values["by"] = shown(alike.estimate.value, fact)
            values["from"] = shown(alike.estimate.low, fact)
            values["to"] = shown(alike.estimate.high, fact)
            let stays = alike.estimate.low * alike.estimate.high > 0
            return [first, words("study.business.\(stays ? "stays" : "vanishes")", values)]
        }
    }

    private static func table(_ report: BusinessReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        let names = report.bands.map { asked.titles.title(of: $0, in: "score") }
        return Study.Section(
            id: "facts", title: words["study.business.facts"],
            about: words["study.business.about"],
            columns: [.text(words["study.business.fact"])] + names.map { .number($0) }
                + [
                    .number(words["study.difference"]), .text(words["insight.interval"]),
                    .number("p"), .text(words["study.business.alike"]),
                ],
            rows: report.facts.map { fact in
                let digits = fact.isShare ? 1 : 2
                var change = Study.Cell.number(fact.change?.estimate.value, digits)
                if fact.change?.isClear == true { change.tone = "more" }
                return Study.Row(
                    label: title(fact, asked),
                    cells: fact.bands.map { band in
                        Study.Cell.measure(band, asked.figures)[0].leading(
                            to: records(band, asked))
                    } + [
                        change,
                        .interval(
                            fact.change?.estimate.low, fact.change?.estimate.high, digits, words),
                        .p(fact.change?.adjustedP), .text(alike(fact, asked)),
                    ])
            },
            notes: [
                words["study.business.note"],
                words[
                    report.facts.contains(where: \.isLater)
                        ? "study.business.laterNote" : "study.business.undated"],
            ],
            how: report.facts.compactMap { $0.change?.test }.prefix(1).map {
                Study.How(text: words["method.\($0.name)"], source: $0.source)
            }
                + report.facts.compactMap { $0.alike?.estimate.method }.prefix(1).map {
                    Study.How(text: words["method.\($0.name)"], source: $0.source)
                })
    }

    private static func alike(_ fact: BusinessReport.Fact, _ asked: Inquirer) -> String {
        guard let alike = fact.alike else { return "–" }
        return asked.words(
            "study.business.alikeIn",
            [
                "trait": asked.titles.title(alike.column),
                "by": shown(alike.estimate.value, fact),
                "from": shown(alike.estimate.low, fact), "to": shown(alike.estimate.high, fact),
            ])
    }

    /// Those of a band of whom the fact is known.
    private static func records(_ band: Measure, _ asked: Inquirer) -> String? {
        band.isHidden || band.n == 0 ? nil : asked.records(filter: band.filter)
    }

    private static func bands(
        _ report: BusinessReport, _ fact: BusinessReport.Fact, _ place: Int, _ asked: Inquirer
    ) -> Study.Section {
        let name = title(fact, asked)
        return Study.Section(
            id: "fact-\(place)", title: name,
            picture: Study.Picture(
                kind: "bars", unit: fact.isShare ? "share" : "mean", name: name),
            columns: [.text(asked.words["column.score"])]
                + Study.measureColumns(name, asked.words),
            rows: zip(report.bands, fact.bands).map { band, measure in
                Study.Row(
                    label: asked.titles.title(of: band, in: "score"),
                    records: records(measure, asked), data: Study.data(measure),
                    cells: Study.Cell.measure(measure, asked.figures))
            }, isFolded: true)
    }
}
