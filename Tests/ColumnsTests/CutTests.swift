import Base
import Statistics
import Testing

@testable import Columns

@Suite struct CutTests {
    /// A cut equals the same counted row by row.
    @Test(arguments: [21, 22, 23, 24, 25, 26] as [UInt64])
    func equalsCountingByHand(seed: UInt64) throws {
        var rows = Rows(seed: seed)
        rows.amounts = seed % 2 == 0 ? 50 : 30_000
        var table = Table()
        var records: [Record] = []
        for id in 1...20_000 {
            let record = rows.record(Int64(id))
            records.append(record)
            table.put(record)
        }
        let start: Int64 = 1_700_000_000 - 1_700_000_000 % 86_400
        let days = stride(from: 30, through: 360, by: 30)
        let buckets = Buckets(bounds: days.map { Instant(seconds: start + Int64($0) * 86_400) })
        let expression = try Expression(parsing: "score <= 8 or late")
        for names in [[], ["tier"], ["topics"], ["amount"], ["tier", "城市"], ["amount", "topics"]] {
            let dimensions = names.map { Dimension($0, in: table) }
            let cut = Cut(
                measured: "score", filter: Filter(expression), dimensions: dimensions,
                buckets: buckets)
            let cells = try cut.run(on: table)
            let kept = records.filter { record in expression.holds { record.values[$0] } }
            for bucket in 0..<buckets.count {
                let inside = kept.filter { buckets[bucket].contains($0.time) }
                try check(cells, [], inside, bucket)
            }
        }
    }

    /// Without buckets most columns are counted by their codes: of all rows, of those marked where
    /// they are many, and of a list where they are few; one of two bytes and one that is plain too.
    @Test(arguments: [50, 2_000, 30_000])
    func countsManyAndFewByHand(amounts: Int) throws {
        var rows = Rows(seed: UInt64(amounts))
        rows.amounts = amounts
        var table = Table()
        let records = (1...20_000).map { rows.record(Int64($0)) }
        for record in records { table.put(record) }
        for text in ["1 == 1", "score != 3", "score <= 6", "score <= 2", "score == 4 and late"] {
            let expression = try Expression(parsing: text)
            let kept = records.filter { record in expression.holds { record.values[$0] } }
            for names in [[], ["tier"], ["amount"], ["城市"]] {
                let cut = Cut(
                    measuring: ["score", "amount", "late"], filter: Filter(expression),
                    dimensions: names.map { Dimension($0, in: table) }, buckets: nil)
                try check(try cut.run(on: table), [], kept, 0)
            }
        }
    }

    /// Walks all groups of all sides; a cell's rows are those its conditions hold for.
    private func check(
        _ cells: Cells, _ chosen: [Int?], _ records: [Record], _ bucket: Int
    ) throws {
        guard chosen.count < cells.sides.count else {
            let wanted = Tally(records.map { $0.values["score"] ?? .null })
            #expect(cells.tally(chosen, bucket: bucket) == wanted)
            return
        }
        let side = cells.sides[chosen.count]
        for group in side.groups.indices {
            let condition = try Expression(parsing: side.condition(group).description)
            let inside = records.filter { record in
                // An empty list is in the group of the rows without a value.
                let list = record.values[side.dimension.column]
                if side.groups[group] == .missing, list == [] { return true }
                return condition.holds { record.values[$0] }
            }
            try check(cells, chosen + [group], inside, bucket)
        }
    }

    /// Equal but for rounding: what is summed beside each other is added up in another order.
    private func checkMoments(_ own: Tally, _ wanted: Tally) {
        #expect(own.answered == wanted.answered)
        let (own, wanted) = (own.moments, wanted.moments)
        #expect(own.count == wanted.count)
        #expect(abs(own.mean - wanted.mean) <= 1e-12 * abs(wanted.mean))
        #expect(abs(own.squares - wanted.squares) <= 1e-9 * wanted.squares)
    }

