/// Parts of a sample for cross-validation, each with about the same share of hits.
/// Source: Kohavi 1995 "A Study of Cross-Validation and Bootstrap", IJCAI (stratified).
public enum Folds {
    /// Which fold each row is held out in.
    public static func stratified(
        _ outcome: [Bool], folds: Int, using chance: inout SplitMix64
    ) throws(Unfit) -> [Int] {
        guard folds > 1, folds <= outcome.count else { throw .outside("folds") }
        var result = Array(repeating: 0, count: outcome.count)
        var next = 0
        for kind in [true, false] {
            var rows = outcome.indices.filter { outcome[$0] == kind }
            for place in rows.indices.reversed() where place > 0 {
                rows.swapAt(place, chance.index(below: place + 1))
            }
            for row in rows {
                result[row] = next % folds
                next += 1
            }
        }
        return result
    }
}
