public import Base
public import Domain
public import SQL

extension Imports {
    public static func insert(
        _ faults: [ImportFault], of id: ID<Import>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        var place = 0
        var line = -1
        let rows: [[SQLValue]] = faults.map { fault in
            place = fault.line == line ? place + 1 : 0
            line = fault.line
            return [
                workspace.sqlValue, id.sqlValue, fault.line.sqlValue, place.sqlValue,
                fault.column.sqlValue, fault.value.sqlValue, fault.code.sqlValue,
                slots(fault.values).sqlValue,
            ]
        }
        for part in rows.parts(of: 100) {
            try connection.run(
                """
                INSERT INTO import_faults
                    (workspace, import, line, place, column_name, value, code, slots)
                VALUES \(SQL.rows(Array(part))) ON CONFLICT DO NOTHING
                """)
        }
    }

    /// In the order of the file.
    /// - Parameter after: line and place of the last of the page before.
    public static func faults(
        of id: ID<Import>, after: (line: Int, place: Int)? = nil, limit: Int,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [(fault: ImportFault, place: Int)] {
        try connection.rows(
            """
            SELECT line, place, column_name, value, code, slots FROM import_faults
            WHERE workspace = \(workspace) AND import = \(id)
              AND (line, place) > (\(after?.line ?? -1), \(after?.place ?? -1))
            ORDER BY line, place LIMIT \(limit)
            """
        ) { row in
            let fault = ImportFault(
                line: row.int(0), column: row.text(2), value: row.text(3), code: row.text(4),
                values: values(try row.json(5)))
            return (fault, row.int(1))
        }
    }
}
