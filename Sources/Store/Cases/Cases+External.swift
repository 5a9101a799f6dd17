public import Base
public import Domain
public import SQL

extension Cases {
    /// Which of these names of another system are here already.
    public static func external(
        _ names: [String], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Set<String> {
        guard !names.isEmpty else { return [] }
        let list = SQL.joined(names.map { "\($0)" }, by: ", ")
        return Set(
            try connection.rows(
                """
                SELECT external FROM cases
                WHERE workspace = \(workspace) AND external IN (\(list))
                """
            ) { $0.text(0) })
    }

    public static func setExternal(
        _ name: String, of id: ID<Case>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE cases SET external = \(name) WHERE workspace = \(workspace) AND id = \(id)
            """)
    }
}
