import Base
import Statistics
import Testing

@testable import Columns

/// Answers with gaps, of whole ratings, halves, and numbers on no grid.
private struct Answers {
    static let columns = ["a", "b", "c", "half", "odd", "plain", "same", "never"]
    var chance: Chance
    /// Of ten answers so many are missing.
    let missing: Int

    func table(_ rows: Int) -> Table {
        var own = self
        var table = Table()
        for id in 1...rows {
            var values = JSON.Object()
            for name in Answers.columns {
                let value = own.value(of: name)
                if !value.isNull { values.append(name, value) }
            }
            values.append("group", .integer(own.chance.below(3)))
            table.put(
                Record(
                    id: Int64(id), time: Instant(seconds: Int64(1_700_000_000 + id)),
                    values: values))
        }
        return table
    }

    private mutating func value(of name: String) -> JSON {
        guard name != "same" else { return 7 }
        guard chance.below(10) >= missing else { return .null }
        return switch name {
        case "a": .integer(1 + chance.below(5))
        case "b": .integer(chance.below(11) - 5)
        case "c": chance.pick([1, 2, "two", true, 3])
        case "half": .number(Double(2 + chance.below(9)) / 3)
        case "odd": .number(chance.pick([0.1, 2.718281828, 31.4159, 1_000.5]))
        case "plain": .number(Double(chance.below(1_000_000)) / 7)
        default: .null
        }
    }
}

@Suite struct GramTests {
    /// What is made of codes equals what was made row by row.
    @Test(arguments: [0, 1, 5, 9])
    func equalsRowByRow(missing: Int) throws {
        let table = Answers(chance: Chance(UInt64(missing) + 3), missing: missing).table(40_000)
        let filters = [nil, "group == 1", "group == 1 and a > 2", "group == 7"]
        for names in [
            ["a", "b", "half"], ["a", "odd", "b", "plain", "c"], ["same", "a"], ["odd"],
        ] {
            for text in filters {
                let filter = try text.map { Filter(try Expression(parsing: $0)) }
                let window = Instant(seconds: 1_700_000_500)..<Instant(seconds: 1_700_039_000)
                for window in [nil, window] {
                    let gram = table.gram(of: names, filter: filter, window: window)
                    try check(gram, byRows(table, names, filter, window))
                    let parts = table.grams(
                        of: names, parts: 64, filter: filter, window: window
                    ).parts
                    #expect(parts.count == 64)
                    try check(Gram.merging(parts), gram)
                    for (place, pair) in pairs(names).enumerated() {
                        let found = table.pairGrams(of: names, filter: filter, window: window)
                        try check(found[place], byRows(table, pair, filter, window))
                    }
                    // Some of the pairs are the same as among all.
                    guard names.count > 1 else { continue }
                    let last = names.count - 1
                    let some = table.pairGrams(
                        of: names, pairs: [(0, last), (0, 1)], filter: filter, window: window)
                    try check(some[0], byRows(table, [names[0], names[last]], filter, window))
                    try check(some[1], byRows(table, [names[0], names[1]], filter, window))
                }
            }
        }
    }

