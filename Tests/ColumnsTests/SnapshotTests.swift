import Base
import Statistics
import Testing

@testable import Columns

@Suite struct SnapshotTests {
    /// A table that went through bytes answers as before, and goes on as the other does.
    @Test(arguments: [61, 62, 63, 64] as [UInt64])
    func comesBackAsItWas(seed: UInt64) throws {
        var rows = Rows(seed: seed)
        rows.amounts = seed % 2 == 0 ? 50 : 30_000
        var chance = Chance(seed)
        var table = Table()
        for round in 0..<3 {
            for _ in 0..<14_000 {
                let id = Int64(chance.below(30_000)) << (seed % 3 == 0 ? 0 : 30)
                if chance.below(5) == 0 {
                    table.remove(id)
                } else {
                    table.put(rows.record(id))
                }
            }
            let back = try read(bytes(table, note: [7, UInt8(round)]), note: [7, UInt8(round)])
            try expectSame(back, table)
            table = chance.below(2) == 0 ? back : table
        }
        #expect(table.count > 16_000)
    }

    @Test func anEmptyTableIsOneToo() throws {
        let back = try read(bytes(Table(), note: []), note: [])
        #expect(back.count == 0 && back.columns.isEmpty && back.times == nil)
    }

    private func expectSame(_ a: Table, _ b: Table) throws {
        #expect(a.count == b.count)
        // Bounds of a table that rows were taken from may be wider than its rows.
        let (times, bounds) = (try #require(a.times), try #require(b.times))
        #expect(bounds.contains(times.lowerBound) && bounds.contains(times.upperBound))
        #expect(a.columns.map(\.name) == b.columns.map(\.name))
        #expect(a.columns.map(\.form) == b.columns.map(\.form))
        for condition in ["score >= 7", "tier == \"vip\" and late", "is_missing(amount)"] {
            let filter = Filter(try Expression(parsing: condition))
            let ids = filter.ids(in: a, limit: .max)
            #expect(ids == filter.ids(in: b, limit: .max))
            for id in ids.prefix(300) {
                let (mine, other) = (a.record(id), b.record(id))
                #expect(mine?.time == other?.time)
                #expect(mine?.values == other?.values)
            }
            let cut = Cut(
                measuring: ["score", "amount", "mixed"], filter: filter,
                dimensions: [Dimension("tier"), Dimension("topics")])
            let (mine, other) = (try cut.run(on: a), try cut.run(on: b))
            for group in mine.sides[0].groups {
                for column in 0..<3 {
                    let place = try #require(mine.sides[0].groups.firstIndex(of: group))
                    // A value that nobody has any more may stand on one side only.
                    let across = other.sides[0].groups.firstIndex(of: group)
                    let tally = mine.tally([place], of: column)
                    let wanted = across.map { other.tally([$0], of: column) } ?? Tally()
                    #expect(tally.rows == wanted.rows && tally.counts == wanted.counts)
                    // Plain numbers are added up in another order.
                    let (mean, known) = (tally.moments.mean, wanted.moments.mean)
                    #expect(abs(mean - known) <= 1e-9 * max(1, abs(mean)))
                }
            }
        }
    }

    /// Cut off at any place, or with any one byte changed, it is refused.
    @Test func everyDamageIsSeen() throws {
        var rows = Rows(seed: 71)
        var table = Table()
        for id in 1...40 { table.put(rows.record(Int64(id))) }
        let whole = try bytes(table, note: [1, 2, 3])
        #expect(whole.count > 1_000)
        for place in whole.indices {
            #expect(throws: SnapshotFault.self) {
                try read(Array(whole[..<place]), note: [1, 2, 3])
            }
            var changed = whole
            changed[place] ^= UInt8(1 << (place % 8))
            #expect(throws: SnapshotFault.self) { try read(changed, note: [1, 2, 3]) }
        }
        #expect(throws: SnapshotFault.self) { try read(whole + [0], note: [1, 2, 3]) }
    }

