import RealModule

/// A small, fast generator with a seed: the same seed gives the same numbers on every machine.
/// Source: Steele, Lea, Flood 2014 "Fast Splittable Pseudorandom Number Generators".
public struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Evenly in (0, 1), never either end.
    public mutating func unit() -> Double {
        (Double(next() >> 11) + 0.5) * 0x1p-53
    }

    /// Evenly in 0 ..< bound.
    /// Source: Lemire 2019 "Fast Random Integer Generation in an Interval".
    public mutating func index(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Standard normal.
    public mutating func normal() -> Double { Normal.quantile(unit()) }

    /// Gamma with this shape and rate one.
    /// Source: Marsaglia & Tsang 2000 "A Simple Method for Generating Gamma Variables".
    public mutating func gamma(shape: Double) -> Double {
        precondition(shape > 0, "a shape is positive")
        if shape < 1 {
            return gamma(shape: shape + 1) * Double.pow(unit(), 1 / shape)
        }
        let d = shape - 1.0 / 3.0
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = 1 + c * x
            guard v > 0 else { continue }
            let cube = v * v * v
            if Double.log(unit()) < 0.5 * x * x + d - d * cube + d * Double.log(cube) {
                return d * cube
            }
        }
    }
}
