public import Base
public import Domain
public import SQL

extension Responses {
    /// Many at once.
    /// - Returns: those that are new; the others were there by their key.
    public static func insert(
        _ rows: [Stored], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Set<ID<Response>> {
        var inserted = Set<ID<Response>>()
        for part in rows.parts(of: 100) {
            try connection.each(
                """
                INSERT INTO responses (workspace, \(columns))
                VALUES \(SQL.rows(part.map { values($0, workspace) }))
                ON CONFLICT DO NOTHING RETURNING id
                """
            ) { inserted.insert($0.id(0)) }
        }
        return inserted
    }

    /// In the order of `columns`.
    private static func values(_ row: Stored, _ workspace: ID<Workspace>) -> [SQLValue] {
        let response = row.response
        func orNull(_ value: (some SQLBindable)?) -> SQLValue { value?.sqlValue ?? .null }
        return [
            workspace.sqlValue, row.id.sqlValue, row.instrument.sqlValue, row.version.sqlValue,
            orNull(row.link), orNull(row.customer), orNull(row.caseID),
            response.status.rawValue.sqlValue, row.language.sqlValue, row.channel.sqlValue,
            orNull(response.answers.score), orNull(row.metric?.rawValue),
            JSON.object(response.answers.values).sqlValue, JSON.object(row.hidden).sqlValue,
            orNull(response.page), row.startedAt.sqlValue, orNull(response.completedAt),
            row.at.sqlValue, orNull(row.key), row.isAnonymous.sqlValue, orNull(row.overQuota),
        ]
    }
}
