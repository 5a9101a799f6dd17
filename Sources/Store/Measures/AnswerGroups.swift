public import Base
public import Domain
public import SQL

/// The completed responses of one instrument, counted by the database: what columns in memory
/// answer of fewer.
public struct AnswerGroups: Sendable {
    private let instrument: ID<Instrument>
    private let workspace: ID<Workspace>

    public init(_ instrument: ID<Instrument>, in workspace: ID<Workspace>) {
        self.instrument = instrument
        self.workspace = workspace
    }

    /// Where the values of a column stand in a response's row.
    public enum Place: Hashable, Sendable {
        case score, language, channel, overQuota
        /// How long it took, in whole seconds.
        case seconds
        case isFlagged
        /// Of what was written: that of most texts, and their mean to a hundredth.
        case mood, moodScore
        /// How they speak of a theme: `touchpoint.delivery`.
        case theme(String)
        case flag(Quality.Flag)
        case hidden(String)
        case trait(String)
        /// Keys from the outside in.
        case answer([String])
        /// At which place of the list that answers a question an option stands, from 1.
        case rank([String], option: String)
    }

    /// What rows are grouped by.
    public enum Key: Sendable {
        case value(Place)
        /// Number of the range between edges: 0 for rows without a number.
        case range(Place, edges: [Double])
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
        by keys: [Key], where condition: AnswerCondition = .everywhere(true),
        window: Range<Instant>? = nil, limit: Int? = nil, on connection: any Connection,
        _ body: (Group) throws -> Void
    ) throws {
        let columns = keys.map { $0.sql(connection.dialect) }
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
        of place: Place, around middle: Double, by keys: [Key],
        where condition: AnswerCondition, window: Range<Instant>?,
        on connection: any Connection, _ body: (Sums) throws -> Void
    ) throws {
        let number = place.number(connection.dialect)
        let distance: SQL = "(\(number) - CAST(\(middle) AS DOUBLE PRECISION))"
        let columns = keys.map { $0.sql(connection.dialect) }
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
    public func mean(of place: Place, on connection: any Connection) throws -> Double? {
        let sql = statement(
            ["AVG(\(place.number(connection.dialect)))"], of: [place], groups: 0,
            .everywhere(true), nil, connection.dialect)
        return try connection.first(sql) { $0.doubleOrNil(0) } ?? nil
    }

    /// When the first and the last of them were completed, and how many there are.
    public func extent(
        on connection: any Connection
    ) throws -> (times: ClosedRange<Instant>?, count: Int) {
        let sql = statement(
            ["MIN(r.at)", "MAX(r.at)", "COUNT(*)"], of: [], groups: 0, .everywhere(true), nil,
            connection.dialect)
        let found = try connection.first(sql) { row in
            (first: row.instantOrNil(0), last: row.instantOrNil(1), count: row.int(2))
        }
        guard let found, let first = found.first, let last = found.last else { return (nil, 0) }
        return (first...last, found.count)
    }

    /// - Parameter places: all that the columns speak of.
    private func statement(
        _ columns: [SQL], of places: [Place], groups: Int, _ condition: AnswerCondition,
        _ window: Range<Instant>?, _ dialect: Dialect
    ) -> SQL {
        let span: SQL =
            window.map { "AND r.at >= \($0.lowerBound) AND r.at < \($0.upperBound)" } ?? ""
        let order = SQL.joined((0..<groups).map { SQL(stringLiteral: "\($0 + 1)") }, by: ", ")
        let grouping: SQL = groups > 0 ? "GROUP BY \(order)" : ""
        // A look beside every row takes SQLite as long as the row, whether it is needed or not.
        let needed = Set((places + condition.places).compactMap(\.table))
        let joins = Table.allCases.filter(needed.contains).map(\.join)
        return """
            SELECT \(SQL.joined(columns, by: ", ")) FROM responses AS r
            \(SQL.joined(joins, by: " "))
            WHERE r.workspace = \(workspace) AND r.instrument = \(instrument)
                AND r.status = 'completed' \(span) AND \(condition.sql(dialect)) \(grouping)
            """
    }
}

// MARK: - Tables

extension AnswerGroups {
    /// What stands beside the responses.
    fileprivate enum Table: CaseIterable {
        case customers, quality

        var join: SQL {
            switch self {
            case .customers:
                "LEFT JOIN customers AS c ON c.workspace = r.workspace AND c.id = r.customer"
            case .quality:
                """
                LEFT JOIN response_quality AS q
                    ON q.workspace = r.workspace AND q.response = r.id
                """
            }
        }
    }
}

extension AnswerGroups.Place {
    /// The table that it stands in, where that is not the responses' own.
    fileprivate var table: AnswerGroups.Table? {
        switch self {
        case .trait: .customers
        case .isFlagged, .flag: .quality
        case .score, .language, .channel, .overQuota, .seconds, .hidden, .answer, .rank, .mood,
            .moodScore, .theme:
            nil
        }
    }
}

extension AnswerGroups.Key {
    fileprivate var place: AnswerGroups.Place? {
        switch self {
        case .value(let place), .range(let place, _): place
        case .span: nil
        }
    }
}

// MARK: - Places

extension AnswerGroups.Place {
    /// Whether it stands in a document, where a value may be anything.
    public var isDocument: Bool {
        switch self {
        case .hidden, .trait, .answer: true
        case .score, .language, .channel, .overQuota, .seconds, .isFlagged, .flag, .rank, .mood,
            .moodScore, .theme:
            false
        }
    }

