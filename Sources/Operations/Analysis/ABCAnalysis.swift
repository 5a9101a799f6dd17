public import Base
import Statistics

/// Which customers bring most of the value.
public struct ABCAnalysis: Analysis {
    public static let name = "abc"
    public static let summary = "Customers in classes A, B, C by value, Gini and pyramid."
    public static let hasRecords = true
    public static let options: [AnalysisOption] = [
        AnalysisOption("customer", .column, "Column that tells customers apart."),
        AnalysisOption("amount", .column, "Column of what was paid."),
        AnalysisOption("date", .column, need: .optional, "Column of the day; not needed."),
        .dateFormat,
        AnalysisOption("vital", .number(0.01...1), standard: "0.8", "A reaches to this share."),
        AnalysisOption("useful", .number(0.01...1), standard: "0.95", "B reaches to this share."),
    ]

    let customer: String
    let amount: String
    let date: String?
    let dateFormat: DateFormat?
    let vital: Double
    let useful: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        customer = chosen.text("customer")
        amount = chosen.text("amount")
        date = chosen.textIfGiven("date")
        dateFormat = chosen.dateFormatIfGiven("date-format")
        vital = chosen.number("vital")
        useful = chosen.number("useful")
        guard vital <= useful else { throw Refusal(.invalid, "optionVital") }
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        [AnalysisColumn(customer, .text), AnalysisColumn(amount, .number)]
            + (date.map { [AnalysisColumn($0, .date(dateFormat))] } ?? [])
    }
    public var reference: String {
        "Juran 1951, Quality Control Handbook; \(CustomerPyramid.method.source); Gini 1912"
    }
    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: ABCAnalysis
        var log = PurchaseLog()

        public mutating func add(_ row: AnalysisRow) {
            // Which day it was does not matter here.
            log.add(customer: row.texts[0], day: 0, amount: row.numbers[1])
        }

        public func result() throws -> AnalysisResult {
            guard log.count > 0 else { throw Unfit.empty }
            let totals = CustomerTotals(log)
            // Customers who gave back more than they bought have no share of the value.
            let clipped = totals.amounts.map { max(0, $0) }
            let negative = totals.amounts.filter { $0 < 0 }.count
            let pareto = try Pareto(
                Array(zip(totals.names, clipped)), vital: analysis.vital,
                useful: analysis.useful)
            let pyramid = try CustomerPyramid(clipped)
            let items = pareto.items
            func share(ofTop part: Double) -> JSON {
                let count = Int((part * Double(items.count) - 1e-9).rounded(.up))
                return .figure(count > 0 ? items[count - 1].cumulative : nil)
            }
            return AnalysisResult(
                [
                    ("n", .integer(items.count)), ("total", .figure(pareto.total)),
                    ("negative", .integer(negative)), ("gini", .figure(pareto.gini)),
                    ("top1Share", share(ofTop: 0.01)), ("top5Share", share(ofTop: 0.05)),
                    ("top20Share", share(ofTop: 0.2)), ("segments", .array(segments(pareto))),
                    ("pyramid", .array(tiers(pyramid, items.count))),
                ], records: records(items))
        }

        private func segments(_ pareto: Pareto<String>) -> [JSON] {
            Pareto<String>.Band.allCases.map { band in
                let items = pareto.items.filter { $0.band == band }
                let value = items.reduce(0) { $0 + $1.amount }
                return .object(
                    JSON.Object([
                        ("segment", .string(band.rawValue)), ("customers", .integer(items.count)),
                        ("share", .figure(Double(items.count) / Double(pareto.items.count))),
                        ("value", .figure(value)), ("valueShare", .figure(value / pareto.total)),
                    ]))
            }
        }

        private func tiers(_ pyramid: CustomerPyramid, _ count: Int) -> [JSON] {
            pyramid.tiers.map { tier in
                .object(
                    JSON.Object([
                        ("tier", .string(tier.name)), ("customers", .integer(tier.customers)),
                        ("share", .figure(Double(tier.customers) / Double(count))),
                        ("valueShare", .figure(tier.share)),
                    ]))
            }
        }

        private func records(_ items: [Pareto<String>.Item]) -> AnalysisRecords {
            AnalysisRecords(
                header: ["customer", "value", "share", "cumulative", "segment"],
                count: items.count
            ) { row in
                let item = items[row]
                return [
                    .string(item.cause), .figure(item.amount), .figure(item.share),
                    .figure(item.cumulative), .string(item.band.rawValue),
                ]
            }
        }
    }
}
