import Base
import Operations
import Statistics

/// Which rated questions go together.
enum CorrelationStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let kind = try asked.form.choice("method", CorrelationReport.Kind.self) ?? .pearson
        let report = try await asked.desk.perform(
            Correlate(asked.source.id, asked.question, kind))
        let words = asked.words
        let known = report.pairs.filter { $0.estimate != nil }
        guard let strongest = known.max(by: { size($0) < size($1) }) else {
            return Study(
                sentences: [words("study.correlation.few", ["floor": "\(Measure.floor)"])])
        }
        let names = report.columns.map(asked.titles.title)
        let clear = known.filter { ($0.adjustedP ?? 1) < 0.05 }
        return Study(
            sentences: [
                words(
                    "study.correlation.strongest",
                    [
                        "a": asked.titles.named(names[strongest.first]),
                        "b": asked.titles.named(names[strongest.second]),
                        "symbol": symbol(kind), "r": shown(strongest.estimate?.value),
                        "low": shown(strongest.estimate?.low),
                        "high": shown(strongest.estimate?.high), "n": "\(strongest.n)",
                    ]),
                words(
                    "study.correlation.clear",
                    ["count": "\(clear.count)", "all": "\(known.count)"]),
                words["study.correlation.cause"],
                report.weights.map { Study.weighted($0, words) },
            ].compactMap(\.self),
            records: asked.records(filter: asked.question.filter),
            sections: [matrix(report, names, asked), pairs(report, names, asked)])
    }

    private static func size(_ pair: CorrelationReport.Pair) -> Double {
        abs(pair.estimate?.value ?? 0)
    }

    private static func symbol(_ kind: CorrelationReport.Kind) -> String {
        switch kind {
        case .pearson: "r"
        case .spearman: "ρ"
        case .kendall: "τ"
        }
    }

    private static func shown(_ value: Double?) -> String {
        value.map { Study.signed($0.fixed(2)) } ?? "–"
    }

    private static func matrix(
        _ report: CorrelationReport, _ names: [String], _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        func pair(_ row: Int, _ column: Int) -> CorrelationReport.Pair? {
            report.pairs.first {
                $0.first == min(row, column) && $0.second == max(row, column)
            }
        }
        func value(_ row: Int, _ column: Int) -> Double? {
            row == column ? 1 : pair(row, column)?.estimate?.value
        }
        // Of a line the pair that fewest rated both of.
        func fewest(_ row: Int) -> Int {
            report.pairs.filter { $0.first == row || $0.second == row }.map(\.n).min() ?? 0
        }
        return Study.Section(
            id: "matrix", title: words["study.correlation.matrix"],
            picture: Study.Picture(
                kind: "heat", name: symbol(report.kind),
                data: [("series", .string(names.joined(separator: "|")))]),
            columns: [.text("")] + names.map { .number($0) } + [.n],
            rows: names.indices.map { row in
                let line = names.indices.map { value(row, $0) }
                return Study.Row(
                    label: names[row],
                    data: [
                        (
                            "values",
                            .string(
                                line.map { $0.map { $0.fixed(3) } ?? "" }.joined(separator: "|"))
                        ), ("point", 1),
                    ],
                    cells: line.enumerated().map { column, value in
                        .number(value, 2).leading(
                            to: value == nil
                                ? nil : pair(row, column).flatMap { records(report, $0, asked) })
                    } + [.count(fewest(row))])
            }, isFolded: true, notes: [words["study.correlation.matrixNote"]],
            how: how(report, words))
    }

    private static func how(_ report: CorrelationReport, _ words: Words) -> [Study.How] {
        [Study.How(text: words["method.\(report.method.name)"], source: report.method.source)]
    }

    private static func pairs(
        _ report: CorrelationReport, _ names: [String], _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        let sorted = report.pairs.sorted { size($0) > size($1) }.prefix(60)
        return Study.Section(
            id: "pairs", title: words["study.correlation.pairs"],
            columns: [
                .text(words["study.correlation.pair"]), .number(symbol(report.kind)),
                .text(words["insight.interval"]), .number("p"), .n,
            ],
            rows: sorted.map { pair in
                Study.Row(
                    label: "\(names[pair.first]) × \(names[pair.second])",
                    records: pair.estimate == nil ? nil : records(report, pair, asked),
                    cells: [
                        .number(pair.estimate?.value, 2),
                        .interval(pair.estimate?.low, pair.estimate?.high, 2, words),
                        .p(pair.adjustedP), .count(pair.n),
                    ])
            }, notes: [words["study.correlation.note.\(report.kind.rawValue)"]],
            how: how(report, words))
    }

    /// Those who rated both.
    private static func records(
        _ report: CorrelationReport, _ pair: CorrelationReport.Pair, _ asked: Inquirer
    ) -> String? {
        let both = [pair.first, pair.second].map { "not is_missing(\(report.columns[$0]))" }
            .joined(separator: " and ")
        return asked.records(filter: asked.filter(and: both))
    }
}
