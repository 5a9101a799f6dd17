import Base
import Statistics

extension JSON {
    static func fields(_ members: [(String, JSON)]) -> JSON { .object(JSON.Object(members)) }

    /// A figure for each name.
    static func figures(_ figures: [(String, Double?)]) -> JSON {
        fields(figures.map { ($0.0, .figure($0.1)) })
    }
}

extension Estimate? {
    /// The ends of the interval as `low` and `high`, or `alphaLow` and `alphaHigh`.
    func ends(_ name: String = "") -> [(String, JSON)] {
        [
            (name.isEmpty ? "low" : name + "Low", .figure(self?.low)),
            (name.isEmpty ? "high" : name + "High", .figure(self?.high)),
        ]
    }

    /// Value and ends as `overall`, `overallLow`, `overallHigh`.
    func fields(_ name: String) -> [(String, JSON)] {
        [(name, .figure(self?.value))] + ends(name)
    }
}

/// Numbers of all rows, column by column: for methods that need more than sums.
struct GatheredColumns {
    let names: [String]
    private(set) var values: [[Double]]

    init(_ names: [String]) {
        self.names = names
        values = names.map { _ in [] }
    }

    mutating func add(_ row: [Double]) {
        for place in values.indices { values[place].append(row[place]) }
    }

    var count: Int { values.first?.count ?? 0 }
    var named: [(name: String, values: [Double])] { Array(zip(names, values)) }

    /// The smallest and the largest of some columns' values.
    func range(of places: Range<Int>) -> (low: Double, high: Double)? {
        let low = values[places].compactMap { $0.min() }.min()
        let high = values[places].compactMap { $0.max() }.max()
        guard let low, let high else { return nil }
        return (low, high)
    }
}
