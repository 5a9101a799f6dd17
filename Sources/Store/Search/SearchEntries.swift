import Base
import Domain
import Language
public import SQL

/// What can be found by its words: kept beside the row it stands for, in the same transaction.
public enum SearchEntries {
    public enum Kind: String, CaseIterable, Sendable {
        case received, reply, note, title, customer
    }

    static func put(
        _ id: Int64, _ kind: Kind, of one: ID<Case>? = nil, at: Instant, _ text: String,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO search_entries (workspace, id, kind, case_id, at, words)
            VALUES \(SQL.rows([values(id, kind, one, at, text, workspace)]))
            ON CONFLICT (workspace, id) DO UPDATE SET words = excluded.words
            """)
    }

    /// Many customers at once, of whom only the key is known.
    static func put(
        _ customers: [(id: ID<Customer>, key: String)], at: Instant,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        for part in customers.parts(of: 200) {
            let rows = part.map { values($0.id.raw, .customer, nil, at, $0.key, workspace) }
            try connection.run(
                """
                INSERT INTO search_entries (workspace, id, kind, case_id, at, words)
                VALUES \(SQL.rows(rows)) ON CONFLICT DO NOTHING
                """)
        }
    }

    private static func values(
        _ id: Int64, _ kind: Kind, _ one: ID<Case>?, _ at: Instant, _ text: String,
        _ workspace: ID<Workspace>
    ) -> [SQLValue] {
        [
            workspace.sqlValue, id.sqlValue, kind.rawValue.sqlValue, one?.sqlValue ?? .null,
            at.sqlValue, SearchWords.held(in: text).joined(separator: " ").sqlValue,
        ]
    }
}

extension SearchEntries {
    /// Reads the words of what was there before there was a search.
    /// - Returns: how many were read; none are left where that is fewer than asked for.
    public static func workOff(_ count: Int, on connection: any Connection) throws -> Int {
        let waiting = try connection.rows(
            """
            SELECT workspace, id, kind, case_id FROM search_backlog
            ORDER BY id DESC LIMIT \(count)
            """
        ) { row in
            (
                workspace: row.id(0) as ID<Workspace>, id: row.int64(1),
                kind: row.word(2) as Kind, one: row.idOrNil(3) as ID<Case>?
            )
        }
        for entry in waiting {
            let found = try text(
                of: entry.id, entry.kind, entry.one, in: entry.workspace, on: connection)
            if let found {
                try put(
                    entry.id, entry.kind, of: entry.one, at: found.at, found.text,
                    in: entry.workspace, on: connection)
            }
            try connection.run(
                """
                DELETE FROM search_backlog
                WHERE workspace = \(entry.workspace) AND id = \(entry.id)
                """)
        }
        return waiting.count
    }

    /// Nil for what is gone meanwhile.
    private static func text(
        of id: Int64, _ kind: Kind, _ one: ID<Case>?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> (text: String, at: Instant)? {
        switch kind {
        case .title:
            try connection.first(
                """
                SELECT title_zh, title_en, opened FROM cases
                WHERE workspace = \(workspace) AND id = \(id)
                """
            ) { (Cases.searched($0.text(0), $0.text(1)), $0.instant(2)) }
        case .customer:
            try Customers.find(ID(raw: id), in: workspace, on: connection).map {
                (Customers.said($0.customer), $0.createdAt)
            }
        case .received, .reply, .note:
            try connection.first(
                """
                SELECT text, at FROM case_messages WHERE workspace = \(workspace)
                  AND case_id = \(one?.raw ?? 0) AND id = \(id)
                """
            ) { ($0.text(0), $0.instant(1)) }
        }
    }
}

extension Cases {
    /// A title that reads the same in both languages is one text.
    static func searched(_ zh: String, _ en: String) -> String { zh == en ? en : "\(zh)\n\(en)" }
}