    /// What is poor and excellent is counted in the same pass, and by groups of the same parts.
    @Test(arguments: [0, 4])
    func contrastsEqualRowByRow(missing: Int) throws {
        let table = Answers(chance: Chance(UInt64(missing) + 7), missing: missing).table(30_000)
        let names = ["b", "a", "half", "plain", "c", "same"]
        let contrasts = [
            Contrast("a", poor: 2, excellent: 5), Contrast("half", poor: 1, excellent: 10 / 3),
            Contrast("plain", poor: 0, excellent: 9), Contrast("c", poor: -9, excellent: 99),
            Contrast("same", poor: 7, excellent: 8), Contrast("never", poor: 1, excellent: 2),
        ]
        for text in [nil, "group == 1", "group == 7"] {
            let filter = try text.map { Filter(try Expression(parsing: $0)) }
            let found = table.grams(of: names, contrasts: contrasts, parts: 64, filter: filter)
            // Of numbers on no grid there are no contrasts.
            #expect(found.contrasted == ["a", "half", "c", "same"])
            #expect(found.contrasts.count == 16)
            #expect(Gram.merging(found.parts).count == table.gram(of: names, filter: filter).count)
            let rows = table.completeRows(of: names, filter: filter)
            let used = contrasts.filter { found.contrasted.contains($0.column) }
            let columns =
                [("b", rows[0])]
                + used.flatMap { one in
                    let own = rows[names.firstIndex(of: one.column) ?? 0]
                    return [
                        ("\(one.column) poor", own.map { $0 <= one.poor ? 1.0 : 0 }),
                        ("\(one.column) excellent", own.map { $0 >= one.excellent ? 1.0 : 0 }),
                    ]
                }
            try check(Gram.merging(found.contrasts), try Gram(columns))
            for (group, gram) in found.contrasts.enumerated() {
                let own = found.parts[(4 * group)..<(4 * group + 4)]
                #expect(gram.count == own.map(\.count).reduce(0, +))
            }
        }
        // A sample is the first part of every third group: 0, 12 … 60 of 64.
        let some = table.grams(of: names, contrasts: contrasts, isSampled: true, parts: 64)
        #expect(some.contrasts.count == 6)
        for (place, gram) in some.contrasts.enumerated() {
            #expect(gram.count == some.parts[12 * place].count)
        }
        let few = Gram.merging(some.contrasts)
        let whole = Gram.merging(table.grams(of: names, contrasts: contrasts, parts: 64).contrasts)
        #expect(abs(64 * few.count - 6 * whole.count) < whole.count)
        for place in few.means.indices {
            // Shares and a mean of about three thousand rows.
            let spread = (whole.comoments[place, place] / Double(whole.count)).squareRoot()
            let off = abs(few.means[place] - whole.means[place])
            #expect(off <= 5 * spread / Double(few.count).squareRoot(), "\(few.names[place])")
        }
        // An outcome on no grid has none either.
        let none = table.grams(
            of: ["plain", "a"], contrasts: [Contrast("a", poor: 2, excellent: 5)], parts: 16)
        #expect(none.contrasts.isEmpty && none.contrasted.isEmpty && none.parts.count == 16)
    }

    /// A row comes to any part as likely as to any other, and to the same whenever it is asked.
    @Test func dealsEvenly() throws {
        let table = Answers(chance: Chance(1), missing: 0).table(30_000)
        let parts = table.grams(of: ["a"], parts: 48).parts
        #expect(parts.allSatisfy { (470...780).contains($0.count) })
        #expect(table.grams(of: ["a"], parts: 48).parts == parts)
        let half = Filter(try Expression(parsing: "group == 1"))
        let some = table.grams(of: ["a"], parts: 48, filter: half).parts
        #expect(zip(some, parts).allSatisfy { $0.count < $1.count })
    }

    /// Neighbours come to different parts, so that parts of rows in any order spread as parts of
    /// rows dealt one by one: around the variance of a row divided by how many a part has.
    @Test(arguments: [1, 400]) func partsSpreadAsRowsDo(alike: Int) throws {
        var chance = Chance(11)
        var table = Table()
        for id in 1...64_000 {
            // Runs of the same number, as in a file that was sorted.
            let value = alike > 1 ? 1 + id / alike % 5 : 1 + chance.below(5)
            table.put(
                Record(
                    id: Int64(id), time: Instant(seconds: Int64(1_700_000_000 + id)),
                    values: JSON.Object([.init(key: "a", value: .integer(value))])))
        }
        let whole = table.gram(of: ["a"])
        let variance = whole.comoments[0, 0] / Double(whole.count - 1)
        var ratios: [Double] = []
        for parts in [192, 208, 224, 240] {
            let grams = table.grams(of: ["a"], parts: parts).parts
            let spread = grams.reduce(0.0) { sum, own in
                let distance = Double(own.count) * (own.means[0] - whole.means[0])
                return sum + distance * distance
            }
            ratios.append(spread / (variance * Double(whole.count)))
        }
        let mean = ratios.reduce(0, +) / 4
        #expect(abs(mean - 1) < 0.35, "\(ratios)")
    }

    @Test func tablesWithoutRows() throws {
        #expect(Table().gram(of: ["a", "b"]).count == 0)
        #expect(Table().pairGrams(of: ["a", "b", "c"]).map(\.count) == [0, 0, 0])
        #expect(Table().grams(of: ["a"], parts: 48).parts.count == 48)
        let one = Answers(chance: Chance(1), missing: 0).table(1)
        #expect(one.gram(of: ["a", "plain"]).count == 1)
        #expect(one.gram(of: ["a", "never"]).count == 0)
        #expect(one.pairGrams(of: ["a", "never"])[0].count == 0)
    }

    private func pairs(_ names: [String]) -> [[String]] {
        names.indices.flatMap { first in
            names.indices.dropFirst(first + 1).map { [names[first], names[$0]] }
        }
    }

    private func byRows(
        _ table: Table, _ names: [String], _ filter: Filter?, _ window: Range<Instant>?
    ) -> Gram {
        var gram = Gram(names: names)
        table.eachBatch(of: names, filter: filter, window: window) { batch in
            let whole = batch.complete
            for row in whole.ids.indices { gram.add(whole.columns.map { $0[row] }) }
        }
        return gram
    }

