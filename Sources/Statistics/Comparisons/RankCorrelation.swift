/// Spearman's correlation of ranks; ties share their mean rank.
/// Source: Spearman 1904, American Journal of Psychology 15.
public enum RankCorrelation {
    public static func spearman(_ x: [Double], _ y: [Double]) throws(Unfit) -> Double {
        guard x.count == y.count else { throw .mismatched("lengths") }
        guard x.count > 1 else { throw .tooFew(have: x.count, need: 2) }
        let gram = try Gram([("x", ranks(x)), ("y", ranks(y))])
        return try gram.correlation()[0, 1]
    }

    static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = Array(repeating: 0.0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] {
                end += 1
            }
            for place in start...end { ranks[order[place]] = Double(start + end) / 2 + 1 }
            start = end + 1
        }
        return ranks
    }
}
