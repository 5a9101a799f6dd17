import Base

/// A filter made ready for one table. Which of `true`, `false` and unknown a part of it has to be
/// is settled beforehand – `not (a and b)` asks for rows where a or b is false – so that each part
/// marks rows by one bit.
struct FilterScan: Sendable {
    private indirect enum Step: Sendable {
        case everywhere(Bool)
        /// Whether it holds by code of one column.
        case byCode(column: Int, CodeTest)
        /// A plain number against a written one.
        case compare(Node.Comparison, column: Int, Double, isNegated: Bool)
        /// Whether a plain number is missing.
        case missing(column: Int, Bool)
        case and(Step, Step)
        case or(Step, Step)
        /// Looks at several columns, or does more with a plain number than compare it.
        case each(Node, [(name: String, column: Int)], memory: Int, wanted: UInt8)
    }

    private let columns: [Column]
    private var steps = Step.everywhere(true)
    /// Truth by combination of codes, kept as they are met.
    private var memories: [[UInt8]] = []
    /// Of the chunk that was looked at last.
    private(set) var mask = Mask()
    private static let unmet: UInt8 = 0xFF
    private static let largestMemory = 1 << 20

    init(_ node: Node, _ table: Table) {
        columns = table.columns
        steps = step(node, table, wanted: Truth.yes)
    }

    /// The rows of the chunk for which it holds and whose time lies inside, in order.
    mutating func select(in chunk: Chunk, from low: Int64, to high: Int64, _ rows: inout [Int32]) {
        mark(chunk, from: low, to: high)
        mask.rows(into: &rows)
    }

    /// Leaves in `mask` the rows for which it holds and whose time lies inside.
    mutating func mark(_ chunk: Chunk, from low: Int64, to high: Int64) {
        mark(chunk)
        guard chunk.earliest < low || chunk.latest >= high else { return }
        mask.put(.and, chunk.times) { $0 >= low && $0 < high }
    }

    private mutating func mark(_ chunk: Chunk) {
        var taken = Mask()
        swap(&taken, &mask)
        taken.fit(chunk.count)
        put(.set, steps, chunk, &taken)
        swap(&taken, &mask)
    }

    private mutating func step(_ node: Node, _ table: Table, wanted: UInt8) -> Step {
        var names: [String] = []
        node.collectNames(into: &names)
        let used = names.compactMap { name in
            table.columnNumber(name).map { (name: name, column: $0) }
        }
        if used.isEmpty { return .everywhere(Truth.of(node.truth { _ in nil }) == wanted) }
        if used.count == 1, columns[used[0].column].form == .coded {
            let name = used[0].name
            let hits = columns[used[0].column].distinct.map { value in
                Truth.of(node.truth { $0 == name ? value : nil }) == wanted
            }
            return .byCode(column: used[0].column, CodeTest(hits))
        }
        let isNegated = wanted == Truth.no
        switch node {
        case .not(let inner): return step(inner, table, wanted: Truth.yes - wanted)
        case .and(let a, let b), .or(let a, let b):
            let first = step(a, table, wanted: wanted)
            let second = step(b, table, wanted: wanted)
            if case .and = node { return isNegated ? .or(first, second) : .and(first, second) }
            return isNegated ? .and(first, second) : .or(first, second)
        case .compare(let comparison, .name, .number(let number)):
            return .compare(comparison, column: used[0].column, number, isNegated: isNegated)
        case .call(.isMissing, let sides)
        where sides == [.name(used[0].name)] && columns[used[0].column].form == .numbers:
            return .missing(column: used[0].column, wanted == Truth.yes)
        default:
            return .each(node, used, memory: memory(for: used.map(\.column)), wanted: wanted)
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

    private mutating func put(_ mode: Mask.Mode, _ step: Step, _ chunk: Chunk, _ mask: inout Mask) {
        switch step {
        case .everywhere(let holds): mask.put(mode, everywhere: holds)
        case .byCode(let column, let test):
            guard column < chunk.columns.count else {
                mask.put(mode, everywhere: test.hits[0])
                return
            }
            chunk.columns[column].codes.mark(test, mode, in: &mask)
        case .compare(let comparison, let column, let number, let isNegated):
            FilterScan.compare(comparison, chunk, column, number, isNegated, mode, &mask)
        case .missing(let column, let wanted):
            guard column < chunk.columns.count, let values = chunk.columns[column].numbers else {
                mask.put(mode, everywhere: wanted)
                return
            }
            mask.put(mode, values) { $0.isNaN == wanted }
        case .and(let a, let b): combine(mode, .and, a, b, chunk, &mask)
        case .or(let a, let b): combine(mode, .or, a, b, chunk, &mask)
        case .each(let node, let used, let memory, let wanted):
            let rows = Array(0..<chunk.count)
            let truths = rows.map { truth(of: node, used, memory, chunk, $0) }
            mask.put(mode, truths) { $0 == wanted }
        }
    }

    /// A chain of one kind goes on in the same mask; a bracket needs one of its own.
    private mutating func combine(
        _ mode: Mask.Mode, _ inner: Mask.Mode, _ a: Step, _ b: Step, _ chunk: Chunk,
        _ mask: inout Mask
    ) {
        if mode == .set || mode == inner {
            put(mode, a, chunk, &mask)
            put(inner, b, chunk, &mask)
            return
        }
        var own = Mask()
        own.fit(chunk.count)
        put(.set, a, chunk, &own)
        put(inner, b, chunk, &own)
        mask.put(mode, own)
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

    /// A missing number (not-a-number) is neither more nor less nor equal nor different.
    private static func compare(
        _ comparison: Node.Comparison, _ chunk: Chunk, _ column: Int, _ number: Double,
        _ isNegated: Bool, _ mode: Mask.Mode, _ mask: inout Mask
    ) {
        guard column < chunk.columns.count, let values = chunk.columns[column].numbers else {
            mask.put(mode, everywhere: false)
            return
        }
        switch isNegated ? comparison.opposite : comparison {
        case .equal: mask.put(mode, values) { $0 == number }
        case .notEqual: mask.put(mode, values) { $0 < number || $0 > number }
        case .less: mask.put(mode, values) { $0 < number }
        case .lessOrEqual: mask.put(mode, values) { $0 <= number }
        case .greater: mask.put(mode, values) { $0 > number }
        case .greaterOrEqual: mask.put(mode, values) { $0 >= number }
        }
    }
}

/// Whether a condition holds, by code of one column.
struct CodeTest: Sendable {
    let hits: [Bool]
    /// The same as bytes of a mask.
    let bytes: [UInt8]
    /// The first code that it holds for and how many follow, where they stand together, as a
    /// single value does: then it is a comparison and not a look into a table.
    let run: (first: Int, more: Int)?

    init(_ hits: [Bool]) {
        self.hits = hits
        bytes = hits.map { $0 ? Mask.hit : 0 }
        guard let first = hits.firstIndex(of: true), let last = hits.lastIndex(of: true),
            hits[first...last].allSatisfy({ $0 })
        else {
            run = nil
            return
        }
        run = (first, last - first)
    }
}
