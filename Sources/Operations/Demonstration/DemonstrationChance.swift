import Statistics

/// Seeded, and good enough to invent people with.
struct DemonstrationChance {
    private var numbers: SplitMix64

    init(seed: UInt64) { numbers = SplitMix64(seed: seed) }

    mutating func next() -> UInt64 { numbers.next() }

    /// Evenly from 0 to 1.
    mutating func share() -> Double { Double(numbers.next() >> 11) / Double(1 << 53) }

    /// About normal with mean 0 and deviation 1: the sum of twelve shares.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + share() } }

    mutating func whole(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(share() * Double(range.count))
    }

    mutating func pick<T>(_ elements: [T]) -> T { elements[whole(0...elements.count - 1)] }

    /// - Parameter shares: sum to one.
    mutating func pick<T>(_ elements: [T], by share: (T) -> Double) -> T {
        var rest = self.share()
        for element in elements {
            rest -= share(element)
            if rest < 0 { return element }
        }
        return elements[elements.count - 1]
    }
}
