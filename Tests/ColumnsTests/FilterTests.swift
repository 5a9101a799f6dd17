import Base
import Testing

@testable import Columns

@Suite struct FilterTests {
    /// Random conditions over random rows: the columns keep exactly the rows that the evaluator
    /// does, one by one.
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func keepsTheRowsOfTheEvaluator(seed: UInt64) throws {
        var rows = Rows(seed: seed)
        // Odd seeds have a column of plain numbers, even ones only codes.
        rows.amounts = seed % 2 == 0 ? 50 : 30_000
        var table = Table()
        var records: [Record] = []
        for id in 1...6_000 {
            let record = rows.record(Int64(id))
            records.append(record)
            table.put(record)
        }
        #expect(table.column("amount")?.form == (seed % 2 == 0 ? .coded : .numbers))
        var conditions = Conditions(seed: seed)
        var held = 0
        for _ in 0..<60 {
            let node = conditions.condition(3)
            let text = node.description
            let expression = try Expression(parsing: text)
            #expect(expression.root == node, "\(text)")
            let wanted = records.filter { record in expression.holds { record.values[$0] } }
            let found = Filter(expression).ids(in: table, limit: .max)
            #expect(Set(found) == Set(wanted.map(\.id)), "\(text)")
            #expect(Filter(expression).count(in: table) == wanted.count)
            held += wanted.count
        }
        #expect(held > 0)
    }

    @Test func aNameWithoutColumnIsMissing() throws {
        var table = Table()
        table.put(Record(id: 1, time: Instant(seconds: 0), values: object(["score": 3])))
        #expect(Filter(try Expression(parsing: "nothing == 3")).count(in: table) == 0)
        #expect(Filter(try Expression(parsing: "not (nothing == 3)")).count(in: table) == 0)
        #expect(Filter(try Expression(parsing: "is_missing(nothing)")).count(in: table) == 1)
        #expect(Filter(try Expression(parsing: "score == 3 or nothing > 1")).count(in: table) == 1)
    }

    @Test func idsAreNewestFirstAndLimited() throws {
        var table = Table()
        for id in 1...10 {
            table.put(
                Record(
                    id: Int64(id), time: Instant(seconds: Int64(id % 4)), values: object(["a": 1])))
        }
        let found = Filter(try Expression(parsing: "a == 1")).ids(in: table, limit: 4)
        #expect(found == [7, 3, 10, 6])
    }
}
