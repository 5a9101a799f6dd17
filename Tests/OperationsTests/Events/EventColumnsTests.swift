import Base
import Columns
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Events as columns: followed one by one, asked by `insight.query`.
@Suite struct EventColumnsTests {
    private static func stored(_ desk: Desk) async throws -> [Event] {
        try await desk.read {
            try EventRecords.page(after: nil, limit: 10_000, in: desk.workspace, on: $0)
        }
    }

    private static func members(_ object: JSON.Object) -> [String: JSON] {
        Dictionary(uniqueKeysWithValues: object.members.map { ($0.key, $0.value) })
    }

    /// Something of every sort that raises events.
    private static func happen(_ bench: CaseBench, _ round: Int) async throws {
        let one = try await bench.open()
        bench.test.pass(.minutes(Int64(7 + round * 11)))
        switch round % 4 {
        case 0:
            _ = try await bench.manager.perform(
                ReplyToCase.self, ["case": one, "text": "Hi"].members)
        case 1:
            try await bench.manager.perform(
                CreateCustomer.self, ["key": .string("c-\(round)"), "traits": ["tier": "gold"]])
        case 2:
            let user = JSON.string("\(bench.place.user(.manager))")
            _ = try await bench.manager.perform(
                AssignCase.self,
                ["case": one, "team": .string("\(bench.team)"), "assignee": user].members)
        default:
            _ = try await bench.manager.perform(
                TagCase.self, ["case": one, "tags": ["refund"]].members)
        }
    }

    /// Whatever happens, the table that followed it holds what the log holds.
    @Test(arguments: Engine.available)
    func whatIsFollowedIsWhatIsStored(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let answered = try await AnsweredInstrument(bench.place)
            let desk = bench.manager
            for round in 0..<24 {
                try await Self.happen(bench, round)
                if round % 5 == 0 {
                    try await answered.answer(score: round % 11, at: bench.test.now)
                }
                let set = try #require(
                    try await desk.house.tables.rows(EventSet.self, in: desk.workspace))
                let stored = try await Self.stored(desk)
                #expect(set.table.count == stored.count)
                for event in stored {
                    let wanted = EventColumns.record(event).record
                    let found = set.table.record(wanted.id)
                    #expect(found?.time == wanted.time)
                    #expect(found.map { Self.members($0.values) } == Self.members(wanted.values))
                    // Nothing but what is declared, and nothing that somebody wrote.
                    for member in wanted.values.members {
                        #expect(EventColumns.types[member.key] != nil)
                        #expect(member.value != "refund")
                    }
                }
            }
            let kinds = Set(try await Self.stored(desk).map(\.kind))
            #expect(kinds.isSuperset(of: ["case.opened", "case.replied", "clock.started"]))
        }
    }

    /// Counts are those that the database counts.
    @Test(arguments: Engine.available)
    func everyGroupIsWhatTheDatabaseCounts(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            for round in 0..<16 { try await Self.happen(bench, round) }
            let report = try await bench.place.desk(.auditor).perform(
                QueryInsight.self, ["of": "events", "dimensions": ["kind"]])
            let counted = try await bench.manager.read { connection in
                try connection.rows(
                    """
                    SELECT kind, COUNT(*) FROM events WHERE workspace = \(bench.place.id)
                    GROUP BY kind
                    """
                ) { ($0.text(0), $0.int(1)) }
            }
            var found: [String: Int] = [:]
            for group in report.groups {
                guard case .value(.string(let kind)) = group.keys[0] else { continue }
                found[kind] = group.measure.n
            }
            #expect(found == Dictionary(uniqueKeysWithValues: counted))
            let clocks = try await bench.place.desk(.auditor).perform(
                QueryInsight.self,
                [
                    "of": "events", "dimensions": ["clock", "by"],
                    "filter": "kind == \"clock.started\" and not is_missing(promise)",
                ])
            #expect(clocks.total.n > 0 && !clocks.groups.isEmpty)
        }
    }

    /// The log tells who did what: only who may read it may count it.
    @Test(arguments: Engine.available)
    func onlyWhoMayReadTheLogMayAsk(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            for role in [Role.analyst, .agent, .viewer] {
                let refusal = try await #require(throws: Refusal.self) {
                    try await bench.place.desk(role).perform(
                        QueryInsight.self, ["of": "events"])
                }
                #expect(refusal.kind == .forbidden)
            }
        }
    }
}
