public import Base
public import Domain
public import SQL

extension Connection {
    /// A setting of a workspace; of the whole installation when it is `.installation`.
    public func setting(_ name: String, workspace: ID<Workspace>) throws -> JSON? {
        try first(
            """
            SELECT value FROM settings WHERE workspace = \(workspace) AND name = \(name)
            """
        ) { try $0.json(0) }
    }

    /// The same setting of every workspace that has it.
    public func settings(named name: String) throws -> [(ID<Workspace>, JSON)] {
        try rows("SELECT workspace, value FROM settings WHERE name = \(name) ORDER BY workspace") {
            ($0.id(0), try $0.json(1))
        }
    }

    public func unset(_ name: String, workspace: ID<Workspace>) throws {
        try run("DELETE FROM settings WHERE workspace = \(workspace) AND name = \(name)")
    }

    public func set(_ name: String, to value: JSON, workspace: ID<Workspace>) throws {
        try run(
            """
            INSERT INTO settings (workspace, name, value)
            VALUES (\(workspace), \(name), \(value))
            ON CONFLICT (workspace, name) DO UPDATE SET value = excluded.value
            """)
    }
}