    /// Several columns by three dimensions in one pass are what each would be alone; rows that
    /// come in order of time, rows that do not, and gaps in both.
    @Test(arguments: [41, 42, 43, 44] as [UInt64])
    func severalColumnsAtOnce(seed: UInt64) throws {
        var rows = Rows(seed: seed)
        var table = Table()
        let records = (1...40_000).map { rows.record(Int64($0)) }
        for record in seed % 2 == 0 ? records : records.sorted(by: { $0.time < $1.time }) {
            table.put(record)
        }
        let start = try #require(table.times).lowerBound
        let buckets = Buckets(bounds: (2...40).map { start + .days(7 * $0) })
        let names = ["score", "amount", "mixed", "nothing"]
        let dimensions = ["tier", "late", "topics"].map { Dimension($0) }
        for filter in [nil, "score <= 8 or late", "not (late and tier == \"vip\")"] {
            let expression = try filter.map { try Expression(parsing: $0) }
            let cut = Cut(
                measuring: names, filter: expression.map { Filter($0) }, dimensions: dimensions,
                buckets: buckets)
            let all = try cut.run(on: table)
            for (place, name) in names.enumerated() {
                var alone = cut
                alone.measured = [name]
                let cells = try alone.run(on: table)
                for group in 0..<3 {
                    for bucket in [0, 5, 37] {
                        let cell = [group, group % 2, group]
                        let own = all.tally(cell, bucket: bucket, of: place)
                        let wanted = cells.tally(cell, bucket: bucket)
                        #expect(own.rows == wanted.rows && own.counts == wanted.counts)
                        checkMoments(own, wanted)
                    }
                }
                let kept = records.filter { record in
                    buckets.range.contains(record.time)
                        && (expression?.holds { record.values[$0] } ?? true)
                }
                var flat = alone
                flat.dimensions = []
                let tally = try flat.run(on: table).tally()
                #expect(tally.rows == kept.count)
                #expect(tally.answered == kept.count { $0.values[name] != nil })
            }
        }
    }

    /// Rows as numbers are the records' own numbers.
    @Test func batchesAreTheRows() throws {
        var rows = Rows(seed: 51)
        var table = Table()
        var wanted: [Int64: [Double?]] = [:]
        let expression = try Expression(parsing: "score >= 3")
        for id in 1...20_000 {
            let record = rows.record(Int64(id))
            table.put(record)
            guard expression.holds({ record.values[$0] }) else { continue }
            wanted[record.id] = ["score", "amount", "mixed"].map { record.values[$0]?.number }
        }
        var seen = 0
        table.eachBatch(
            of: ["score", "amount", "mixed", "nothing"], filter: Filter(expression)
        ) { batch in
            for (row, id) in batch.ids.enumerated() {
                seen += 1
                let found = batch.columns.prefix(3).map { $0[row].isNaN ? nil : $0[row] }
                #expect(wanted[id] == found)
                #expect(batch.columns[3][row].isNaN)
            }
            let whole = Batch(ids: batch.ids, columns: Array(batch.columns.prefix(2))).complete
            #expect(whole.columns.allSatisfy { !$0.contains { $0.isNaN } })
        }
        #expect(seen == wanted.count && seen > 1_000)
    }

    @Test func plainNumbersAreSummedUp() throws {
        var rows = Rows(seed: 31)
        var table = Table()
        var values: [Double] = []
        for id in 1...9_000 {
            let record = rows.record(Int64(id))
            if let value = record.values["amount"]?.number { values.append(value) }
            table.put(record)
        }
        #expect(table.column("amount")?.form == .numbers)
        let tally = try Cut(measured: "amount").run(on: table).tally()
        #expect(tally.rows == 9_000 && tally.answered == values.count)
        let mean = tally.moments.mean
        #expect(abs(mean - values.reduce(0, +) / Double(values.count)) < 1e-9)
    }

    @Test func windowLeavesOutWhatLiesOutside() throws {
        var table = Table()
        for second in 0..<100 {
            table.put(
                Record(
                    id: Int64(second), time: Instant(seconds: Int64(second)),
                    values: object(["a": 1])))
        }
        let cut = Cut(measured: nil, window: Instant(seconds: 10)..<Instant(seconds: 20))
        #expect(try cut.run(on: table).tally().rows == 10)
    }

    @Test func tooManyCellsAreRefused() {
        var table = Table()
        for id in 0..<5_000 {
            table.put(
                Record(
                    id: Int64(id), time: Instant(seconds: 0),
                    values: object(["a": .string("\(id)"), "b": .string("\(id)")])))
        }
        let cut = Cut(measured: nil, dimensions: [Dimension("a"), Dimension("b")])
        #expect(throws: Cut.TooManyCells.self) { try cut.run(on: table) }
    }

    @Test func tallyMergesAsAMonoid() {
        let values: [JSON] = [1, 2, .null, "x", 2, ["a", "b"], 9]
        for place in 0...values.count {
            var left = Tally(values[..<place])
            left.merge(Tally(values[place...]))
            #expect(left == Tally(values))
        }
        let hits = Tally(values).count { $0 == "a" || $0 == 2 }
        #expect(hits == 3)
        let ratings = Tally(values).ratings(0...5)
        #expect(ratings.total == 3)
    }

    @Test func quartersBeginWithTheirMonths() throws {
        let from = try #require(Instant(iso8601: "2025-11-20T00:00:00Z"))
        let to = try #require(Instant(iso8601: "2026-04-01T00:00:00Z"))
        let found = Grain.quarter.buckets(covering: from..<to, in: .utc, limit: 9)
        #expect(
            found?.bounds.map { $0.civil(in: .utc).date.description } == [
                "2025-10-01", "2026-01-01", "2026-04-01",
            ])
    }
}
