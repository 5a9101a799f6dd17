import Base
import Columns
import Glibc

/// How numbers that are too many to be listed one by one are spread: over ranges of one width.
enum NumberSpread {
    /// About so many ranges.
    private static let wanted = 12
    /// What lies beyond this share of the rows is one open range: a few waits of weeks would
    /// otherwise press all others, of minutes, into the first.
    private static let shown = 0.98

    /// - Parameter counts: how often each number stands there, by size.
    /// - Returns: ranges by size, with how many rows lie in each; none where numbers are too large
    ///   or too near each other to be told apart.
    static func ranges(
        of counts: [(number: Double, count: Int)]
    ) -> [(group: Dimension.Group, count: Int)] {
        guard let low = counts.first?.number, let most = counts.last?.number, low < most else {
            return []
        }
        let rows = counts.reduce(0) { $0 + $1.count }
        var (seen, high) = (0, most)
        for (number, count) in counts {
            seen += count
            guard Double(seen) < shown * Double(rows) else {
                high = number > low ? number : most
                break
            }
        }
        let width = (high - low) / Double(wanted)
        guard width.isFinite, width.isNormal else { return [] }
        let step = RoundStep(atLeast: width)
        let (first, last) = (step.index(of: low), step.index(of: high))
        let end = step.start(last + 1)
        let isOpen = most >= end
        var sizes = [Int](repeating: 0, count: last - first + (isOpen ? 2 : 1))
        for (number, count) in counts {
            // Far beyond, a number of steps may be none that an integer holds.
            sizes[(number < end ? step.index(of: number) : last + 1) - first] += count
        }
        return sizes.indices.map { place in
            let from = step.start(first + place)
            let isLast = isOpen && place == sizes.count - 1
            return (
                .range(low: from, high: isLast ? nil : step.start(first + place + 1)),
                sizes[place]
            )
        }
    }

    /// One, two or five times a power of ten.
    private struct RoundStep {
        private let times: Double
        private let power: Double
        private let isFraction: Bool

        init(atLeast width: Double) {
            let exponent = floor(log10(width))
            let rest = width / pow(10, exponent)
            let (times, more): (Double, Double) =
                rest <= 1 ? (1, 0) : rest <= 2 ? (2, 0) : rest <= 5 ? (5, 0) : (1, 1)
            self.times = times
            isFraction = exponent + more < 0
            power = pow(10, abs(exponent + more))
        }

        /// Where a range begins: a tenth is divided by ten, since ten tenths are not quite one.
        func start(_ index: Int) -> Double {
            isFraction ? Double(index) * times / power : Double(index) * times * power
        }

        func index(of number: Double) -> Int {
            let near = Int(
                (isFraction ? number / times * power : number / times / power).rounded(.down))
            // What the division rounds over an edge is put back by the edges themselves.
            return number < start(near) ? near - 1 : number >= start(near + 1) ? near + 1 : near
        }
    }
}
