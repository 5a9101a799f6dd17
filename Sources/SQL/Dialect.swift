import Base

/// The few things the two engines say differently. Everything else is one SQL text.
public enum Dialect: String, Sendable {
    case sqlite, postgres

    /// The number that an event gets to be followed by, higher than that of every event that
    /// followers may have seen. On PostgreSQL it is the id of the writing transaction, because
    /// only that tells which other events may still appear before it; SQLite has one writer.
    public var eventTransaction: SQL {
        switch self {
        case .sqlite: "(SELECT COALESCE(MAX(tx), 0) + 1 FROM events)"
        case .postgres: "CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)"
        }
    }

    /// A condition on `events`: no event that comes before this one can still appear.
    public var eventIsSettled: SQL {
        switch self {
        case .sqlite: "1 = 1"
        case .postgres:
            "tx < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)"
        }
    }

    /// A query that waits until no other transaction holds this name, and holds it to the end of
    /// this one. Nil where a writer is alone anyway.
    public func lock(_ name: String) -> SQL? {
        switch self {
        case .sqlite: nil
        case .postgres: "SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext(\(name)))) AS held"
        }
    }

    /// Tells the planner what lies in a table, of which it would know nothing else for minutes:
    /// what it takes for empty it reads by whatever index. Nil where it does not ask.
    public func statistics(of table: String) -> SQL? {
        self == .sqlite ? nil : SQL(stringLiteral: "ANALYZE \(table)")
    }

    /// Ends a SELECT of rows to be changed, of which others that change them are waited for. Nil
    /// where a writer is alone anyway.
    public var forUpdate: SQL? { self == .sqlite ? nil : "FOR UPDATE" }

    /// Ends a SELECT of rows to be changed: those that another transaction is changing are left
    /// out instead of waited for.
    public var forUpdateSkipLocked: SQL {
        switch self {
        case .sqlite: ""
        case .postgres: " FOR UPDATE SKIP LOCKED"
        }
    }
}

/// Full text: the engines have no common tongue for it, so each has its own index over the words
/// of `search_entries` and its own way to ask it. Words hold letters and digits only and are found
/// as they stand, so that both engines find the same.
extension Dialect {
    /// What belongs beside the table of entries; it follows every change of it.
    public var searchIndex: String {
        switch self {
        case .sqlite:
            """
            CREATE VIRTUAL TABLE search_words
                USING fts5(words, content='', detail='none', tokenize='ascii');
            CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN
                INSERT INTO search_words (rowid, words) VALUES (new.id, new.words);
            END;
            CREATE TRIGGER search_entries_removed AFTER DELETE ON search_entries BEGIN
                INSERT INTO search_words (search_words, rowid, words)
                VALUES ('delete', old.id, old.words);
            END;
            CREATE TRIGGER search_entries_changed AFTER UPDATE ON search_entries BEGIN
                INSERT INTO search_words (search_words, rowid, words)
                VALUES ('delete', old.id, old.words);
                INSERT INTO search_words (rowid, words) VALUES (new.id, new.words);
            END;
            """
        case .postgres:
            """
            ALTER TABLE search_entries ADD COLUMN vector TSVECTOR
                GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED;
            CREATE INDEX search_entries_words ON search_entries USING gin (vector);
            """
        }
    }

    /// Whether the index brings what it finds newest first and only as much as is asked for. A GIN
    /// index brings all there is, so for frequent words it is quicker to walk back through entries.
    public var findsInOrder: Bool { self == .sqlite }

    /// The parts of a query by the index over the entries that hold all of these words; at least
    /// one.
    public func found(
        _ words: [String]
    ) -> (source: SQL, condition: SQL, workspace: SQL, id: SQL) {
        switch self {
        case .sqlite:
            (
                "search_words CROSS JOIN search_entries",
                "\(holds(words)) AND search_entries.id = search_words.rowid",
                "search_entries.workspace", "search_words.rowid"
            )
        case .postgres:
            // The sums keep the planner from the primary key: it knows of no rare word how rare
            // it is, and would rather walk through everything.
            (
                "search_entries", holds(words), "(search_entries.workspace + 0)",
                "(search_entries.id + 0)"
            )
        }
    }

    /// A condition on an entry (PostgreSQL) or on the index (SQLite): it holds all of these words.
    public func holds(_ words: [String]) -> SQL {
        precondition(!words.isEmpty, "a search has words")
        switch self {
        case .sqlite:
            return "search_words MATCH \(words.map { "\"\($0)\"" }.joined(separator: " AND "))"
        case .postgres:
            let query = words.map { "'\($0)'" }.joined(separator: " & ")
            return "vector @@ CAST(\(query) AS TSQUERY)"
        }
    }

    /// To be run before a query by the index, for the rest of the transaction: a planner that
    /// takes a word for more frequent than it is would read the whole table instead.
    public var insistOnIndex: SQL? {
        switch self {
        case .sqlite: nil
        case .postgres: "SELECT set_config('enable_seqscan', 'off', true)"
        }
    }
}

/// What stands in a document, read where it is: both engines can, neither as the other does.
extension Dialect {
    /// A member of a JSON text as the text that stands there; NULL where there is none.
    /// - Parameter path: keys from the outside in.
    public func member(_ path: [String], of column: SQL) -> SQL {
        switch self {
        case .sqlite: "\(column) -> \(Dialect.place(path))"
        case .postgres: "CAST(\(Dialect.json(path, of: column)) AS TEXT)"
        }
    }

    /// Texts of all rows of a group, a line each; NULL where there are none.
    public func lines(_ column: SQL) -> SQL {
        switch self {
        case .sqlite: "GROUP_CONCAT(\(column), CHAR(10))"
        case .postgres: "STRING_AGG(\(column), CHR(10))"
        }
    }

    /// The place, from 1, at which a text stands in the list that a member is; NULL where it is
    /// not there.
    public func place(of text: String, inMember path: [String], of column: SQL) -> SQL {
        switch self {
        case .sqlite:
            return """
                (SELECT MAX(e.key) + 1 FROM json_each(\(column), \(Dialect.place(path))) AS e
                WHERE e.value = \(text) AND e.key IS NOT NULL)
                """
        case .postgres:
            let list = Dialect.json(path, of: column)
            return """
                (SELECT MAX(e.place) FROM json_array_elements_text(
                    CASE WHEN json_typeof(\(list)) = 'array' THEN \(list) ELSE '[]' END
                ) WITH ORDINALITY AS e(value, place) WHERE e.value = \(text))
                """
        }
    }

    private static func place(_ path: [String]) -> String {
        "$" + path.map { ".\(JSON.string($0).text)" }.joined()
    }

    private static func json(_ path: [String], of column: SQL) -> SQL {
        let keys = path.map { " -> CAST(\($0) AS TEXT)" as SQL }
        return "(CAST(\(column) AS JSON)\(SQL.joined(keys, by: "")))"
    }
}
