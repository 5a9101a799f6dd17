/// How often the one at higher risk left first, of all pairs that can be compared.
/// Source: Harrell, Lee, Mark 1996, Statistics in Medicine 15.
public enum Concordance {
    public static let method = Method(
        "survival.concordance", source: "Harrell, Lee, Mark 1996, Statistics in Medicine 15")

    /// Ties in risk count half; pairs that left at the same time are not compared.
    public static func value(
        risks: [Double], times: [Double], events: [Bool]
    ) throws(Unfit) -> Double {
        guard risks.count == times.count, times.count == events.count else {
            throw .mismatched("risks")
        }
        guard risks.allSatisfy(\.isFinite), times.allSatisfy(\.isFinite) else {
            throw .notFinite("risk")
        }
        let levels = Distinct(risks.sorted()).values
        var counts = RankCounts(levels.count)
        let order = times.indices.sorted { times[$0] > times[$1] }
        var right = 0.0
        var pairs = 0.0
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, times[order[end]] == times[order[start]] { end += 1 }
            let run = order[start..<end]
            // Someone last seen at this very moment outlived those who left then.
            for row in run where !events[row] { counts.add(place(risks[row], levels)) }
            for row in run where events[row] {
                let level = place(risks[row], levels)
                let below = Double(counts.below(level))
                let equal = Double(counts.below(level + 1)) - below
                right += below + equal / 2
                pairs += Double(counts.total)
            }
            for row in run where events[row] { counts.add(place(risks[row], levels)) }
            start = end
        }
        guard pairs > 0 else { throw .undefined("no two customers can be compared") }
        return right / pairs
    }

    private static func place(_ value: Double, _ levels: [Double]) -> Int {
        var low = 0
        var high = levels.count
        while low < high {
            let middle = (low + high) / 2
            if levels[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Counts below a place in logarithmic time (Fenwick 1994).
    private struct RankCounts {
        private var tree: [Int]
        private(set) var total = 0

        init(_ size: Int) { tree = Array(repeating: 0, count: size + 1) }

        mutating func add(_ place: Int) {
            total += 1
            var i = place + 1
            while i < tree.count {
                tree[i] += 1
                i += i & -i
            }
        }

        func below(_ place: Int) -> Int {
            var sum = 0
            var i = place
            while i > 0 {
                sum += tree[i]
                i -= i & -i
            }
            return sum
        }
    }
}
