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
    /// Reads the words of what was there before there was a search, or before words were read as
    /// they are now.
    /// - Returns: how many were read; none are left where that is fewer than asked for.
    public static func workOff(_ count: Int, on connection: any Connection) throws -> Int {
        let waiting = try connection.rows(
            """
            SELECT workspace, id, kind, case_id FROM search_backlog
            ORDER BY workspace, id LIMIT \(count)
            """
        ) { row in
            Waiting(
                workspace: row.id(0), id: row.int64(1), kind: row.word(2), one: row.idOrNil(3))
        }
        for (workspace, entries) in Dictionary(grouping: waiting, by: \.workspace) {
            for part in entries.parts(of: 100) {
                try read(Array(part), in: workspace, on: connection)
            }
        }
        return waiting.count
    }

    private struct Waiting {
        let workspace: ID<Workspace>
        let id: Int64
        let kind: Kind
        let one: ID<Case>?
    }

    /// What is gone meanwhile is left out. Entries that are there are held first, so that what
    /// somebody writes meanwhile comes after this and stays.
    private static func read(
        _ entries: [Waiting], in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        let all = SQL.list(entries.map(\.id))
        if let hold = connection.dialect.forUpdate {
            try connection.each(
                """
                SELECT id FROM search_entries WHERE workspace = \(workspace) AND id IN \(all)
                ORDER BY id \(hold)
                """
            ) { _ in }
        }
        let titles = entries.filter { $0.kind == .title }.map(\.id)
        let customers = entries.filter { $0.kind == .customer }.map(\.id)
        let messages = entries.filter { $0.kind != .title && $0.kind != .customer }
        var texts: [Int64: (text: String, at: Instant)] = [:]
        if !titles.isEmpty {
            try connection.each(
                """
                SELECT id, title_zh, title_en, opened FROM cases
                WHERE workspace = \(workspace) AND id IN \(SQL.list(titles))
                """
            ) { row in
                texts[row.int64(0)] = (Cases.searched(row.text(1), row.text(2)), row.instant(3))
            }
        }
        for id in customers {
            let found = try Customers.find(ID(raw: id), in: workspace, on: connection)
            texts[id] = found.map { (Customers.said($0.customer), $0.createdAt) }
        }
        if !messages.isEmpty {
            try connection.each(
                """
                SELECT waiting.id, said.text, said.at FROM search_backlog AS waiting
                JOIN case_messages AS said ON said.workspace = waiting.workspace
                  AND said.case_id = waiting.case_id AND said.id = waiting.id
                WHERE waiting.workspace = \(workspace)
                  AND waiting.id IN \(SQL.list(messages.map(\.id)))
                """
            ) { texts[$0.int64(0)] = ($0.text(1), $0.instant(2)) }
        }
        let rows = entries.compactMap { entry in
            texts[entry.id].map {
                values(entry.id, entry.kind, entry.one, $0.at, $0.text, workspace)
            }
        }
        if !rows.isEmpty {
            try connection.run(
                """
                INSERT INTO search_entries (workspace, id, kind, case_id, at, words)
                VALUES \(SQL.rows(rows))
                ON CONFLICT (workspace, id) DO UPDATE SET words = excluded.words
                WHERE search_entries.words <> excluded.words
                """)
        }
        try connection.run(
            "DELETE FROM search_backlog WHERE workspace = \(workspace) AND id IN \(all)")
    }
}

extension Cases {
    /// A title that reads the same in both languages is one text.
    static func searched(_ zh: String, _ en: String) -> String { zh == en ? en : "\(zh)\n\(en)" }
}
