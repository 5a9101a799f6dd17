public import Base
public import Domain
public import SQL

/// How new cases found their person.
public enum CaseGivings {
    public static func insert(
        _ giving: CaseGiving, of one: ID<Case>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_givings (workspace, case_id, data)
            VALUES (\(workspace), \(one), \(giving.json))
            """)
    }

    /// Of the cases that a team gave by a rule.
    public static func of(
        _ cases: [ID<Case>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Case>: CaseGiving] {
        var found: [ID<Case>: CaseGiving] = [:]
        for part in cases.parts(of: 500) {
            try connection.each(
                """
                SELECT case_id, data FROM case_givings
                WHERE workspace = \(workspace) AND case_id IN \(SQL.list(Array(part)))
                """
            ) { found[$0.id(0)] = CaseGiving(try $0.json(1)) }
        }
        return found
    }
}
