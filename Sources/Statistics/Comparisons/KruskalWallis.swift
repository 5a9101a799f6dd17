/// Whether several groups differ in rank; ties corrected.
/// Source: Kruskal & Wallis 1952 "Use of Ranks in One-Criterion Variance Analysis", JASA 47.
public enum KruskalWallis {
    public static let method = Method(
        "rank.kruskalWallis", source: "Kruskal & Wallis 1952, JASA 47")

    public static func test(
        _ groups: [[Double]]
    ) throws(Unfit) -> (statistic: Double, degrees: Int, p: Double) {
        let used = groups.filter { !$0.isEmpty }
        guard used.count > 1 else { throw .tooFew(have: used.count, need: 2) }
        let all = used.flatMap { $0 }
        let ranks = RankCorrelation.ranks(all)
        let n = Double(all.count)
        var sum = 0.0
        var start = 0
        for group in used {
            let total = ranks[start..<(start + group.count)].reduce(0, +)
            sum += total * total / Double(group.count)
            start += group.count
        }
        var counts: [Double: Int] = [:]
        for value in all { counts[value, default: 0] += 1 }
        let ties = counts.values.reduce(0.0) { $0 + Double($1) * (Double($1) * Double($1) - 1) }
        let correction = 1 - ties / (n * (n * n - 1))
        guard correction > 0 else { throw .constant("value") }
        let statistic = (12 / (n * (n + 1)) * sum - 3 * (n + 1)) / correction
        let degrees = used.count - 1
        return (statistic, degrees, ChiSquared(degrees: Double(degrees)).upperTail(statistic))
    }
}
