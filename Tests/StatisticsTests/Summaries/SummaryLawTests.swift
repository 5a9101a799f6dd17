import Statistics
import Testing

/// A small generator so that the laws are tried on many samples, the same ones every time.
struct Lehmer: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var x = state
        x ^= x >> 33
        x &*= 0xff51_afd7_ed55_8ccd
        x ^= x >> 33
        return x
    }
}

@Suite struct SummaryLawTests {
    func scores(_ seed: UInt64, _ n: Int) -> [Int] {
        var chance = Lehmer(state: seed)
        return (0..<n).map { _ in Int.random(in: 0...10, using: &chance) }
    }

    /// Associative, commutative, with an identity; whole = merged parts = added and taken away.
    func checkExact<S: Reversible & Equatable>(_ a: S, _ b: S, _ c: S, whole: S) {
        var left = a
        left.merge(b)
        left.merge(c)
        var tail = b
        tail.merge(c)
        var right = a
        right.merge(tail)
        var swapped = c
        swapped.merge(a)
        swapped.merge(b)
        #expect(left == right)
        #expect(left == swapped)
        #expect(left == whole)
        var identity = S()
        identity.merge(a)
        #expect(identity == a)
        left.subtract(c)
        left.subtract(b)
        #expect(left == a)
    }

    @Test(arguments: 1...40) func countsObeyTheLaws(_ seed: UInt64) throws {
        let parts = (0..<3).map { scores(seed &* 7 &+ $0, Int(seed &* 3 &+ $0) % 20) }
        let all = parts.flatMap { $0 }
        let histograms = parts.map { Histogram($0) }
        checkExact(histograms[0], histograms[1], histograms[2], whole: Histogram(all))
        let counts = try histograms.map { try NPSCounts($0) }
        checkExact(counts[0], counts[1], counts[2], whole: try NPSCounts(Histogram(all)))
        let shares = try histograms.map { try Share($0, top: 2, of: 0...10) }
        checkExact(
            shares[0], shares[1], shares[2], whole: try Share(Histogram(all), top: 2, of: 0...10))
    }

    @Test(arguments: 1...40) func momentsObeyTheLaws(_ seed: UInt64) {
        let parts = (0..<3).map { part in
            scores(seed &* 11 &+ part, Int(seed &+ part) % 15).map { 1e6 + Double($0) }
        }
        let whole = Moments(parts.flatMap { $0 })
        let merged = Moments.merging(parts.map { Moments($0) })
        var single = Moments()
        for value in parts.flatMap({ $0 }) { single.add(value) }
        for found in [merged, single, Histogram(parts.flatMap { $0 }.map { Int($0) }).moments] {
            #expect(found.count == whole.count)
            expectNear(found.mean, whole.mean, 1e-14)
            expectNear(found.squares, whole.squares, 1e-8)
        }
        var back = merged
        back.subtract(Moments(parts[2]))
        let rest = Moments(parts[0] + parts[1])
        #expect(back.count == rest.count)
        expectNear(back.mean, rest.mean, 1e-13)
        expectNear(back.squares, rest.squares, 1e-7)
    }

    @Test func digitsSurviveALargeOffset() {
        let moments = Moments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
        expectNear(moments.variance ?? 0, 30)
    }
}
