public import Base
public import Domain
public import SQL

/// The numbers by which people speak of cases: from 1 in each workspace, none given twice.
public enum CaseNumbers {
    /// Gives the next numbers, and they are those of this transaction's cases: whoever opens
    /// another case in the workspace waits on PostgreSQL until it ends. So it is asked for last,
    /// when all that a case needs has been read, and many cases ask once. Two that wait for each
    /// other, one for a case and one for a number, are told of as a deadlock, and the driver lets
    /// one of them begin anew.
    /// - Returns: the first of them.
    public static func take(
        _ count: Int = 1, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        precondition(count > 0, "a case needs a number")
        let highest = try connection.first(
            """
            INSERT INTO case_numbers (workspace, highest) VALUES (\(workspace), \(count))
            ON CONFLICT (workspace) DO UPDATE SET
              highest = case_numbers.highest + excluded.highest
            RETURNING highest
            """
        ) { $0.int(0) }
        guard let highest else { preconditionFailure("RETURNING told of no row") }
        return highest - count + 1
    }

    /// Those of some cases.
    public static func of(
        _ ids: [ID<Case>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Case>: Int] {
        var numbers: [ID<Case>: Int] = [:]
        for part in Array(Set(ids)).parts(of: 500) {
            try connection.each(
                """
                SELECT id, number FROM cases
                WHERE workspace = \(workspace) AND id IN \(SQL.list(Array(part)))
                """
            ) { numbers[$0.id(0)] = $0.int(1) }
        }
        return numbers
    }

    /// The case of a number.
    public static func find(
        _ number: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> ID<Case>? {
        try connection.first(
            "SELECT id FROM cases WHERE workspace = \(workspace) AND number = \(number)"
        ) { $0.id(0) }
    }
}
