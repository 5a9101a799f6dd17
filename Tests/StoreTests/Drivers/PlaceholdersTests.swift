import SQL
import TestSupport
import Testing

@testable import PostgresDriver

@Suite struct PlaceholdersTests {
    @Test(arguments: [
        ("SELECT 1", "SELECT 1"),
        ("a = ? AND b IN (?, ?)", "a = $1 AND b IN ($2, $3)"),
        ("a = '?' AND b = ?", "a = '?' AND b = $1"),
        ("a = 'it''s ?' || ?", "a = 'it''s ?' || $1"),
        (#"a = 'back\' || ?"#, #"a = 'back\' || $1"#),
        (#"a = E'it\'s ?' || ?"#, #"a = E'it\'s ?' || $1"#),
        (#"SOME'x\' || ?"#, #"SOME'x\' || $1"#),
        (#""na?me" = ? AND "a""?" = ?"#, #""na?me" = $1 AND "a""?" = $2"#),
        ("? -- why?\n, ?", "$1 -- why?\n, $2"),
        ("? /* a ? /* b ? */ ? */ ?", "$1 /* a ? /* b ? */ ? */ $2"),
        ("? - ? / ?", "$1 - $2 / $3"),
        ("$$ ? $$ || ?", "$$ ? $$ || $1"),
        ("$a$ ? $$ ? $a$ || ?", "$a$ ? $$ ? $a$ || $1"),
        ("a$b$ || ?", "a$b$ || $1"),
        ("诺 = '？?' AND 名 = ?", "诺 = '？?' AND 名 = $1"),
        ("'open ?", "'open ?"), ("/* open ?", "/* open ?"), ("$a$ open ?", "$a$ open ?"),
        (
            Array(repeating: "?", count: 11).joined(separator: ","),
            (1...11).map { "$\($0)" }.joined(separator: ",")
        ),
    ])
    func numbersWhatIsOutsideOfText(_ text: String, _ expected: String) {
        #expect(numberingPlaceholders(text) == expected)
    }

    /// A NULL that nothing around it gives a type.
    @Test(arguments: Engine.available)
    func untypedNullsWork(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let none: Int? = nil
            let text: String? = nil
            let found = try await database.read { connection in
                try connection.rows(
                    """
                    SELECT \(none) IS NULL, COALESCE(\(text), 'x'), COUNT(*)
                    FROM workspaces WHERE \(none) IS NULL OR workspace = \(none)
                    """
                ) { $0.values }
            }
            #expect(found == [[.integer(1), .text("x"), .integer(0)]])
        }
    }
}
