import Base
import Columns
import Statistics
import Testing

@testable import Operations

/// Numbers too many to list stand in ranges that hold each of them once.
@Suite struct NumberSpreadTests {
    private static func spread(_ numbers: [Double]) -> [(group: Dimension.Group, count: Int)] {
        var counts: [Double: Int] = [:]
        for number in numbers { counts[number, default: 0] += 1 }
        return NumberSpread.ranges(
            of: counts.map { (number: $0.key, count: $0.value) }.sorted { $0.number < $1.number })
    }

    private static func holds(_ group: Dimension.Group, _ number: Double) -> Bool {
        guard case .range(let low?, let high) = group else { return false }
        return number >= low && high.map { number < $0 } ?? true
    }

    @Test(arguments: 1...200)
    func everyNumberLiesInOneRange(seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        let sizes: [Double] = [1e-9, 0.1, 1, 60, 1e6, 1e15]
        let size = sizes[Int.random(in: 0..<sizes.count, using: &chance)]
        let shifts: [Double] = [0, -1, 3, 1e3]
        let shift = shifts[Int.random(in: 0..<shifts.count, using: &chance)]
        let tail = Bool.random(using: &chance)
        let numbers: [Double] = (0..<Int.random(in: 30...2_000, using: &chance)).map { _ in
            let part = Double.random(in: 0...1, using: &chance)
            let far = tail && Int.random(in: 0..<200, using: &chance) == 0
            return (part + shift) * size * (far ? 1e4 : 1)
        }
        let ranges = Self.spread(numbers)
        #expect((2...16).contains(ranges.count), "\(ranges.count) ranges")
        for (group, count) in ranges {
            #expect(numbers.count { Self.holds(group, $0) } == count, "\(group)")
        }
        #expect(ranges.reduce(0) { $0 + $1.count } == numbers.count)
        for (one, next) in zip(ranges, ranges.dropFirst()) {
            guard case .range(_, let end?) = one.group, case .range(let start, _) = next.group
            else {
                Issue.record("\(one.group), then \(next.group)")
                continue
            }
            #expect(end == start)
        }
    }

    @Test func edgesAreRoundAndAFewFarOnesDoNotPressTheRest() {
        let minutes = (0..<200).map { Double($0 % 60) } + [50_000]
        let ranges = Self.spread(minutes)
        #expect(ranges.first?.group == .range(low: 0, high: 5))
        #expect(ranges.last?.group == .range(low: 60, high: nil) && ranges.last?.count == 1)
        #expect(Self.spread((1...40).map { Double($0) / 10 })[1].group == .range(low: 0.5, high: 1))
    }

    @Test func whatNoRangeTellsApartHasNone() {
        #expect(Self.spread([]).isEmpty && Self.spread([5, 5, 5]).isEmpty)
        let apart = [-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude]
        #expect(Self.spread(apart).isEmpty)
        #expect(Self.spread([0, .leastNonzeroMagnitude]).isEmpty)
        #expect(Self.spread([0, 1, 1e300]).reduce(0) { $0 + $1.count } == 3)
    }
}
