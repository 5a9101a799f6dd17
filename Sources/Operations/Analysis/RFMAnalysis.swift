public import Base
import Statistics

/// Customers in segments by recency, frequency and money.
public struct RFMAnalysis: Analysis {
    public static let name = "rfm"
    public static let summary = "Customers scored by recency, frequency and money."
    public static let hasRecords = true
    public static let options: [AnalysisOption] =
        AnalysisOption.purchases + [
            AnalysisOption("end", .date, need: .optional, "Recency counts to here; last purchase."),
            AnalysisOption("scores", .whole(2...9), standard: "5", "How many scores."),
            AnalysisOption(
                "rule", .choice(RFM.Rule.allCases.map(\.rawValue)), standard: "value",
                "Cut at quantiles (equal customers score equal) or into groups of equal size."),
        ]

    let customer: String
    let date: String
    let amount: String
    let dateFormat: DateFormat?
    let end: Int?
    let scores: Int
    let rule: RFM.Rule

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        customer = chosen.text("customer")
        date = chosen.text("date")
        amount = chosen.text("amount")
        dateFormat = chosen.dateFormatIfGiven("date-format")
        end = chosen.dayIfGiven("end").map { Int($0.rounded(.down)) }
        scores = chosen.whole("scores")
        rule = RFM.Rule(rawValue: chosen.text("rule")) ?? .value
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        [
            AnalysisColumn(customer, .text), AnalysisColumn(date, .date(dateFormat)),
            AnalysisColumn(amount, .number),
        ]
    }
    public var reference: String { RFM.method.source }
    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: RFMAnalysis
        var log = PurchaseLog()

        public mutating func add(_ row: AnalysisRow) throws(Refusal) {
            if let end = analysis.end, row.numbers[1] >= Double(end + 1) {
                throw row.refusal(
                    "tableAfterEnd", analysis.date, AnalysisDate.text(row.numbers[1]))
            }
            log.add(customer: row.texts[0], day: row.numbers[1], amount: row.numbers[2])
        }

        public func result() throws -> AnalysisResult {
            guard log.count > 0 else { throw Unfit.empty }
            let totals = CustomerTotals(log)
            let end = analysis.end ?? log.lastDay
            let customers = totals.names.indices.map { place in
                RFM.Customer(
                    recency: Double(end - totals.lastDays[place]),
                    frequency: totals.frequencies[place], monetary: totals.amounts[place])
            }
            let rfm = try RFM(customers, groups: analysis.scores, rule: analysis.rule)
            let breaks = rfm.breaks.map { JSON.array($0.map { .figure($0) }) }
            let names = ["recency", "frequency", "monetary"]
            return AnalysisResult(
                [
                    ("n", .integer(customers.count)), ("purchases", .integer(log.count)),
                    ("end", .string(AnalysisDate.text(Double(end)))),
                    ("total", .figure(totals.amounts.reduce(0, +))),
                    ("breaks", breaks.isEmpty ? .null : .object(.init(Array(zip(names, breaks))))),
                    ("segments", .array(segments(rfm, customers))),
                ], records: records(rfm, customers, totals.names))
        }

        /// Best first.
        private func segments(_ rfm: RFM, _ customers: [RFM.Customer]) -> [JSON] {
            var sums: [Int: (count: Int, amount: Double)] = [:]
            for (score, customer) in zip(rfm.scores, customers) {
                let sum = sums[score.code] ?? (0, 0)
                sums[score.code] = (sum.count + 1, sum.amount + customer.monetary)
            }
            let total = customers.reduce(0) { $0 + $1.monetary }
            return sums.sorted { $0.key > $1.key }.map { code, sum in
                .object(
                    JSON.Object([
                        ("segment", .string("\(code)")), ("customers", .integer(sum.count)),
                        ("share", .figure(Double(sum.count) / Double(customers.count))),
                        ("value", .figure(sum.amount)),
                        ("valueShare", .figure(total > 0 ? sum.amount / total : nil)),
                    ]))
            }
        }

        private func records(
            _ rfm: RFM, _ customers: [RFM.Customer], _ names: [String]
        ) -> AnalysisRecords {
            AnalysisRecords(
                header: [
                    "customer", "recency", "frequency", "monetary", "r", "f", "m", "segment",
                ], count: names.count
            ) { row in
                let (customer, score) = (customers[row], rfm.scores[row])
                return [
                    .string(names[row]), .figure(customer.recency), .integer(customer.frequency),
                    .figure(customer.monetary), .integer(score.recency),
                    .integer(score.frequency), .integer(score.monetary),
                    .string("\(score.code)"),
                ]
            }
        }
    }
}