    /// As a row has it: JSON text of what stands in a document.
    func sql(_ dialect: Dialect) -> SQL {
        switch self {
        case .score: "r.score"
        case .language: "r.language"
        case .channel: "r.channel"
        case .overQuota: "r.over_quota"
        case .seconds:
            "CASE WHEN r.at > r.started THEN (r.at - r.started + 500000) / 1000000 END"
        case .mood:
            """
            CASE WHEN \(TextReadings.meanScore) IS NULL THEN NULL
                WHEN \(TextReadings.excess) > 0 THEN \(TextReading.Mood.positive.rawValue)
                WHEN \(TextReadings.excess) < 0 THEN \(TextReading.Mood.negative.rawValue)
                ELSE \(TextReading.Mood.neutral.rawValue) END
            """
        case .moodScore: Self.hundredths(TextReadings.meanScore)
        case .theme(let key): Self.hundredths(TextReadings.meanMood(of: key, dialect))
        case .isFlagged: "CASE WHEN COALESCE(q.flags, '') = '' THEN 0 ELSE 1 END"
        case .flag(let flag):
            """
            CASE WHEN ' ' || COALESCE(q.flags, '') || ' ' LIKE \("% \(flag.rawValue) %")
            THEN 1 ELSE 0 END
            """
        case .hidden(let key): dialect.member([key], of: "r.hidden")
        case .trait(let key): dialect.member([key], of: "c.traits")
        case .answer(let path): dialect.member(path, of: "r.answers")
        case .rank(let path, let option):
            dialect.place(of: option, inMember: path, of: "r.answers")
        }
    }

    /// To the nearest hundredth, a half away from nought. One engine cuts off what a cast to whole
    /// numbers loses and the other rounds it, halves to even: seen from either, what is left tells
    /// whether it was the nearest.
    private static func hundredths(_ value: SQL) -> SQL {
        let size: SQL = "ABS(\(value) * 100)"
        let whole: SQL = "CAST(\(size) AS BIGINT)"
        return """
            CAST(CASE WHEN \(value) < 0 THEN -1 ELSE 1 END
                * CASE WHEN \(size) - \(whole) >= 0.5 THEN \(whole) + 1 ELSE \(whole) END
                AS DOUBLE PRECISION) / 100
            """
    }

    /// The number that stands there; NULL for anything else.
    func number(_ dialect: Dialect) -> SQL {
        let own = sql(dialect)
        switch self {
        case .score, .seconds, .rank, .moodScore, .theme: return "CAST(\(own) AS DOUBLE PRECISION)"
        case .language, .channel, .overQuota, .isFlagged, .flag, .mood:
            return "CAST(NULL AS DOUBLE PRECISION)"
        case .hidden, .trait, .answer:
            return """
                CASE WHEN SUBSTR(\(own), 1, 1) IN
                    ('-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9')
                THEN CAST(\(own) AS DOUBLE PRECISION) END
                """
        }
    }

    /// What was read of a row as a value; null where nothing stands there.
    public func value(_ found: SQLValue) throws -> JSON {
        switch (self, found) {
        case (_, .null): return .null
        case (.isFlagged, .integer(let truth)), (.flag, .integer(let truth)):
            return .bool(truth != 0)
        case (_, .integer(let number)): return .number(Double(number))
        case (_, .double(let number)): return .number(number)
        case (.hidden, .text(let text)), (.trait, .text(let text)), (.answer, .text(let text)):
            return try JSON(parsing: text)
        case (_, .text(let text)): return .string(text)
        case (_, .blob): return .null
        }
    }
}

extension AnswerGroups.Key {
    func sql(_ dialect: Dialect) -> SQL {
        switch self {
        case .value(let place): return place.sql(dialect)
        case .range(let place, let edges):
            let number = place.number(dialect)
            let tree = AnswerGroups.Key.tree(edges.map { "\($0)" }, number, 1...edges.count + 1)
            return "CASE WHEN \(number) IS NULL THEN CAST(0 AS BIGINT) ELSE \(tree) END"
        case .span(let bounds):
            let inner = bounds.dropFirst().dropLast().map { "\($0)" as SQL }
            return AnswerGroups.Key.tree(inner, "r.at", 0...inner.count)
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
