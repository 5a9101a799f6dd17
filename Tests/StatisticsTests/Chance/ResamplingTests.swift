import Testing

@testable import Statistics

@Suite struct ResamplingTests {
    private func columns(_ rows: Int, odd: Bool) -> [[Double]] {
        var chance = SplitMix64(seed: 9)
        return (0..<4).map { _ in
            (0..<rows).map { _ in
                Double(chance.index(below: 5)) / 2 + (odd ? 1e-3 * chance.unit() : 0)
            }
        }
    }

    /// Ratings and other numbers are resampled to what the drawn rows are.
    @Test(arguments: [false, true])
    func drawnRows(odd: Bool) throws {
        let columns = columns(500, odd: odd)
        let names = ["a", "b", "c", "d"]
        var rows = ResampledGram(try Gram(zip(names, columns).map { ($0, $1) }), columns)
        var chance = SplitMix64(seed: 2)
        for most in [1, 3, 40, 100] {
            let times = (0..<500).map { _ in Int16(chance.index(below: most + 1)) }
            var wanted = Gram(names: names)
            for row in 0..<500 { wanted.add(columns.map { $0[row] }, times: Int(times[row])) }
            let found = rows.weighted(times)
            #expect(found.count == wanted.count && found.names == wanted.names)
            expectNear(found.means, wanted.means)
            expectNear(found.comoments.values, wanted.comoments.values, 1e-8)
        }
    }

    @Test func drawnParts() throws {
        let columns = columns(600, odd: true)
        let parts = try (0..<60).map { part in
            try Gram(
                zip(["a", "b", "c", "d"], columns).map { name, values in
                    // Some parts are empty.
                    (name, part % 7 == 0 ? [] : Array(values[(part * 10)..<(part * 10 + 10)]))
                })
        }
        let dealt = DealtGram(parts)
        #expect(dealt.whole == Gram.merging(parts))
        var chance = SplitMix64(seed: 5)
        let draws = (0..<20).map { _ in (0..<60).map { _ in Int16(chance.index(below: 4)) } }
        for (times, found) in zip(draws, dealt.grams(draws)) {
            let wanted = Gram.merging(
                zip(parts, times).flatMap { Array(repeating: $0, count: Int($1)) })
            #expect(found.count == wanted.count)
            expectNear(found.means, wanted.means)
            expectNear(found.comoments.values, wanted.comoments.values, 1e-9)
        }
    }

    /// As many as are wanted, each of as many rows as there are, the same with the same seed; what
    /// gives nothing is drawn again, and where most does, that is said.
    @Test func resamples() throws {
        let columns = columns(90, odd: false)
        let rows = ResampledGram(
            try Gram([("a", columns[0]), ("b", columns[1])]), [columns[0], columns[1]])
        func means(_ wanted: Int, seed: UInt64, least: Double) -> (found: [Double], failed: Int)? {
            var chance = SplitMix64(seed: seed)
            return rows.resample(wanted, using: &chance) { grams in
                grams.map { gram in
                    #expect(gram.count == 90)
                    return gram.means[0] >= least ? gram.means[0] : nil
                }
            }
        }
        let all = try #require(means(101, seed: 3, least: -.infinity))
        #expect(all.found.count == 101 && all.failed == 0)
        #expect(Set(all.found).count > 20)
        #expect(means(101, seed: 3, least: -.infinity)?.found == all.found)
        #expect(means(101, seed: 4, least: -.infinity)?.found != all.found)
        #expect(means(40, seed: 3, least: -.infinity)?.found == Array(all.found.prefix(40)))

        let middle = all.found.sorted()[40]
        let most = try #require(means(101, seed: 3, least: middle))
        #expect(most.found.count == 101 && most.found.allSatisfy { $0 >= middle })
        #expect((1...101).contains(most.failed))
        let first = try #require(all.found.firstIndex { $0 >= middle })
        #expect(most.found[0] == all.found[first])
        #expect(means(101, seed: 3, least: .infinity) == nil)
    }

    @Test func placesKeepTheirOrder() {
        for range in [0..<0, 5..<6, 3..<1_003] {
            #expect(range.concurrentMap { $0 * $0 } == range.map { $0 * $0 })
        }
    }

    /// Four resamples side by side have the shares that each has alone, one whose drivers say the
    /// same among them.
    @Test func sharesSideBySide() throws {
        let columns = columns(90, odd: true)
        let correlations = try (0..<7).map { shift in
            let rows = (shift * 10)..<(shift * 10 + 30)
            let a = Array(columns[1][rows])
            return try Gram([
                ("y", Array(columns[0][rows])), ("a", a),
                ("b", shift == 3 ? a.map { 2 * $0 } : Array(columns[2][rows])),
                ("c", Array(columns[3][rows])),
            ]).correlation()
        }
        for drivers in [[1], [1, 2], [1, 2, 3]] {
            let found = try Shapley.shares(each: correlations, outcome: 0, drivers: drivers)
            for (shares, correlation) in zip(found, correlations) {
                expectNear(
                    shares, try Shapley.shares(correlation, outcome: 0, drivers: drivers), 1e-12)
            }
            #expect(found.count == 7)
            var nearby = RelativeWeights.Nearby(correlations[0], outcome: 0, drivers: drivers)
            let weights = correlations.compactMap { nearby.shares($0) }
            let alone = correlations.compactMap {
                try? RelativeWeights.shares($0, outcome: 0, drivers: drivers)
            }
            #expect(weights.count == alone.count && alone.count == (drivers.count > 1 ? 6 : 7))
            for (found, wanted) in zip(weights, alone) { expectNear(found, wanted, 1e-10) }
        }
    }
}
