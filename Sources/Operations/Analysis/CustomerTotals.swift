import Statistics

/// Each customer of a log of purchases in one line, in the order of their names: days of purchase,
/// the last of them, what was paid altogether.
struct CustomerTotals {
    let names: [String]
    let lastDays: [Int]
    /// Distinct days of purchase.
    let frequencies: [Int]
    let amounts: [Double]

    init(_ log: PurchaseLog) {
        var lastDays = Array(repeating: 0, count: log.customers.count)
        var frequencies = lastDays
        var amounts = Array(repeating: 0.0, count: log.customers.count)
        log.forEachCustomer { customer, days in
            lastDays[customer] = days.last?.day ?? 0
            frequencies[customer] = days.count
            amounts[customer] = days.reduce(0) { $0 + $1.amount }
        }
        // Where equal customers are told apart at all, it is by name and not by place in the file.
        let numbers = log.customers.map { Double($0) }
        let order = log.customers.indices.sorted { a, b in
            if let x = numbers[a], let y = numbers[b], x != y { return x < y }
            return Natural.precedes(log.customers[a], log.customers[b])
        }
        names = order.map { log.customers[$0] }
        self.lastDays = order.map { lastDays[$0] }
        self.frequencies = order.map { frequencies[$0] }
        self.amounts = order.map { amounts[$0] }
    }
}
