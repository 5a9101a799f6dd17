import Base
import Testing

@testable import Columns

@Suite struct TableTests {
    /// Puts, changes and erasures in any order leave what a dictionary would hold.
    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func holdsWhatWasPut(seed: UInt64) {
        var rows = Rows(seed: seed)
        rows.amounts = seed % 2 == 0 ? 40 : 100_000
        var chance = Chance(seed)
        var table = Table()
        var model: [Int64: Record] = [:]
        for step in 0..<120_000 {
            let id = Int64(chance.below(40_000)) << (step % 2 == 0 ? 0 : 21)
            if chance.below(4) == 0 {
                let isRemoved = table.remove(id)
                let wasThere = model.removeValue(forKey: id) != nil
                #expect(isRemoved == wasThere)
            } else {
                let record = rows.record(id)
                table.put(record)
                model[id] = record
            }
        }
        #expect(table.count == model.count)
        for id in model.keys { #expect(same(table.record(id), model[id])) }
        for id in Array(model.keys) {
            let isRemoved = table.remove(id)
            #expect(isRemoved)
        }
        #expect(table.count == 0 && table.record(1) == nil)
        #expect(table.column("score") != nil)
    }

    private func same(_ a: Record?, _ b: Record?) -> Bool {
        guard let a, let b, a.time == b.time, a.values.count == b.values.count else { return false }
        return b.values.members.allSatisfy { a.values[$0.key] == $0.value }
    }

    @Test func aSnapshotDoesNotSeeLaterRows() {
        var table = Table()
        table.put(Record(id: 1, time: Instant(seconds: 0), values: object(["score": 3])))
        let snapshot = table
        table.put(
            Record(id: 2, time: Instant(seconds: 0), values: object(["score": 4, "new": "x"])))
        table.put(Record(id: 1, time: Instant(seconds: 0), values: object(["score": 9])))
        #expect(snapshot.count == 1 && snapshot.record(1)?.values == object(["score": 3]))
        #expect(table.count == 2 && table.record(1)?.values == object(["score": 9]))
    }

    @Test func textsOfEndlessVarietyAreNotKept() {
        var table = Table()
        for id in 0...Column.mostTexts {
            table.put(
                Record(
                    id: Int64(id), time: Instant(seconds: 0),
                    values: object(["order": .string("o\(id)"), "a": 1])))
        }
        #expect(table.column("order")?.form == .tooDiverse)
        #expect(table.column("order")?.distinct == [.null])
        table.put(
            Record(id: -1, time: Instant(seconds: 0), values: object(["order": "x", "a": 2])))
        #expect(table.record(-1)?.values == object(["a": 2]))
    }

    @Test func aTextAmongPlainNumbersIsKept() {
        var table = Table()
        for id in 0...Column.mostCodedNumbers {
            table.put(
                Record(
                    id: Int64(id), time: Instant(seconds: 0),
                    values: object(["amount": .number(Double(id) + 0.5)])))
        }
        #expect(table.column("amount")?.form == .numbers)
        table.put(Record(id: -1, time: Instant(seconds: 0), values: object(["amount": "free"])))
        #expect(table.column("amount")?.form == .coded)
        #expect(table.record(-1)?.values == object(["amount": "free"]))
        #expect(table.record(7)?.values == object(["amount": 7.5]))
    }
}