    private func check(_ found: Gram, _ wanted: Gram) throws {
        #expect(found.count == wanted.count && found.names == wanted.names)
        guard wanted.count > 0 else { return }
        for i in 0..<wanted.width {
            let scale = (wanted.comoments[i, i] / Double(wanted.count)).squareRoot()
            #expect(abs(found.means[i] - wanted.means[i]) <= 1e-9 * (scale + abs(wanted.means[i])))
            for j in 0..<wanted.width {
                let size = (wanted.comoments[i, i] * wanted.comoments[j, j]).squareRoot()
                #expect(abs(found.comoments[i, j] - wanted.comoments[i, j]) <= 1e-9 * size + 1e-9)
            }
        }
    }
}

@Suite struct JourneyTests {
    /// Steps of one scale, of several that share parts, and of some that do not.
    @Test(arguments: [
        [1...5, 1...5, 1...5, 1...5], [1...5, 0...10, 1...7], [1...5, 1...100, 1...8],
    ])
    func equalsRowByRow(scales: [ClosedRange<Int>]) throws {
        for missing in [0, 3, 8] {
            var chance = Chance(UInt64(scales.count + missing))
            var table = Table()
            for id in 1...20_000 {
                var values = JSON.Object()
                for (place, scale) in scales.enumerated() where chance.below(10) >= missing {
                    values.append(
                        "step\(place)", .integer(scale.lowerBound + chance.below(scale.count)))
                }
                if chance.below(20) > 0 { values.append("score", .integer(chance.below(11))) }
                if chance.below(20) > 0 { values.append("odd", .number(Double(id) / 7)) }
                table.put(
                    Record(id: Int64(id), time: Instant(seconds: Int64(id)), values: values))
            }
            let steps = scales.enumerated().map { (name: "step\($0)", scale: $1) }
            for score in ["score", "odd", "never"] {
                for filter in [nil, Filter(try Expression(parsing: "score > 3"))] {
                    let found = table.journeys(steps, score: score, filter: filter)
                    let wanted = table.journeysByRow(steps, score: score, filter: filter)
                    #expect(found.count == wanted.count && found.names == wanted.names)
                    for i in 0..<wanted.width where wanted.count > 0 {
                        #expect(abs(found.means[i] - wanted.means[i]) < 1e-9 * 3_000)
                        for j in 0..<wanted.width {
                            let size =
                                (wanted.comoments[i, i] * wanted.comoments[j, j]).squareRoot()
                            let distance = abs(found.comoments[i, j] - wanted.comoments[i, j])
                            #expect(distance <= 1e-9 * size + 1e-5)
                        }
                    }
                }
            }
        }
    }
}

@Suite struct GapTests {
    /// Gaps from sums equal Servqual of all rows, weights of each respondent included.
    @Test(arguments: [0, 1, 4])
    func equalsAllRows(missing: Int) throws {
        let lines: [[Table.Line]] = [
            [("e0", "p0"), ("e1", "p1"), ("e2", "p2")], [("e3", "p3")],
            [("e4", "p4"), ("e5", "p5")],
        ]
        for isWhole in [true, false] {
            var chance = Chance(UInt64(missing) + 11)
            var table = Table()
            for id in 1...20_000 {
                var values = JSON.Object()
                for line in lines.joined() {
                    for name in [line.expectation, line.perception]
                    where chance.below(20) >= missing {
                        let number = Double(1 + chance.below(name == "e1" ? 3 : 7))
                        let isOdd = !isWhole && name == "p4"
                        values.append(
                            name, .number(isOdd ? number * 1.234567 + 0.1 / number : number))
                    }
                }
                let points = (0..<3).map { _ in chance.below(20) == 0 ? 0 : chance.below(50) }
                for (place, point) in points.enumerated() where chance.below(30) > 0 {
                    values.append("w\(place)", .integer(point))
                }
                if id % 7 > 0 { values.append("g", .string(id % 7 < 3 ? "a" : "b")) }
                table.put(
                    Record(id: Int64(id), time: Instant(seconds: Int64(id)), values: values))
            }
            try check(table, lines)
            try checkCells(table, lines)
        }
    }

