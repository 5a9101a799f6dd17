import Testing

@testable import Statistics

@Suite struct WholeBlockTests {
    @Test func productsAreExact() {
        var chance = SplitMix64(seed: 4)
        for rows in [0, 1, 7, 2_048, 5_001] {
            var block = WholeBlock(width: 7, rows: rows)
            let largest = 2 * WholeBlock.largest + 1
            for column in 0..<7 {
                block.change(column) { out in
                    for row in out.indices {
                        out[row] = Int16(chance.index(below: largest) - WholeBlock.largest)
                    }
                }
            }
            let pairs = WholeBlock.triangle(7)
            var sums = Array(repeating: Int64(3), count: 28)
            let some = rows / 3..<rows
            block.add(pairs, rows: some, to: &sums)
            var place = 0
            for one in pairs.partners {
                for other in one.others {
                    var wanted: Int64 = 3
                    block.read(one.first) { a in
                        block.read(other) { b in
                            for row in some { wanted += Int64(a[row]) * Int64(b[row]) }
                        }
                    }
                    #expect(sums[place] == wanted)
                    place += 1
                }
            }
        }
    }

    @Test func grids() throws {
        func steps(_ numbers: [Double]) -> [Int16]? {
            WholeBlock.Grid(of: numbers).map { grid in numbers.map { grid.steps(to: $0) } }
        }
        #expect(steps([1, 2, 3, 5]) == [-2, -1, 0, 2])
        #expect(steps([0, 1.0 / 3, 0.5, 1]) == [-3, -1, 0, 3])
        #expect(steps([0.1, 0.2, 0.3, 0.7]) == [-3, -2, -1, 3])
        #expect(steps([4]) == [0] && steps([]) == [])
        #expect(steps([0, 362]) != nil)
        #expect(steps([0, 1, 363]) == nil)
        #expect(steps([0, 1, 2.718281828]) == nil)
        #expect(steps([0, 1e-12, 1]) == [-1, -1, 1] || steps([0, 1e-12, 1]) == [0, 0, 1])
        let grid = try #require(WholeBlock.Grid(of: (0...50).map { Double($0) * 100 / 27 }))
        expectNear(grid.middle + grid.step * Double(grid.steps(to: 700.0 / 27)), 700.0 / 27)
    }
}
