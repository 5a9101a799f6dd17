import Base
import Domain
import Language
import SQL
import Store
import TestSupport
import Testing

/// Each engine against what the words themselves say: so both find the same.
@Suite struct SearchEntriesTests {
    private static let words = [
        "退款", "退", "款申请", "refund", "refunds", "refurbished", "refurbishing", "don't", "A1", "é",
        "カナ", "한", "🙂", "ok",
        "'", "\"", "*", "AND", "NEAR(", ":", "\\", "\u{20000}\u{20001}", "ｆｕｌｌ", "x\u{0}y",
    ]

    @Test(arguments: Engine.available)
    func findsWhatTheWordsSay(engine: Engine) async throws {
        try await engine.withDatabase { database in
            var chance = SystemChance(seed: 11)
            let workspace = ID<Workspace>(raw: 5)
            let keys: [(id: ID<Customer>, key: String)] = (1...300).map { number in
                let parts = (0..<Int.random(in: 1...5, using: &chance)).map { _ in
                    Self.words.randomElement(using: &chance)!
                }
                return (
                    ID(raw: Int64(number)),
                    parts.joined(separator: ["", " ", "，"].randomElement(using: &chance)!).storable
                )
            }
            try await database.write { connection in
                var next = keys.makeIterator()
                for part in keys.parts(of: 100) {
                    _ = try Customers.findOrMake(
                        part.map {
                            .init(key: "\($0.id.raw)!" + $0.key, language: nil, traits: .init())
                        },
                        newID: { next.next()!.id }, at: Instant(seconds: 1), in: workspace,
                        on: connection)
                }
            }
            for _ in 0..<300 {
                let search = (0..<Int.random(in: 1...2, using: &chance)).map { _ in
                    Self.words.randomElement(using: &chance)!
                }.joined(separator: " ")
                let words = SearchWords(search)
                guard !words.terms.isEmpty else { continue }
                let expected = keys.filter {
                    words.find(in: "\($0.id.raw)!" + $0.key) != nil
                }.map(\.id.raw)
                let hits = try await database.read { connection in
                    try SearchEntries.find(
                        .init(words: words, kinds: [.customer]),
                        limit: 1_000, in: workspace, on: connection
                    ).hits.map(\.id)
                }
                #expect(hits == expected.reversed(), "\(search)")
                // A page at a time, and so few entries at once that the way of looking changes.
                let pages = try await database.read { connection in
                    try Self.paged(words, in: workspace, on: connection)
                }
                #expect(pages == hits, "\(search)")
            }
        }
    }

    private static func paged(
        _ words: SearchWords, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Int64] {
        var found: [Int64] = []
        var before: Int64?
        repeat {
            let page = try SearchEntries.find(
                .init(words: words, kinds: [.customer]), before: before, limit: 2, stride: 30,
                in: workspace, on: connection)
            found += page.hits.map(\.id)
            before = page.next
        } while before != nil
        return found
    }
}