    /// Gaps by group and time equal those of the rows of that group and time alone.
    private func checkCells(_ table: Table, _ lines: [[Table.Line]]) throws {
        let buckets = Buckets(bounds: [1_000, 9_000, 9_001, 16_500].map { Instant(seconds: $0) })
        let cells = try table.gaps(
            lines, points: [],
            Cut(
                measured: nil, window: Instant(seconds: 2_000)..<Instant(seconds: 16_400),
                dimensions: [Dimension("g")], buckets: buckets)
        ).cells
        #expect(cells.measures == 4 && cells.sides[0].groups.count == 3)
        for bucket in 0..<buckets.count {
            for group in 0..<3 {
                let (from, to) = (buckets[bucket].lowerBound, buckets[bucket].upperBound)
                let (first, last) = (Instant(seconds: 2_000), Instant(seconds: 16_400))
                let window = max(from, first)..<min(to, last)
                let alone = try table.gaps(
                    lines, points: [],
                    Cut(
                        measured: nil, filter: Filter(cells.sides[0].condition(group)),
                        window: window))
                let found = try? Servqual(
                    parts: alone.parts, means: alone.means, names: ["x", "y", "z"])
                let overall = cells.tally([group], bucket: bucket).moments
                #expect(overall.count == alone.means.count)
                guard let found else { continue }
                #expect(abs(overall.mean - found.overall.value) < 1e-9)
                let own = try Average.estimate(cells.tally([group], bucket: bucket, of: 2).moments)
                #expect(abs(own.value - found.dimensions[1].gap.gap.value) < 1e-9)
                #expect(abs(own.low - found.dimensions[1].gap.gap.low) < 1e-7)
            }
        }
    }

    /// The rows that the condition finds which leads from a count of shortfalls to its records.
    private func counted(_ lines: [Table.Line], of all: [Table.Line], _ table: Table) throws -> Int
    {
        func sum(_ side: KeyPath<Table.Line, String>) -> Node {
            let names = lines.map { Node.name($0[keyPath: side]) }
            return names.dropFirst().reduce(names[0]) { .arithmetic(.add, $0, $1) }
        }
        let isShort = Node.compare(.less, sum(\.perception), sum(\.expectation))
        let condition = all.flatMap { [$0.expectation, $0.perception] }.reduce(isShort) {
            .and(.call(.answered, [.name($1)]), $0)
        }
        return try Cut(measured: nil, filter: Filter(condition)).run(on: table).tally().rows
    }

    private func check(_ table: Table, _ lines: [[Table.Line]]) throws {
        let all = Array(lines.joined())
        let names = all.map(\.expectation) + all.map(\.perception)
        let points = ["w0", "w1", "w2"]
        let sums = try table.gaps(lines, points: points)
        var gram = Gram(names: names)
        var weighted = WeightedGaps()
        table.eachBatch(of: names + points) { batch in
            let whole = batch.prefix(names.count).complete
            for row in whole.ids.indices { gram.add(whole.columns.map { $0[row] }) }
            let weighing = batch.complete
            for row in weighing.ids.indices {
                var start = 0
                let gaps = lines.map { own in
                    defer { start += own.count }
                    return (start..<(start + own.count)).reduce(0) { sum, line in
                        sum + weighing.columns[all.count + line][row] - weighing.columns[line][row]
                    } / Double(own.count)
                }
                try? weighted.add(
                    gaps: gaps,
                    points: points.indices.map { weighing.columns[names.count + $0][row] })
            }
        }
        let wanted = try Servqual(
            gram, dimensions: [("x", [0, 1, 2]), ("y", [3]), ("z", [4, 5])])
        let found = try Servqual(parts: sums.parts, means: sums.means, names: ["x", "y", "z"])
        #expect(sums.means.count == gram.count)
        for (own, short) in zip(lines, sums.short) {
            #expect(try short.whole == counted(own, of: all, table))
            #expect(try short.lines == own.map { try counted([$0], of: all, table) })
            #expect(short.whole > 0 && short.whole < gram.count)
        }
        for (a, b) in zip(
            found.items + found.dimensions.map(\.gap), wanted.items + wanted.dimensions.map(\.gap))
        {
            #expect(a.name == b.name && abs(a.gap.value - b.gap.value) < 1e-9)
            #expect(abs(a.gap.low - b.gap.low) < 1e-9 && abs(a.perception - b.perception) < 1e-9)
        }
        for (a, b) in zip(found.dimensions, wanted.dimensions) {
            #expect(a.items == b.items)
            #expect(
                abs((a.perceptionAlpha?.value ?? 0) - (b.perceptionAlpha?.value ?? 0)) < 1e-9)
        }
        #expect(abs(found.overall.low - wanted.overall.low) < 1e-9)
        #expect(abs(found.performance.low - wanted.performance.low) < 1e-9)
        let (mine, theirs) = (try sums.weighted.estimate(), try weighted.estimate())
        #expect(mine.n == theirs.n && abs(mine.value - theirs.value) < 1e-9)
        #expect(abs(mine.low - theirs.low) < 1e-9)
    }
}
