public import Base
import Statistics

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

    /// Whether the answer comes with a line for each record.
    public var hasRecords: Bool { type(of: analysis).hasRecords }

    /// Reads the whole table once and answers with one object.
    /// - Parameters:
    ///   - table: nil for a method that reads none.
    ///   - saying: a sentence for a refusal; a group that does not carry the method holds it.
    ///   - progress: called after each batch with the rows read so far.
    /// - Throws: `Refusal` with line and column where the table does not hold what is needed.
    public func run(
        on table: TableReader?, saying: (Refusal) -> String = { $0.code },
        progress: (Int) -> Void = { _ in }
    ) throws -> AnalysisAnswer {
        guard let table else { return try run(analysis) }
        return try run(analysis, table, saying, progress)
    }

    private func run<A: Analysis>(_ analysis: A) throws -> AnalysisAnswer {
        let result = try settled { try analysis.emptyGroup(of: []).result() }
        return answer(analysis, n: result.fields["n"]?.integer ?? 0, dropped: 0, [(.null, result)])
    }

    private func run<A: Analysis>(
        _ analysis: A, _ table: TableReader, _ saying: (Refusal) -> String,
        _ progress: (Int) -> Void
    ) throws -> AnalysisAnswer {
        let columns = try analysis.columns(in: table.header)
        var rows = try AnalysisRows(
            table, columns: columns, by: by, filter: filter, missing: missing)
        var groups: [String: (rows: Int, group: A.Group)] = [:]
        var whole = analysis.emptyGroup(of: columns)
        var count = 0
        var unused = 0
        while let batch = try table.next() {
            for row in batch {
                guard try rows.take(row) else { continue }
                guard analysis.uses(rows.row) else {
                    unused += 1
                    continue
                }
                count += 1
                if by == nil {
                    try whole.add(rows.row)
                } else {
                    try add(rows, to: &groups, analysis.emptyGroup(of: columns))
                }
            }
            progress(batch.rowsBefore + batch.count)
        }
        guard rows.seen > 0 else { throw Refusal(.invalid, "tableWithoutRows") }
        guard by != nil else {
            let result = try settled { try whole.result() }
            return answer(analysis, n: count, dropped: rows.dropped + unused, [(.null, result)])
        }
        let results = try groups.sorted { Natural.precedes($0.key, $1.key) }.map { name, group in
            do {
                return (JSON.string(name), try settled { try group.group.result() })
            } catch let refusal as Refusal {
                // One group that is too small is no reason to withhold the others.
                let fields: [(String, JSON)] = [
                    ("n", .integer(group.rows)), ("refused", .string(saying(refusal))),
                ]
                return (JSON.string(name), AnalysisResult(fields))
            }
        }
        return answer(analysis, n: count, dropped: rows.dropped + unused, results)
    }

    private func add<Group: AnalysisGroup>(
        _ rows: AnalysisRows, to groups: inout [String: (rows: Int, group: Group)],
        _ empty: @autoclosure () -> Group
    ) throws {
        try groups[rows.group, default: (0, empty())].group.add(rows.row)
        groups[rows.group]?.rows += 1
    }

    private func answer<A: Analysis>(
        _ analysis: A, n: Int, dropped: Int, _ results: [(by: JSON, result: AnalysisResult)]
    ) -> AnalysisAnswer {
        AnalysisAnswer(
            method: A.name, n: n, dropped: dropped, level: level,
            groups: results.map { (by: $0.by, fields: $0.result.fields) },
            records: results.compactMap { by, result in
                result.records.map { (by: by, records: $0) }
            },
            reference: analysis.reference)
    }

    /// What the rows do not carry is something their owner can mend.
    private func settled(_ body: () throws -> AnalysisResult) throws -> AnalysisResult {
        do {
            return try body()
        } catch let unfit as Unfit {
            throw Refusal(unfit)
        }
    }
}

/// The answer: one object with groups, for people and programs alike.
public struct AnalysisAnswer {
    public let method: String
    public let n: Int
    /// Rows left out because a needed value was missing.
    public let dropped: Int
    public let level: Double
    public let groups: [(by: JSON, fields: JSON.Object)]
    public let records: [(by: JSON, records: AnalysisRecords)]
    public let reference: String

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

    /// All groups' records as one table of comma-separated lines, in portions.
    public func writeRecords(_ write: (String) throws -> Void) throws {
        let showsBy = groups.contains { !$0.by.isNull }
        guard let first = records.first else { return }
        var lines = [(showsBy ? ["by"] : []) + first.records.header]
        for (by, records) in records {
            for index in 0..<records.count {
                lines.append(((showsBy ? [by] : []) + records.cells(index)).map(\.exact))
                guard lines.count == 4_096 else { continue }
                try write(DelimitedText.lines(lines))
                lines.removeAll(keepingCapacity: true)
            }
        }
        try write(DelimitedText.lines(lines))
    }
}
