public import Base

/// A column by whose values rows are grouped.
public struct Dimension: Hashable, Sendable {
    /// One group of a dimension.
    public enum Group: Hashable, Sendable {
        case missing
        /// Equal to it; for lists, holding it.
        case value(JSON)
        /// From the low end on, up to but without the high end.
        case range(low: Double?, high: Double?)
    }

    public let column: String
    /// Where one range of numbers ends and the next begins; empty groups by single values.
    public let edges: [Double]

    public init(_ column: String, edges: [Double] = []) {
        precondition(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }, "edges ascend")
        self.column = column
        self.edges = edges
    }

    /// A number with more different values than this is grouped by ranges.
    public static let mostValues = 24

    /// By single values, or by five ranges of about equal size where there are too many numbers.
    public init(_ column: String, in table: Table) {
        let known = table.column(column)
        guard let known, known.isNumeric,
            known.form == .numbers || known.distinct.count - 1 > Dimension.mostValues
        else {
            self.init(column)
            return
        }
        self.init(column, edges: table.quantiles(of: column, parts: 5))
    }

    /// The condition whose rows are exactly the group's.
    public func condition(_ group: Group, isList: Bool = false) -> Node {
        switch group {
        case .missing:
            // An empty list is in no other group.
            return isList
                ? .not(.call(.answered, [.name(column)])) : .call(.isMissing, [.name(column)])
        case .value(let value):
            let literal = Dimension.literal(value)
            return isList
                ? .contains(.name(column), literal) : .compare(.equal, .name(column), literal)
        case .range(let low, let high):
            let from = low.map {
                Node.compare(.greaterOrEqual, .name(column), Dimension.literal(.number($0)))
            }
            let to = high.map { Node.compare(.less, .name(column), Dimension.literal(.number($0))) }
            switch (from, to) {
            case (let from?, let to?): return .and(from, to)
            case (let one?, nil), (nil, let one?): return one
            case (nil, nil): return .not(.call(.isMissing, [.name(column)]))
            }
        }
    }

    static func literal(_ value: JSON) -> Node {
        switch value {
        case .number(let number): number < 0 ? .negate(.number(-number)) : .number(number)
        case .bool(let bool): .bool(bool)
        case .string(let text): .text(text)
        case .array(let elements): .list(elements)
        case .null, .object: .text("")
        }
    }
}

extension Table {
    /// Numbers that cut the column's values into `parts` of about equal size; fewer where many
    /// values are equal.
    public func quantiles(of name: String, parts: Int) -> [Double] {
        guard let number = columnNumber(name) else { return [] }
        var counts = Array(repeating: Int32(0), count: columns[number].distinct.count)
        var plain: [Double] = []
        for chunk in chunks where number < chunk.columns.count {
            if let numbers = chunk.columns[number].numbers {
                plain += numbers.lazy.filter { !$0.isNaN }
            } else if columns[number].form == .coded {
                chunk.columns[number].codes.count(nil, into: &counts)
            }
        }
        guard columns[number].form != .numbers else { return Dimension.quantiles(plain, parts) }
        var byNumber: [Double: Int] = [:]
        for (value, count) in zip(columns[number].distinct, counts) where count > 0 {
            if let value = value.number { byNumber[value] = Int(count) }
        }
        return Dimension.quantiles(byNumber, parts: parts)
    }
}

extension Dimension {
    /// The same of numbers that are counted already.
    public static func quantiles(_ counts: [Double: Int], parts: Int) -> [Double] {
        let sorted = counts.sorted { $0.key < $1.key }
        let total = sorted.reduce(0) { $0 + $1.value }
        var edges: [Double] = []
        var before = 0
        for (value, count) in sorted {
            // The value at which the next part begins.
            let wanted = total * (edges.count + 1) / parts
            if before >= wanted, before > 0, edges.count + 1 < parts { edges.append(value) }
            before += count
        }
        return edges
    }

    /// The same of numbers in any order, most of them another: only those near an edge are sorted.
    static func quantiles(_ numbers: [Double], _ parts: Int) -> [Double] {
        guard let low = numbers.min(), let high = numbers.max(), low < high else { return [] }
        let bins = 1 << 14
        let scale = Double(bins - 1) / (high - low)
        func bin(_ number: Double) -> Int { Int((number - low) * scale) }
        var counts = Array(repeating: 0, count: bins)
        for number in numbers { counts[bin(number)] += 1 }
        // The bins in which an edge may lie: that of its rank, and the next with a number in it.
        var wanted = Array(repeating: false, count: bins)
        for part in 1..<max(2, parts) {
            var (place, before) = (0, 0)
            while place < bins - 1, before + counts[place] < numbers.count * part / parts {
                before += counts[place]
                place += 1
            }
            for _ in 0..<parts {
                wanted[place] = true
                guard let next = counts[(place + 1)...].firstIndex(where: { $0 > 0 }) else { break }
                place = next
            }
        }
        var near: [Double: Int] = [:]
        for number in numbers where wanted[bin(number)] { near[number, default: 0] += 1 }
        // One amid it stands for all numbers of another bin.
        for place in 0..<bins where counts[place] > 0 && !wanted[place] {
            near[low + (Double(place) + 0.5) / scale, default: 0] += counts[place]
        }
        return quantiles(near, parts: parts)
    }
}
