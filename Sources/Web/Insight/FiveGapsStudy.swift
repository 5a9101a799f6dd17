import Base
import Domain
import Operations
import Statistics

/// Where service falls short on its way from what customers expect to what they find.
enum FiveGapsStudy {
    typealias Gap = FiveGapsReport.Gap

    static func make(_ asked: Inquirer) async throws -> Study {
        let report = try await asked.desk.perform(
            ShowFiveGaps(asked.source.id, asked.question))
        let words = asked.words
        guard !report.lines.isEmpty else {
            return Study(
                sentences: [words["study.fiveGaps.none"]] + missing(report, words),
                records: asked.records(filter: asked.question.filter))
        }
        return Study(
            sentences: sentences(report, words),
            records: asked.records(filter: asked.question.filter),
            sections: [lines(report, asked)])
    }

    private static func name(_ gap: Gap, _ words: Words) -> String {
        words["study.fiveGaps.name.\(gap.rawValue)"]
    }

    /// What is to be done for a gap that nothing is known of.
    private static func missing(_ report: FiveGapsReport, _ words: Words) -> [String] {
        report.missing.map { words["study.fiveGaps.missing.\($0.rawValue)"] }
    }

    private static func sentences(_ report: FiveGapsReport, _ words: Words) -> [String] {
        func low(_ line: FiveGapsReport.Line) -> Double { line.share(line.difference.value) }
        var all: [String] = []
        let clear = report.lines.filter { $0.difference.high < 0 }
        if let widest = clear.min(by: { low($0) < low($1) }) {
            all.append(
                words(
                    "study.fiveGaps.widest",
                    [
                        "number": "\(widest.gap.number)", "gap": name(widest.gap, words),
                        "what": label(widest, words),
                        "wanted": shown(widest.wanted, widest, words),
                        "given": shown(widest.given, widest, words),
                        "difference": shown(widest.difference.value, widest, words),
                        "low": shown(widest.difference.low, widest, words),
                        "high": shown(widest.difference.high, widest, words),
                        "n": Double(widest.difference.n).grouped(0),
                    ]))
        } else {
            all.append(words["study.fiveGaps.closed"])
        }
        return all + missing(report, words)
    }

    private static func shown(
        _ value: Double, _ line: FiveGapsReport.Line, _ words: Words
    ) -> String {
        let isShare = line.scale == 0...100
        return Study.signed(value.fixed(isShare ? 1 : 2))
            + (isShare && line.origin == .clocks ? words["measure.percent"] : "")
    }

    /// What is compared.
    private static func what(_ line: FiveGapsReport.Line, _ words: Words) -> String {
        words["study.fiveGaps.compared.\(line.gap.rawValue).\(line.origin.rawValue)"]
    }

    /// Of what: a dimension, a promise and its clock; nil where it is of all together.
    private static func part(_ line: FiveGapsReport.Line, _ words: Words) -> String? {
        guard let title = line.title?[words.language] else { return nil }
        guard let clock = line.clock else { return title }
        return words(
            "study.fiveGaps.of", ["what": title, "title": words["clock.\(clock.rawValue)"]])
    }

    private static func label(_ line: FiveGapsReport.Line, _ words: Words) -> String {
        guard let part = part(line, words) else { return what(line, words) }
        return words("study.fiveGaps.of", ["what": what(line, words), "title": part])
    }

    /// How many; of two sides those who give, then those who are asked.
    private static func answers(_ line: FiveGapsReport.Line) -> Study.Cell {
        let all = line.basis.map { Double($0.n).grouped(0) }
        guard all.count == 2 else { return .count(line.difference.n) }
        var cell = Study.Cell.text(all.joined(separator: " + "))
        cell.raw = .integer(line.difference.n)
        return cell
    }

    private static func lines(_ report: FiveGapsReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "gaps", title: words["study.fiveGaps.title"], about: words["study.fiveGaps.about"],
            picture: Study.Picture(
                kind: "bars", unit: "share", name: words["study.fiveGaps.share"]),
            columns: [
                .text(words["study.fiveGaps.gap"]), .text(words["study.fiveGaps.what"]),
                .number(words["study.fiveGaps.wanted"]), .number(words["study.fiveGaps.given"]),
                .number(words["study.gaps.gap"]), .text(words["insight.interval"]), .n,
                .number(words["study.fiveGaps.share"]),
            ],
            rows: report.lines.map { line in
                let share = line.share(line.difference.value)
                var difference = Study.Cell.number(line.difference.value, 2)
                difference.tone =
                    line.difference.high < 0 ? "bad" : line.difference.low > 0 ? "good" : nil
                let links = line.basis.map {
                    asked.records(filter: $0.filter, of: $0.instrument)
                }
                return Study.Row(
                    label: "\(line.gap.number) · " + (part(line, words) ?? name(line.gap, words)),
                    records: links.count == 1 ? links[0] : nil,
                    data: [
                        ("point", .number((100 * share).rounded(toDigits: 3))),
                        (
                            "low",
                            .number((100 * line.share(line.difference.low)).rounded(toDigits: 3))
                        ),
                        (
                            "high",
                            .number((100 * line.share(line.difference.high)).rounded(toDigits: 3))
                        ),
                    ],
                    cells: [
                        .text(what(line, words)),
                        .number(line.wanted, 2).leading(to: links.count == 2 ? links[1] : nil),
                        .number(line.given, 2).leading(to: links.count == 2 ? links[0] : nil),
                        difference,
                        .interval(line.difference.low, line.difference.high, 2, words),
                        answers(line), .share(share, words),
                    ])
            }, notes: [words["study.fiveGaps.note"]],
            how: [Study.How(text: words["study.fiveGaps.how"], source: FiveGapsReport.source)])
    }
}