    /// Even where the sums are right, bytes that make no sense make no harm: each is refused, or
    /// is a table that can be worked with.
    @Test(arguments: [81, 82, 83] as [UInt64])
    func forgeriesDoNoHarm(seed: UInt64) throws {
        var rows = Rows(seed: seed)
        var table = Table()
        for id in 1...60 { table.put(rows.record(Int64(id) << 30)) }
        let whole = try bytes(table, note: [])
        var chance = Chance(seed)
        var refused = 0
        for _ in 0..<4_000 {
            let forged = forge(whole, &chance)
            guard let made = try? read(forged, note: []) else {
                refused += 1
                continue
            }
            exercise(made, &rows)
        }
        #expect(refused > 100)
    }

    /// Changes one byte of one block and its sum.
    private func forge(_ whole: [UInt8], _ chance: inout Chance) -> [UInt8] {
        var out = whole
        var (place, number) = (16, UInt64(0))
        let wanted = UInt64(1 + chance.below(2))
        while place < whole.count {
            let length = whole[place..<place + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
            let body = place + 16
            if number == wanted {
                out[body + chance.below(length)] = UInt8(chance.pick([0, 1, 2, 3, 9, 127, 255]))
                let sum = Checksum.of(Array(out[body..<body + length]), seed: number)
                for byte in 0..<8 {
                    out[place + 8 + byte] = UInt8(truncatingIfNeeded: sum >> UInt64(8 * byte))
                }
            }
            (place, number) = (body + length, number + 1)
        }
        return out
    }

    private func exercise(_ made: Table, _ rows: inout Rows) {
        var table = made
        for id in 1...60 { _ = table.record(Int64(id) << 30) }
        let names = table.columns.map(\.name)
        for name in names {
            _ = try? Cut(measured: name, dimensions: [Dimension(name, in: table)]).run(on: table)
            _ = Filter(.call(.isMissing, [.name(name)])).ids(in: table, limit: 10)
        }
        table.each(names) { _, _ in }
        table.put(rows.record(5 << 30))
        table.remove(6 << 30)
        table.put(rows.record(-1))
    }

    /// What a removed or changed row alone had is in no byte.
    @Test func whatIsGoneIsNotWritten() throws {
        var table = Table()
        for id in 1...20 {
            table.put(
                Record(
                    id: Int64(id), time: Instant(seconds: 0),
                    values: object(["tier": .string(id % 2 == 0 ? "vip" : "gold")])))
        }
        let secrets = ["张三的秘密", "13800000000"]
        for (place, secret) in secrets.enumerated() {
            table.put(
                Record(
                    id: Int64(100 + place), time: Instant(seconds: 0),
                    values: object(["tier": .string(secret)])))
        }
        func holds(_ secret: String) throws -> Bool {
            let (all, part) = (try bytes(table, note: []), Array(secret.utf8))
            return all.indices.contains { all[$0...].starts(with: part) }
        }
        for secret in secrets { #expect(try holds(secret)) }
        table.remove(100)
        table.put(
            Record(
                id: 101, time: Instant(seconds: 0), values: object(["tier": .string("silver")])))
        for secret in secrets { #expect(try !holds(secret)) }
        let back = try read(bytes(table, note: []), note: [])
        #expect(back.column("tier")?.distinct == [.null, "gold", "vip", "silver"])
        #expect(back.record(101)?.values["tier"] == "silver")
    }

    private func bytes(_ table: Table, note: [UInt8]) throws -> [UInt8] {
        var all: [UInt8] = []
        table.write(note: note) { all += $0 }
        return all
    }

    private func read(_ bytes: [UInt8], note: [UInt8]) throws -> Table {
        var place = 0
        var reader = try SnapshotReader { count in
            defer { place += min(count, bytes.count - place) }
            return Array(bytes[place..<place + min(count, bytes.count - place)])
        }
        guard reader.note == note else { throw SnapshotFault.garbled }
        return try reader.table()
    }
}
