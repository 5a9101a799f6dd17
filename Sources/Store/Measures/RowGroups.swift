public import Base
public import SQL

/// Rows of one sort, counted by the database: what columns in memory answer of fewer.
public struct RowGroups: Sendable {
    private let table: SQL
    private let which: SQL
    private let time: SQL
    private let order: [SQL]

    /// - Parameters:
    ///   - table: in which they stand.
    ///   - which: of its rows are meant.
    ///   - time: the column of the moment at which a row counts.
    ///   - order: columns by which an index has them from the oldest on; the last is the id.
    init(_ table: SQL, where which: SQL, time: SQL, order: [SQL]) {
        self.table = table
        self.which = which
        self.time = time
        self.order = order
    }

    /// What rows are grouped by.
    public enum Key: Sendable {
        case value(RowPlace)
        /// Number of the range between edges: 0 for rows without a number.
        case range(RowPlace, edges: [Double])
        /// Number of the span of time between bounds.
        case span([Instant])
    }

    /// Rows of one group.
    public struct Group {
        /// One for each key; a number for ranges and spans.
        public let keys: [SQLValue]
        public let count: Int
    }

    /// Counts the rows of each group.
    /// - Parameter limit: how many groups are handed out at most.
    public func counts(
        by keys: [Key], where condition: RowCondition = .everywhere(true),
        window: Range<Instant>? = nil, limit: Int? = nil, on connection: any Connection,
        _ body: (Group) throws -> Void
    ) throws {
        let columns = keys.map { $0.sql(connection.dialect, time) }
        let sql = statement(
            columns + ["COUNT(*)"], of: keys.compactMap(\.place), groups: keys.count, condition,
            window, connection.dialect)
        try connection.each(limit.map { sql + " LIMIT \($0)" } ?? sql) { row in
            try body(
                Group(keys: Array(row.values.prefix(keys.count)), count: row.int(keys.count)))
        }
    }

    /// Sums of numbers that are too many to be counted one by one.
    public struct Sums {
        public let group: Group
        /// Rows with a number.
        public let n: Int
        /// Of the numbers' distances from the middle that was asked for, and of their squares.
        public let distances: Double
        public let squares: Double
    }

    /// - Parameter middle: near the mean, so that sums of squares lose no digits.
    public func sums(
        of place: RowPlace, around middle: Double, by keys: [Key],
        where condition: RowCondition, window: Range<Instant>?,
        on connection: any Connection, _ body: (Sums) throws -> Void
    ) throws {
        let number = place.number(connection.dialect)
        let distance: SQL = "(\(number) - CAST(\(middle) AS DOUBLE PRECISION))"
        let columns = keys.map { $0.sql(connection.dialect, time) }
        let sql = statement(
            columns + [
                "COUNT(*)", "COUNT(\(number))", "SUM(\(distance))",
                "SUM(\(distance) * \(distance))",
            ], of: [place] + keys.compactMap(\.place), groups: keys.count, condition, window,
            connection.dialect)
        try connection.each(sql) { row in
            let count = keys.count
            try body(
                Sums(
                    group: Group(keys: Array(row.values.prefix(count)), count: row.int(count)),
                    n: row.int(count + 1), distances: row.doubleOrNil(count + 2) ?? 0,
                    squares: row.doubleOrNil(count + 3) ?? 0))
        }
    }

    /// The mean of all numbers; nil where there are none.
    public func mean(of place: RowPlace, on connection: any Connection) throws -> Double? {
        let sql = statement(
            ["AVG(\(place.number(connection.dialect)))"], of: [place], groups: 0,
            .everywhere(true), nil, connection.dialect)
        return try connection.first(sql) { $0.doubleOrNil(0) } ?? nil
    }

    /// When the first and the last of them were, and how many there are.
    public func extent(
        on connection: any Connection
    ) throws -> (times: ClosedRange<Instant>?, count: Int) {
        let sql = statement(
            ["MIN(\(time))", "MAX(\(time))", "COUNT(*)"], of: [], groups: 0, .everywhere(true),
            nil, connection.dialect)
        let found = try connection.first(sql) { row in
            (first: row.instantOrNil(0), last: row.instantOrNil(1), count: row.int(2))
        }
        guard let found, let first = found.first, let last = found.last else { return (nil, 0) }
        return (first...last, found.count)
    }

    /// Ids of some rows that tell what there is to know of all: the oldest and the newest.
    public func ends(each limit: Int, on connection: any Connection) throws -> Set<Int64> {
        var ids: Set<Int64> = []
        for direction in ["", " DESC"] as [SQL] {
            let columns = SQL.joined(order.map { $0 + direction }, by: ", ")
            try connection.each(
                """
                SELECT \(order[order.count - 1]) FROM \(table) WHERE \(which)
                ORDER BY \(columns) LIMIT \(limit)
                """
            ) { ids.insert($0.int64(0)) }
        }
        return ids
    }

    /// - Parameter places: all that the columns speak of.
    private func statement(
        _ columns: [SQL], of places: [RowPlace], groups: Int, _ condition: RowCondition,
        _ window: Range<Instant>?, _ dialect: Dialect
    ) -> SQL {
        let span: SQL =
            window.map { "AND \(time) >= \($0.lowerBound) AND \(time) < \($0.upperBound)" } ?? ""
        let order = SQL.joined((0..<groups).map { SQL(stringLiteral: "\($0 + 1)") }, by: ", ")
        let grouping: SQL = groups > 0 ? "GROUP BY \(order)" : ""
        // A look beside every row takes SQLite as long as the row, whether it is needed or not.
        var joins: [SQL] = []
        for join in (places + condition.places).compactMap(\.join)
        where !joins.contains(where: { $0.text == join.text }) { joins.append(join) }
        return """
            SELECT \(SQL.joined(columns, by: ", ")) FROM \(table) \(SQL.joined(joins, by: " "))
            WHERE \(which) \(span) AND \(condition.sql(dialect)) \(grouping)
            """
    }
}

extension RowGroups.Key {
    fileprivate var place: RowPlace? {
        switch self {
        case .value(let place), .range(let place, _): place
        case .span: nil
        }
    }

    /// - Parameter time: the column of the moment at which a row counts.
    fileprivate func sql(_ dialect: Dialect, _ time: SQL) -> SQL {
        switch self {
        case .value(let place): return place.sql(dialect)
        case .range(let place, let edges):
            let number = place.number(dialect)
            let tree = Self.tree(edges.map { "\($0)" }, number, 1...edges.count + 1)
            return "CASE WHEN \(number) IS NULL THEN CAST(0 AS BIGINT) ELSE \(tree) END"
        case .span(let bounds):
            let inner = bounds.dropFirst().dropLast().map { "\($0)" as SQL }
            return Self.tree(inner, time, 0...inner.count)
        }
    }

    /// Which part a value lies in, found in a few comparisons however many parts there are.
    /// - Parameter edges: one fewer than `parts`.
    private static func tree(_ edges: [SQL], _ value: SQL, _ parts: ClosedRange<Int>) -> SQL {
        guard !edges.isEmpty else { return "CAST(\(parts.lowerBound) AS BIGINT)" }
        let middle = edges.count / 2
        let low = tree(
            Array(edges[..<middle]), value, parts.lowerBound...parts.lowerBound + middle)
        let high = tree(
            Array(edges[(middle + 1)...]), value, parts.lowerBound + middle + 1...parts.upperBound)
        return "CASE WHEN \(value) < \(edges[middle]) THEN \(low) ELSE \(high) END"
    }
}
