public import Base
import Statistics

/// What customers are worth, from a log of purchases or from a summary of each customer.
public struct CLVAnalysis: Analysis {
    public static let name = "clv"
    public static let summary = "Purchases to come, probability alive and value of each customer."
    public static let hasRecords = true
    public static let options: [AnalysisOption] = [
        AnalysisOption("customer", .column, need: .optional, "Column that tells customers apart."),
        AnalysisOption("date", .column, need: .optional, "Of a log: column of the day."),
        AnalysisOption("amount", .column, need: .optional, "Of a log: column of what was paid."),
        AnalysisOption("frequency", .column, need: .optional, "Of a summary: repeat purchases."),
        AnalysisOption("recency", .column, need: .optional, "From the first purchase to the last."),
        AnalysisOption("age", .column, need: .optional, "From the first purchase to the end."),
        AnalysisOption("monetary", .column, need: .optional, "Mean amount of repeat purchases."),
        AnalysisOption("times", .column, need: .optional, "Customers each row stands for."),
        AnalysisOption(
            "model", .choice(["bgnbd", "pareto", "bgbb"]), standard: "bgnbd",
            "BG/NBD, Pareto/NBD, or BG/BB for one chance a period."),
        AnalysisOption(
            "unit", .choice(PurchaseUnit.allCases.map(\.rawValue)), standard: "week",
            "Unit of all times."),
        AnalysisOption(
            "calibration-end", .date, need: .optional,
            "Purchases after this day only test the forecast."),
        AnalysisOption(
            "horizon", .whole(1...10_000), need: .optional, "Units to look ahead; a year."),
        AnalysisOption("discount", .number(0...10), standard: "0.1", "Discount of one year."),
        .dateFormat,
    ]
    static let mostPurchases = 1_000_000

    enum Source: Sendable {
        case log(customer: String, date: String, amount: String?)
        case summary(frequency: String, recency: String, age: String)
    }

    let source: Source
    let customer: String?
    let monetary: String?
    let times: String?
    let model: PurchaseFamily
    let unit: PurchaseUnit
    let calibrationEnd: Double?
    let horizon: Int
    let discount: Double
    let dateFormat: DateFormat?
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        source = try CLVAnalysis.source(chosen)
        customer = chosen.textIfGiven("customer")
        monetary = chosen.textIfGiven("monetary")
        times = chosen.textIfGiven("times")
        model = PurchaseFamily(rawValue: chosen.text("model")) ?? .betaGeometric
        unit = PurchaseUnit(rawValue: chosen.text("unit")) ?? .week
        calibrationEnd = chosen.dayIfGiven("calibration-end")
        horizon = chosen.wholeIfGiven("horizon") ?? unit.year
        discount = chosen.number("discount")
        dateFormat = chosen.dateFormatIfGiven("date-format")
        level = chosen.level
    }

    private static func source(_ chosen: AnalysisChoices) throws(Refusal) -> Source {
        let ofLog = ["date", "amount", "calibration-end", "date-format"].filter {
            chosen.textIfGiven($0) != nil
        }
        let ofSummary = ["frequency", "recency", "age", "monetary", "times"].filter {
            chosen.textIfGiven($0) != nil
        }
        if let first = ofLog.first, let second = ofSummary.first {
            throw Refusal(
                .invalid, "optionsExclude", ["first": "--\(first)", "second": "--\(second)"])
        }
        if let customer = chosen.textIfGiven("customer"), let date = chosen.textIfGiven("date") {
            guard chosen.text("model") != PurchaseFamily.betaBernoulli.rawValue else {
                throw Refusal(.invalid, "optionNeedsPeriods", ["option": "--model bgbb"])
            }
            return .log(customer: customer, date: date, amount: chosen.textIfGiven("amount"))
        }
        guard let frequency = chosen.textIfGiven("frequency"),
            let recency = chosen.textIfGiven("recency"), let age = chosen.textIfGiven("age")
        else { throw Refusal(.invalid, "optionPurchases") }
        return .summary(frequency: frequency, recency: recency, age: age)
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        switch source {
        case .log(let customer, let date, let amount):
            [AnalysisColumn(customer, .text), AnalysisColumn(date, .date(dateFormat))]
                + (amount.map { [AnalysisColumn($0, .number)] } ?? [])
        case .summary(let frequency, let recency, let age):
            [
                AnalysisColumn(frequency, .rating(0...Self.mostPurchases)),
                AnalysisColumn(recency, .number), AnalysisColumn(age, .number),
            ] + (monetary.map { [AnalysisColumn($0, .number, isNeeded: false)] } ?? [])
                + (times.map { [AnalysisColumn($0, .rating(0...Int(Int32.max)))] } ?? [])
                + (customer.map { [AnalysisColumn($0, .text, isNeeded: false)] } ?? [])
        }
    }

    /// Whether anything is known of what purchases bring.
    var knowsAmounts: Bool {
        switch source {
        case .log(_, _, let amount): amount != nil
        case .summary: monetary != nil
        }
    }

    public var reference: String {
        let amounts = knowsAmounts ? "; \(GammaGamma.method.source)" : ""
        return model.method.source + amounts + "; " + LifetimeValue.method.source
    }

    /// Discount of one unit of time.
    var rate: Double { LifetimeValue.rate(ofYear: discount, units: 365.25 / unit.days) }

    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: CLVAnalysis
        var log = PurchaseLog()
        var base = CustomerBase()

        public mutating func add(_ row: AnalysisRow) throws(Refusal) {
            switch analysis.source {
            case .log(_, _, let amount):
                log.add(
                    customer: row.texts[0], day: row.numbers[1],
                    amount: amount == nil ? .nan : row.numbers[2])
            case .summary(_, let recency, let age): try add(row, recency: recency, age: age)
            }
        }

        private mutating func add(
            _ row: AnalysisRow, recency: String, age: String
        ) throws(Refusal) {
            let pattern = PurchasePattern(
                frequency: Int(row.numbers[0]), recency: try row.notNegative(1, recency),
                age: try row.notNegative(2, age))
            guard pattern.isSound else {
                throw row.refusal("tableNoPurchases", recency, JSON.number(pattern.recency).text)
            }
            var place = 3
            func next(_ isThere: Bool) -> Int? {
                defer { place += isThere ? 1 : 0 }
                return isThere ? place : nil
            }
            let spend = next(analysis.monetary != nil).map { row.numbers[$0] } ?? .nan
            let times = next(analysis.times != nil).map { Int(row.numbers[$0]) } ?? 1
            let name = next(analysis.customer != nil).map { row.texts[$0] } ?? ""
            guard times > 0 else { return }
            base.add(
                pattern, spend: spend, times: times,
                name: analysis.customer == nil ? nil : name, row: row.line)
        }

        public func result() throws -> AnalysisResult {
            var base = base
            var holdout: PurchaseHoldout?
            var late = 0
            if case .log(_, _, let amount) = analysis.source, log.count > 0 {
                let end = analysis.calibrationEnd.map { Int($0) } ?? log.lastDay
                let reader = PurchaseReader(
                    end: end, unit: analysis.unit, hasAmounts: amount != nil)
                (base, holdout, late) = try reader.read(log)
            }
            let forecast = try PurchaseForecast(base, analysis)
            var fields = forecast.fields
            if analysis.calibrationEnd != nil {
                fields.append(("laterCustomers", .integer(late)))
                if let holdout { fields.append(("holdout", holdout.json(forecast))) }
            }
            return AnalysisResult(fields, records: forecast.records)
        }
    }
}
