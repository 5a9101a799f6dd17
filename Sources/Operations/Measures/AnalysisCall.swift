public import Base

/// One call of `nuo analyze`: a method on a table, with what all methods share.
public struct AnalysisCall: Sendable {
    public var by: String?
    public var filter: Expression?
    /// Besides blank, `NA` and `N/A`.
    public var missing: Set<String> = []
    private let analysis: any Analysis
    private let level: Double

    /// - Throws: `Refusal` for a wrong method or option.
    public init(
        method: String, options: [String], level: Double = 0.95, seed: UInt64 = 1
    ) throws(Refusal) {
        let type = try Analyses.named(method)
        analysis = try type.init(
            AnalysisChoices(options, of: type.options, level: level, seed: seed))
        self.level = level
    }

    /// Reads the whole table once and answers with one object.
    /// - Parameter progress: called after each batch with the rows read so far.
    /// - Throws: `Refusal` with line and column where the table does not hold what is needed.
    public func run(
        on table: TableReader, progress: (Int) -> Void = { _ in }
    ) throws -> AnalysisAnswer {
        try run(analysis, table, progress)
    }

    private func run<A: Analysis>(
        _ analysis: A, _ table: TableReader, _ progress: (Int) -> Void
    ) throws -> AnalysisAnswer {
        var rows = try AnalysisRows(
            table, columns: analysis.columns, by: by, filter: filter, missing: missing)
        var groups: [String: A.Group] = [:]
        var whole = analysis.emptyGroup()
        var count = 0
        while let batch = try table.next() {
            for row in batch {
                guard try rows.take(row) else { continue }
                count += 1
                if by == nil {
                    try whole.add(rows.row)
                } else {
                    try groups[rows.group, default: analysis.emptyGroup()].add(rows.row)
                }
            }
            progress(batch.rowsBefore + batch.count)
        }
        guard rows.seen > 0 else { throw Refusal(.invalid, "tableWithoutRows") }
        let results =
            by == nil
            ? [(JSON.null, whole.result())]
            : groups.keys.sorted(by: Natural.precedes).map { name in
                (JSON.string(name), groups[name]?.result() ?? JSON.Object())
            }
        return AnalysisAnswer(
            method: A.name, n: count, dropped: rows.dropped, level: level, groups: results,
            reference: analysis.reference)
    }
}

/// The answer: one object with groups, for people and programs alike.
public struct AnalysisAnswer: Sendable {
    public let method: String
    public let n: Int
    /// Rows left out because a needed value was missing.
    public let dropped: Int
    public let level: Double
    public let groups: [(by: JSON, fields: JSON.Object)]
    public let reference: String

    init(
        method: String, n: Int, dropped: Int, level: Double,
        groups: [(JSON, JSON.Object)], reference: String
    ) {
        self.method = method
        self.n = n
        self.dropped = dropped
        self.level = level
        self.groups = groups.map { (by: $0.0, fields: $0.1) }
        self.reference = reference
    }

    public var json: JSON {
        let groups = groups.map { group in
            JSON.object(JSON.Object([.init(key: "by", value: group.by)] + group.fields.members))
        }
        return .object(
            JSON.Object([
                ("method", .string(method)), ("n", .integer(n)), ("dropped", .integer(dropped)),
                ("level", .number(level)), ("groups", .array(groups)),
                ("reference", .string(reference)),
            ]))
    }
}
