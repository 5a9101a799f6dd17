/// Raters' leniency where not everyone rated everything: subjects' effects are fitted with the
/// raters', so that nobody counts as lenient for having met the better subjects.
/// Source: Saal, Downey, Lahey 1980, Psychological Bulletin 88; two-way additive least squares.
public enum AdjustedLeniency {
    public static let method = Method(
        "agreement.adjustedLeniency", source: "Saal, Downey, Lahey 1980; additive least squares")

    /// More raters, or pairs of them over all subjects, take minutes.
    public static let mostRaters = 1000
    private static let mostPairs = 200_000_000

    /// By rater: above zero is lenient; the mean over all ratings is zero. Of complete ratings it
    /// is the rater's mean less the mean of all.
    /// - Parameter subjects: the ratings of each subject, raters from zero.
    public static func values(
        _ subjects: [[(rater: Int, rating: Double)]], raters: Int
    ) throws(Unfit) -> [Double] {
        guard raters > 1 else { throw .tooFew(have: raters, need: 2) }
        guard raters <= mostRaters else { throw .outside("more than \(mostRaters) raters") }
        guard subjects.reduce(0, { $0 + $1.count * $1.count }) <= mostPairs else {
            throw .outside("more than \(mostPairs) pairs of ratings")
        }
        var left = Matrix(rows: raters, columns: raters)
        var right = Array(repeating: 0.0, count: raters)
        var counts = right
        for ratings in subjects where !ratings.isEmpty {
            guard ratings.allSatisfy({ 0..<raters ~= $0.rater }) else { throw .outside("rater") }
            let mean = Moments(ratings.map(\.rating)).mean
            let part = 1 / Double(ratings.count)
            for one in ratings {
                counts[one.rater] += 1
                right[one.rater] += one.rating - mean
                left[one.rater, one.rater] += 1
                for other in ratings { left[one.rater, other.rater] -= part }
            }
        }
        guard right.allSatisfy(\.isFinite) else { throw .notFinite("rating") }
        // Only differences between raters are determined: the last one is held at zero.
        let free = Array(0..<(raters - 1))
        let factor: Cholesky
        do {
            factor = try Cholesky(left.picking(free), tolerance: 1e-11)
        } catch {
            throw .undefined("some raters share no subject with the others")
        }
        let found = factor.solve(free.map { right[$0] }) + [0]
        let centre = dot(found, counts) / counts.reduce(0, +)
        return found.map { $0 - centre }
    }
}
