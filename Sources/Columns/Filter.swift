public import Base

/// A condition over the columns of a table. A part of it that looks at one column is decided once
/// for each different value of that column, whatever the number of rows.
public struct Filter: Sendable {
    public let expression: Expression

    /// - Parameter expression: a condition whose names are columns; a name without a column is
    ///   missing in every row.
    public init(_ expression: Expression) {
        self.expression = expression
    }

    /// How many rows it holds for.
    public func count(in table: Table) -> Int {
        var scan = FilterScan(expression.root, table)
        var sum = 0
        for chunk in table.chunks {
            for truth in scan.truths(in: chunk) where truth == Truth.yes { sum += 1 }
        }
        return sum
    }

    /// The ids of the rows it holds for, newest first.
    public func ids(in table: Table, limit: Int) -> [Int64] {
        rows(in: table, limit: limit).ids
    }

    /// The same within a window, from a place in the order on.
    /// - Parameter before: time and id of the last row that was read.
    /// - Returns: up to `limit` ids, and how many rows of the window there are in all.
    public func rows(
        in table: Table, window: Range<Instant>? = nil, before: (time: Instant, id: Int64)? = nil,
        limit: Int
    ) -> (ids: [Int64], count: Int) {
        var scan = FilterScan(expression.root, table)
        let low = window?.lowerBound.microseconds ?? Int64.min
        let high = window?.upperBound.microseconds ?? Int64.max
        let last = before.map { (time: $0.time.microseconds, id: $0.id) }
        var found: [(time: Int64, id: Int64)] = []
        var count = 0
        for chunk in table.chunks where chunk.earliest < high && chunk.latest >= low {
            for (row, truth) in scan.truths(in: chunk).enumerated() where truth == Truth.yes {
                let time = chunk.times[row]
                guard time >= low, time < high else { continue }
                count += 1
                if let last, (time, chunk.ids[row]) >= (last.time, last.id) { continue }
                found.append((time, chunk.ids[row]))
            }
        }
        found.sort { ($0.time, $0.id) > ($1.time, $1.id) }
        return (found.prefix(limit).map(\.id), count)
    }
}

/// A filter made ready for one table.
struct FilterScan {
    private indirect enum Step {
        case same(UInt8)
        /// Truth by code of one column.
        case byCode(column: Int, [UInt8])
        /// A plain number against a written one.
        case compare(Node.Comparison, column: Int, Double)
        case not(Step)
        case and(Step, Step)
        case or(Step, Step)
        /// Looks at several columns, or does more with a plain number than compare it.
        case each(Node, [(name: String, column: Int)], memory: Int)
    }

    private let columns: [Column]
    private var steps = Step.same(Truth.yes)
    /// Truth by combination of codes, kept as they are met.
    private var memories: [[UInt8]] = []
    private static let unmet: UInt8 = 0xFF
    private static let largestMemory = 1 << 20

    init(_ node: Node, _ table: Table) {
        columns = table.columns
        steps = step(node, table)
    }

    /// One truth for each row of the chunk.
    mutating func truths(in chunk: Chunk) -> [UInt8] { truths(of: steps, in: chunk) }

    private mutating func step(_ node: Node, _ table: Table) -> Step {
        var names: [String] = []
        node.collectNames(into: &names)
        let used = names.compactMap { name in
            table.columnNumber(name).map { (name: name, column: $0) }
        }
        if used.isEmpty { return .same(Truth.of(node.truth { _ in nil })) }
        if used.count == 1, columns[used[0].column].form == .coded {
            let name = used[0].name
            let truths = columns[used[0].column].distinct.map { value in
                Truth.of(node.truth { $0 == name ? value : nil })
            }
            return .byCode(column: used[0].column, truths)
        }
        switch node {
        case .not(let inner): return .not(step(inner, table))
        case .and(let a, let b): return .and(step(a, table), step(b, table))
        case .or(let a, let b): return .or(step(a, table), step(b, table))
        case .compare(let comparison, .name, .number(let number)):
            return .compare(comparison, column: used[0].column, number)
        default: return .each(node, used, memory: memory(for: used.map(\.column)))
        }
    }

