import Base
import Testing

@testable import Columns

@Suite struct QuantileTests {
    /// Edges of many plain numbers are those of all of them sorted, however they are spread.
    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func equalSorting(seed: UInt64) throws {
        var chance = Chance(seed)
        for kind in 0..<5 {
            let count = 1 + chance.below(20_000)
            let numbers = (0..<count).map { _ -> Double in
                switch kind {
                case 0: Double(chance.below(1_000_000)) / 7
                case 1: Double(chance.below(3))
                // Nearly all in one place, few far away.
                case 2: chance.below(1_000) == 0 ? 1e12 : Double(chance.below(50)) / 1_000
                case 3: -Double(chance.below(10)) * Double(chance.below(10_000))
                default: 4
                }
            }
            var counts: [Double: Int] = [:]
            for number in numbers { counts[number, default: 0] += 1 }
            for parts in [2, 3, 5, 10] {
                #expect(
                    Dimension.quantiles(numbers, parts)
                        == Dimension.quantiles(counts, parts: parts))
            }
        }
    }

    /// One dimension at a time costs one selection of rows, and counts the same.
    @Test func eachDimensionAloneIsAsInItsOwnCut() throws {
        var rows = Rows(seed: 5)
        var table = Table()
        for id in 1...20_000 { table.put(rows.record(Int64(id))) }
        let dimensions = ["tier", "topics", "城市", "amount", "late", "never"].map {
            Dimension($0, in: table)
        }
        for text in ["score <= 8 or late", "score > 20"] {
            let cut = Cut(
                measured: "score", filter: Filter(try Expression(parsing: text)),
                window: Instant(seconds: 1_705_000_000)..<Instant(seconds: 1_720_000_000),
                dimensions: dimensions)
            for (dimension, cells) in zip(dimensions, try cut.runEach(on: table)) {
                let alone = try cut.by([dimension]).run(on: table)
                #expect(cells.sides[0].groups == alone.sides[0].groups)
                for group in alone.sides[0].groups.indices {
                    #expect(cells.tally([group]) == alone.tally([group]))
                }
            }
        }
    }

    /// The newest rows are found without sorting all of them.
    @Test func newestRowsFirst() throws {
        var rows = Rows(seed: 8)
        var table = Table()
        var times: [Int64: Instant] = [:]
        for id in 1...50_000 {
            let record = rows.record(Int64(id))
            times[record.id] = record.time
            table.put(record)
        }
        let filter = Filter(try Expression(parsing: "score > 4"))
        let all = times.filter { id, _ in (table.record(id)?.values["score"]?.number ?? 0) > 4 }
            .sorted { ($0.value, $0.key) > ($1.value, $1.key) }
        for limit in [1, 10, 500, 60_000] {
            let found = filter.rows(in: table, limit: limit)
            #expect(found.count == all.count)
            #expect(found.ids == all.prefix(limit).map(\.key))
            let last = all[99]
            let next = filter.rows(in: table, before: (last.value, last.key), limit: limit)
            #expect(next.ids == all.dropFirst(100).prefix(limit).map(\.key))
        }
    }
}

@Suite struct PlainNumberTests {
    @Test func missingOnes() throws {
        var rows = Rows(seed: 12)
        var table = Table()
        var missing = 0
        for id in 1...40_000 {
            let record = rows.record(Int64(id))
            if record.values["amount"] == nil { missing += 1 }
            table.put(record)
        }
        #expect(table.column("amount")?.form == .numbers && missing > 0)
        func count(_ text: String) throws -> Int {
            Filter(try Expression(parsing: text)).count(in: table)
        }
        #expect(try count("is_missing(amount)") == missing)
        #expect(try count("not is_missing(amount)") == 40_000 - missing)
        #expect(try count("is_missing(amount) or amount >= 0") == 40_000)
    }
}

@Suite struct LaterTests {
    /// Days after the row's own are told apart from those before, and from none.
    @Test func countsDaysAfterTheRowsOwn() throws {
        var chance = Chance(3)
        var table = Table()
        var wanted: [Double: (no: Int, yes: Int)] = [:]
        for id in 1...20_000 {
            let moment = Int64(chance.below(40)) * 43_200 - 10 * 86_400
            let day = chance.below(30) - 10
            var values = JSON.Object()
            if chance.below(5) > 0 { values.append("day", .string("d\(day)")) }
            let score = Double(chance.below(3))
            if chance.below(9) > 0 { values.append("score", .number(score)) }
            if let found = values["score"]?.number, found > 0 {
                let own = Int((Double(moment) / 86_400).rounded(.down))
                let isLater = values["day"] != nil && day > own
                wanted[found, default: (0, 0)].yes += isLater ? 1 : 0
                wanted[found, default: (0, 0)].no += isLater ? 0 : 1
            }
            table.put(
                Record(id: Int64(id), time: Instant(seconds: moment), values: values))
        }
        let (groups, counts) = table.later(
            "day", day: { $0.string.flatMap { Int($0.dropFirst()) } }, by: Dimension("score"),
            filter: Filter(try Expression(parsing: "score > 0")))
        for (group, count) in zip(groups, counts) {
            guard case .value(.number(let score)) = group else {
                #expect(count.no == 0 && count.yes == 0)
                continue
            }
            #expect(count.no == wanted[score]?.no ?? 0 && count.yes == wanted[score]?.yes ?? 0)
        }
        #expect(wanted.count == 2)
    }
}
