import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@Suite struct EventsTests {
    @Test(arguments: Engine.available)
    func comesBackAsWritten(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let written = [
                Event(
                    workspace: ID(raw: 3), id: ID(raw: 10), at: Instant(microseconds: 1_234_567),
                    kind: "case.opened", subject: .init("case", 77), customer: 5, actor: "rule:1",
                    data: ["score": 3, "说": "慢", "list": [true, nil]]),
                Event(
                    workspace: ID(raw: 3), id: ID(raw: 11), at: Instant(microseconds: -1),
                    kind: "link.closed", subject: .init("link", .max), actor: "usr_1"),
            ]
            try await database.write { try $0.append(written) }
            let found = try await settled(database, after: .start, count: 2)
            #expect(found == written)
            let one = try await database.read { try $0.event(ID(raw: 10), workspace: ID(raw: 3)) }
            #expect(one == written[0])
            let other = try await database.read { try $0.event(ID(raw: 10), workspace: ID(raw: 4)) }
            #expect(other == nil)
        }
    }

    @Test(arguments: Engine.available)
    func timelinesPageFromTheNewest(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            try await database.write { connection in
                for n in 1...10 {
                    try connection.append([
                        event(
                            n, subject: .init(n.isMultiple(of: 2) ? "case" : "link", 1),
                            customer: n > 5 ? 9 : nil)
                    ])
                }
                try connection.append([event(11, subject: .init("case", 1), workspace: 2)])
            }
            let pages = try await database.read { connection in
                let first = try connection.timeline(
                    of: .init("case", 1), workspace: ID(raw: 1), limit: 3)
                let second = try connection.timeline(
                    of: .init("case", 1), workspace: ID(raw: 1), before: first.last?.id, limit: 3)
                let customer = try connection.timeline(
                    ofCustomer: ID(raw: 9), workspace: ID(raw: 1), limit: 10)
                let all = try connection.timeline(
                    workspace: ID(raw: 1), before: ID(raw: 4), limit: 10)
                return [first, second, customer, all].map { $0.map(\.id.raw) }
            }
            #expect(pages == [[10, 8, 6], [4, 2], [10, 9, 8, 7, 6], [3, 2, 1]])
        }
    }

    /// What happened with those who were merged into a customer is part of its own story.
    @Test(arguments: Engine.available)
    func timelinesOfMergedCustomersAreOne(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            try await database.write { connection in
                for (id, target) in [(7, 9), (8, 9), (9, nil), (6, 5)] as [(Int64, Int64?)] {
                    try connection.run(
                        """
                        INSERT INTO customers (workspace, id, key, contacts, traits, consents,
                            search, created, changed, merged_into)
                        VALUES (1, \(id), \("C\(id)"), '[]', '{}', '[]', '', 0, 0, \(target))
                        """)
                }
                for n in 1...10 {
                    try connection.append([
                        event(n, subject: .init("case", 1), customer: Int64(6 + n % 4))
                    ])
                }
            }
            let pages = try await database.read { connection in
                let first = try connection.timeline(
                    ofCustomer: ID(raw: 9), workspace: ID(raw: 1), limit: 4)
                let second = try connection.timeline(
                    ofCustomer: ID(raw: 9), workspace: ID(raw: 1), before: first.last?.id, limit: 9)
                return [first, second].map { $0.map(\.id.raw) }
            }
            #expect(pages == [[10, 9, 7, 6], [5, 3, 2, 1]])
        }
    }

    /// A dump restored on a server whose transactions count from the start again.
    @Test(arguments: Engine.available)
    func aMoveToAnotherServerKeepsTheOrder(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let far: Int64 = 1 << 50
            try await database.write { connection in
                try connection.append([event(3), event(1), event(2)])
                for (id, place) in [(3, 1), (1, 2), (2, 3)] {
                    try connection.run(
                        "UPDATE events SET tx = \(far + Int64(place)) WHERE id = \(id)")
                }
                try connection.moveCursor(
                    of: "f", to: EventCursor(transaction: far + 1, event: ID(raw: 3)))
                try connection.moveCursor(of: "new", to: .start)
            }
            for _ in 0..<2 { try await Migrator().migrate(database, at: Instant(seconds: 0)) }
            try await database.write { try $0.append([event(4)]) }
            let all = try await settled(database, after: .start, count: 4).map(\.id.raw)
            #expect(all == [3, 1, 2, 4])
            let (rest, start) = try await database.read { connection in
                (try connection.cursor(of: "f"), try connection.cursor(of: "new"))
            }
            #expect(start == .start)
            let following = try await settled(database, after: rest, count: 3).map(\.id.raw)
            #expect(following == [1, 2, 4])
        }
    }

    /// Lower ids may be committed after higher ones; the order of following is that of commits, so
    /// a follower that goes on from its cursor sees each exactly once.
    @Test(arguments: Engine.available)
    func followingMissesNothingUnderConcurrentWrites(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let total = 400
            async let writing: Void = withThrowingTaskGroup { group in
                for n in 0..<total {
                    group.addTask {
                        // Ids run against the order of asking.
                        try await database.write { connection in
                            try connection.append([event(total - n)])
                            if n % 40 == 0 { spin(milliseconds: 5) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            var cursor = EventCursor.start
            var seen: [Int64] = []
            while seen.count < total {
                let from = cursor
                let batch = try await database.read { try $0.events(after: from, limit: 7) }
                #expect(batch.end >= cursor)
                cursor = batch.end
                seen += batch.events.map(\.id.raw)
                if batch.events.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            }
            try await writing
            #expect(seen.sorted() == (1...total).map(Int64.init))
            let newest = try await database.read { try $0.newestEvent() }
            #expect(newest == cursor)
        }
    }
}

func event(
    _ id: Int, subject: Event.Subject = .init("case", 1), customer: Int64? = nil,
    workspace: Int64 = 1, kind: String = "test.happened"
) -> Event {
    Event(
        workspace: ID(raw: workspace), id: ID(raw: Int64(id)),
        at: Instant(seconds: 1_700_000_000 + Int64(id)), kind: kind, subject: subject,
        customer: customer, actor: "test", data: ["n": .integer(id)])
}

/// On PostgreSQL an event is settled only when no older transaction runs on the whole server, so
/// tests wait for it.
func settled(
    _ database: any Database, after cursor: EventCursor, count: Int
) async throws -> [Event] {
    while true {
        let batch = try await database.read { try $0.events(after: cursor, limit: count) }
        if batch.events.count == count { return batch.events }
        try await Task.sleep(for: .milliseconds(2))
    }
}

private func spin(milliseconds: Int) {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while ContinuousClock.now < end {}
}
