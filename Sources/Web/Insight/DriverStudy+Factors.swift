import Base
import Domain
import Operations
import Statistics

/// What poor and excellent ratings do: which items are taken for granted, and which delight.
extension DriverStudy {
    /// What is basic, and what delights.
    static func sentences(of report: DriverReport, _ asked: Inquirer) -> [String] {
        [SatisfactionFactors.Factor.basic, .excitement].compactMap { factor in
            let own = report.drivers.filter { $0.contrast?.found.factor == factor }.prefix(3)
            guard !own.isEmpty else { return nil }
            return asked.words(
                "study.drivers.are.\(factor.rawValue)",
                ["items": asked.titles.list(own.map { named($0, asked) })])
        }
    }

    /// Nil where no item could be told apart.
    static func factors(_ report: DriverReport, _ asked: Inquirer) -> Study.Section? {
        let words = asked.words
        let told = report.drivers.compactMap { driver in
            driver.contrast.map { (driver, $0) }
        }
        guard !told.isEmpty, let r2 = report.factorsR2, let n = report.factorsN else {
            return nil
        }
        return Study.Section(
            id: "factors", title: words["study.drivers.factors"],
            about: words["study.drivers.factorsAbout"],
            picture: Study.Picture(
                kind: "map", name: words["study.drivers.factors"],
                data: [
                    ("x", .string(words["study.drivers.loss"])),
                    ("y", .string(words["study.drivers.gain"])), ("cut-x", 0), ("cut-y", 0),
                ]),
            columns: [
                .text(words["study.drivers.item"]), .text(words["study.drivers.class"]),
                .number(words["study.drivers.penalty"]), .text(words["insight.interval"]),
                .number(words["study.drivers.poorN"]), .number(words["study.drivers.reward"]),
                .text(words["insight.interval"]), .number(words["study.drivers.excellentN"]),
                .number(words["study.drivers.balance"]), .text(words["insight.interval"]), .n,
            ],
            rows: told.map { row($0, $1, report, asked) }, isFolded: true,
            notes: [
                words(
                    "study.drivers.factorsNote",
                    ["r2": (100 * r2).fixed(1), "floor": "\(Measure.floor)"]),
                n < report.n
                    ? words("study.drivers.factorsSample", ["n": Double(n).grouped(0)]) : nil,
            ].compactMap(\.self),
            how: [
                Study.How(
                    text: words["study.drivers.factorsHow"],
                    source: SatisfactionFactors.method.source)
            ])
    }

    private static func row(
        _ driver: DriverReport.Driver, _ contrast: DriverReport.Contrasted,
        _ report: DriverReport, _ asked: Inquirer
    ) -> Study.Row {
        let (words, found, factor) = (asked.words, contrast.found, factor(asked))
        func cells(_ estimate: Estimate?) -> [Study.Cell] {
            let shown = estimate?.scaled(by: factor)
            return [.number(shown?.value, 2), .interval(shown?.low, shown?.high, 2, words)]
        }
        let loss = found.penalty.map { -factor * $0.value }
        let gain = found.reward.map { factor * $0.value }
        // Half a point stands nowhere on the map.
        let isWhole = loss != nil && gain != nil
        return Study.Row(
            label: title(driver, asked), records: poor(driver, report, asked),
            data: [
                ("x", isWhole ? .optional(loss) : .null), ("y", isWhole ? .optional(gain) : .null),
                ("point", isWhole ? .optional(gain) : .null),
            ],
            cells: [
                [named(found.factor, words)], cells(found.penalty), [.count(found.poorCount)],
                cells(found.reward), [.count(found.excellentCount)], cells(found.balance),
                [.count(report.factorsN ?? report.n)],
            ].flatMap(\.self))
    }

    private static func named(
        _ factor: SatisfactionFactors.Factor?, _ words: Words
    ) -> Study.Cell {
        guard let factor else { return .text("–") }
        let tone: String? =
            switch factor {
            case .basic: "bad"
            case .excitement: "good"
            case .performance, .neither: nil
            }
        return .text(words["study.drivers.factor.\(factor.rawValue)"], tone: tone)
    }

    /// Those of all that count who rated it poor; nil where they, or the others, are few.
    static func poor(
        _ driver: DriverReport.Driver, _ report: DriverReport, _ asked: Inquirer
    ) -> String? {
        guard let contrast = driver.contrast, isTold(contrast.found) else { return nil }
        let own = "\(driver.column) <= \(JSON.number(contrast.poor).text)"
        return asked.records(filter: report.filter.map { "(\($0)) and \(own)" } ?? own)
    }

    /// How many they are.
    static func poorCount(_ driver: DriverReport.Driver, _ asked: Inquirer) -> Study.Cell {
        guard let found = driver.contrast?.found else { return .text("–") }
        guard isTold(found) else {
            return Study.Cell(text: asked.words("measure.hidden", ["floor": "\(Measure.floor)"]))
        }
        return .count(found.poorCount)
    }

    private static func isTold(_ found: SatisfactionFactors.Driver) -> Bool {
        found.poorCount >= Measure.floor
    }
}
