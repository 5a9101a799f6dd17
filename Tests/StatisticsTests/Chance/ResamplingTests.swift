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
        #expect(rows.draw(using: &chance).count == 500)
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
        var (mine, theirs) = (SplitMix64(seed: 5), SplitMix64(seed: 5))
        for _ in 0..<20 {
            let wanted = Gram.merging(parts.map { _ in parts[theirs.index(below: 60)] })
            let found = dealt.draw(using: &mine)
            #expect(found.count == wanted.count)
            expectNear(found.means, wanted.means)
            expectNear(found.comoments.values, wanted.comoments.values, 1e-9)
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
            let weights = nearby.shares(each: correlations)
            let alone = correlations.compactMap {
                try? RelativeWeights.shares($0, outcome: 0, drivers: drivers)
            }
            #expect(weights.count == alone.count && alone.count == (drivers.count > 1 ? 6 : 7))
            for (found, wanted) in zip(weights, alone) { expectNear(found, wanted, 1e-10) }
        }
    }
}
