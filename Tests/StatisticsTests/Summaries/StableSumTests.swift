import Statistics
import Testing

/// Digits survive an offset that dwarfs the spread, however the values arrive. Sums of squares
/// would leave none: 1e18 has no room for eighths.
@Suite struct StableSumTests {
    static let offset = 1e9

    /// Eighths, which doubles hold exactly beside the offset.
    static let small: [Double] = {
        var chance = Lehmer(state: 11)
        return (0..<3_000).map { _ in Double(Int.random(in: 0...80, using: &chance)) / 8 }
    }()
    static let large = small.map { $0 + offset }

    private func check(_ moments: Moments, _ how: String) {
        let wanted = Moments(Self.small)
        #expect(moments.count == wanted.count, "\(how)")
        expectNear(moments.mean, wanted.mean + Self.offset, 1e-14, how)
        expectRelative(moments.variance ?? 0, wanted.variance ?? 0, 1e-6, how)
    }

    @Test func momentsInOnePass() {
        check(Moments(Self.large), "at once")
        var single = Moments()
        for value in Self.large { single.add(value) }
        check(single, "one by one")
    }

    @Test(arguments: [1, 7, 100, 1_000]) func momentsInParts(_ size: Int) {
        let parts = stride(from: 0, to: Self.large.count, by: size).map {
            Moments(Array(Self.large[$0..<min($0 + size, Self.large.count)]))
        }
        check(Moments.merging(parts), "in parts of \(size)")
        var shrunk = Moments.merging(parts + [Moments(Self.large.map { $0 + 3 })])
        shrunk.subtract(Moments(Self.large.map { $0 + 3 }))
        check(shrunk, "in parts of \(size), others taken away")
    }

    @Test func jointMoments() throws {
        let second = Self.small.reversed().enumerated().map { $1 + Self.small[$0] / 2 }
        let wanted = try Gram([("a", Self.small), ("b", second)]).covariance()
        let shifted = second.map { $0 + Self.offset }
        let batch = try Gram([("a", Self.large), ("b", shifted)])
        var single = Gram(names: ["a", "b"])
        for row in Self.large.indices { single.add([Self.large[row], shifted[row]]) }
        let parts = try stride(from: 0, to: Self.large.count, by: 70).map { start in
            let rows = start..<min(start + 70, Self.large.count)
            return try Gram([("a", Array(Self.large[rows])), ("b", Array(shifted[rows]))])
        }
        for (how, gram) in [
            ("at once", batch), ("one by one", single), ("in parts", Gram.merging(parts)),
        ] {
            let found = try gram.covariance()
            for i in 0..<2 {
                for j in 0..<2 { expectRelative(found[i, j], wanted[i, j], 1e-7, how) }
            }
        }
    }
}
