import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

/// What SQLite's planner knows of the tables decides which index it takes.
@Suite struct PlannerTests {
    /// How those merged into a customer are found. A plan that was asked for before is told again
    /// as it was, so each customer is asked for once.
    private static func plan(_ customer: Int, on connection: any Connection) throws -> String {
        let question = SQL(
            stringLiteral: """
                SELECT id FROM customers
                WHERE workspace = 1 AND merged_into = \(customer) ORDER BY id
                """)
        // To ask for a plan alone does not look whether anything has changed.
        try connection.each(question) { _ in }
        return try connection.rows("EXPLAIN QUERY PLAN \(question)") { $0.text(3) }
            .joined(separator: "; ")
    }

    /// Of very many customers, those of one are found by their index, not by walking all in the
    /// order asked for.
    @Test func fewRowsAreFoundByTheirIndex() async throws {
        try await Engine.sqlite.withDatabase { database in
            // The reader is open before anything is known.
            let before = try await database.read { try Self.plan(0, on: $0) }
            #expect(!before.contains("customers_merged"))
            try await database.write { connection in
                try connection.run(
                    """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                    INSERT INTO customers (workspace, id, key, contacts, traits, consents, search,
                        created, changed)
                    SELECT 1, i, 'C' || i, '[]', '{}', '[]', '', 0, 0 FROM n
                    """)
            }
            // The next commit comes after it was told.
            try await database.write { try $0.run("DELETE FROM customers WHERE id = 1") }
            for customer in 1...8 {
                let after = try await database.read { try Self.plan(customer, on: $0) }
                #expect(after.contains("customers_merged"))
            }
        }
    }
}
