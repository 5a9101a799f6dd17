import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@Suite struct SavedViewsTests {
    /// Views of the queue and of answers, as they were kept apart, stand side by side afterwards.
    @Test(arguments: Engine.available)
    func viewsOfBothKindsAreCarriedOver(engine: Engine) async throws {
        try await engine.withDatabase(migrated: false) { database in
            let before = Migrations.all.prefix { $0.number < 145 }
            let at = Instant(seconds: 1_790_000_000)
            try await Migrator(Array(before)).migrate(database, at: at)
            let workspace = ID<Workspace>(raw: 5)
            let user = ID<User>(raw: 452_123_456_789_012_345)
            // An id names its millisecond, after the first of 2020.
            let view = ID<SavedView>(raw: (1_700_000_000_123 - 1_577_836_800_000) << 21 + 7)
            try await database.write { connection in
                try connection.run(
                    """
                    INSERT INTO case_views (workspace, id, owner, name, query, shared)
                    VALUES (\(workspace), \(view), \(user), 'Mine', 'view=mine', 0)
                    """)
                try connection.run(
                    """
                    INSERT INTO saved_views (workspace, id, name, address, author, created)
                    VALUES (\(workspace), 9, 'Low', 'filter=score', 'tok_x', \(at))
                    """)
            }
            try await Migrator().migrate(database, at: at)
            let (cases, others, answers) = try await database.read { connection in
                func list(_ room: SavedView.Room, _ author: String) throws -> [SavedView] {
                    try SavedViews.list(room, for: author, in: workspace, on: connection)
                }
                return (
                    try list(.cases, user.description), try list(.cases, "usr_other"),
                    try list(.responses, "usr_other")
                )
            }
            #expect(
                cases == [
                    SavedView(
                        id: view, room: .cases, name: "Mine", address: "view=mine",
                        author: user.description, isShared: false,
                        createdAt: Instant(microseconds: 1_700_000_000_123_000))
                ])
            #expect(others == [], "it was not shared")
            #expect(answers.map(\.name) == ["Low"] && answers.allSatisfy(\.isShared))
        }
    }
}
