/// Purchases of customers as they come, in any order: sixteen bytes each, so that a log of
/// millions stays small.
struct PurchaseLog {
    /// What a customer bought on one day.
    struct Day {
        /// Since 1970-01-01.
        let day: Int
        let amount: Double
    }

    /// In the order in which they first came.
    private(set) var customers: [String] = []
    private(set) var firstDay = Int.max
    private(set) var lastDay = Int.min
    private var places: [String: Int32] = [:]
    private var owners: [Int32] = []
    private var days: [Int32] = []
    private var amounts: [Double] = []

    var count: Int { owners.count }

    mutating func add(customer: String, day: Double, amount: Double) {
        let whole = Int(day.rounded(.down))
        firstDay = min(firstDay, whole)
        lastDay = max(lastDay, whole)
        owners.append(place(of: customer))
        days.append(Int32(whole))
        amounts.append(amount)
    }

    private mutating func place(of customer: String) -> Int32 {
        if let place = places[customer] { return place }
        let place = Int32(customers.count)
        places[customer] = place
        customers.append(customer)
        return place
    }

    /// Each customer's days of purchase in order, those of one day made one.
    func forEachCustomer(_ body: (_ customer: Int, _ days: [Day]) throws -> Void) rethrows {
        var starts = Array(repeating: 0, count: customers.count + 1)
        for owner in owners { starts[Int(owner) + 1] += 1 }
        for place in customers.indices { starts[place + 1] += starts[place] }
        var next = starts
        var rows = Array(repeating: Int32(0), count: owners.count)
        for (row, owner) in owners.enumerated() {
            rows[next[Int(owner)]] = Int32(row)
            next[Int(owner)] += 1
        }
        var merged: [Day] = []
        for customer in customers.indices {
            let own = rows[starts[customer]..<starts[customer + 1]].sorted {
                days[Int($0)] == days[Int($1)] ? $0 < $1 : days[Int($0)] < days[Int($1)]
            }
            merged.removeAll(keepingCapacity: true)
            for row in own.map(Int.init) {
                let day = Int(days[row])
                if let last = merged.last, last.day == day {
                    merged[merged.count - 1] = Day(day: day, amount: last.amount + amounts[row])
                } else {
                    merged.append(Day(day: day, amount: amounts[row]))
                }
            }
            try body(customer, merged)
        }
    }
}

extension AnalysisOption {
    /// The options of every method that reads a log of purchases.
    static let purchases: [AnalysisOption] = [
        AnalysisOption("customer", .column, "Column that tells customers apart."),
        AnalysisOption("date", .column, "Column of the day of purchase."),
        AnalysisOption("amount", .column, "Column of what was paid."),
        dateFormat,
    ]

    static let dateFormat = AnalysisOption(
        "date-format", .dateFormat, need: .optional,
        "How dates are written; ISO 8601 and yyyymmdd are understood.")
}