    /// -1 where there are too many combinations to remember.
    private mutating func memory(for used: [Int]) -> Int {
        var size = 1
        for column in used {
            guard columns[column].form == .coded else { return -1 }
            size *= columns[column].distinct.count
            guard size <= FilterScan.largestMemory else { return -1 }
        }
        memories.append(Array(repeating: FilterScan.unmet, count: size))
        return memories.count - 1
    }

    private mutating func truths(of step: Step, in chunk: Chunk) -> [UInt8] {
        switch step {
        case .same(let truth): return Array(repeating: truth, count: chunk.count)
        case .byCode(let column, let table):
            guard column < chunk.columns.count else {
                return Array(repeating: table[0], count: chunk.count)
            }
            var out = Array(repeating: Truth.no, count: chunk.count)
            chunk.columns[column].codes.map(through: table, into: &out)
            return out
        case .compare(let comparison, let column, let number):
            return FilterScan.compare(comparison, chunk, column, number)
        case .not(let inner): return truths(of: inner, in: chunk).map { Truth.yes - $0 }
        case .and(let a, let b):
            var out = truths(of: a, in: chunk)
            FilterScan.combine(&out, truths(of: b, in: chunk)) { min($0, $1) }
            return out
        case .or(let a, let b):
            var out = truths(of: a, in: chunk)
            FilterScan.combine(&out, truths(of: b, in: chunk)) { max($0, $1) }
            return out
        case .each(let node, let used, let memory):
            return (0..<chunk.count).map { truth(of: node, used, memory, chunk, $0) }
        }
    }

    private mutating func truth(
        of node: Node, _ used: [(name: String, column: Int)], _ memory: Int, _ chunk: Chunk,
        _ row: Int
    ) -> UInt8 {
        guard memory >= 0 else { return evaluate(node, used, chunk, row) }
        var key = 0
        for (_, column) in used {
            let code = column < chunk.columns.count ? chunk.columns[column].codes[row] : 0
            key = key * columns[column].distinct.count + code
        }
        if memories[memory][key] == FilterScan.unmet {
            memories[memory][key] = evaluate(node, used, chunk, row)
        }
        return memories[memory][key]
    }

    private func evaluate(
        _ node: Node, _ used: [(name: String, column: Int)], _ chunk: Chunk, _ row: Int
    ) -> UInt8 {
        Truth.of(
            node.truth { name in
                guard let column = used.first(where: { $0.name == name })?.column,
                    column < chunk.columns.count
                else { return nil }
                switch chunk.columns[column].cell(row) {
                case .missing: return nil
                case .code(let code): return columns[column].distinct[code]
                case .number(let number): return .number(number)
                }
            })
    }

    private static func compare(
        _ comparison: Node.Comparison, _ chunk: Chunk, _ column: Int, _ number: Double
    ) -> [UInt8] {
        guard column < chunk.columns.count, let values = chunk.columns[column].numbers else {
            return Array(repeating: Truth.unknown, count: chunk.count)
        }
        func all(_ holds: (Double) -> Bool) -> [UInt8] {
            values.map { $0.isNaN ? Truth.unknown : holds($0) ? Truth.yes : Truth.no }
        }
        switch comparison {
        case .equal: return all { $0 == number }
        case .notEqual: return all { $0 != number }
        case .less: return all { $0 < number }
        case .lessOrEqual: return all { $0 <= number }
        case .greater: return all { $0 > number }
        case .greaterOrEqual: return all { $0 >= number }
        }
    }

    @inline(__always)
    private static func combine(
        _ out: inout [UInt8], _ other: [UInt8], _ body: (UInt8, UInt8) -> UInt8
    ) {
        precondition(out.count == other.count)
        out.withUnsafeMutableBufferPointer { out in
            other.withUnsafeBufferPointer { other in
                for row in 0..<out.count { out[row] = body(out[row], other[row]) }
            }
        }
    }
}

extension Node {
    /// Every name below, once each.
    func collectNames(into names: inout [String]) {
        if case .name(let name) = self, !names.contains(name) { names.append(name) }
        for child in children { child.collectNames(into: &names) }
    }
}
