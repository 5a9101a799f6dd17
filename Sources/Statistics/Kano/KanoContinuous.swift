/// Kano's answers as numbers, which keeps what the categories throw away.
/// Source: DuMouchel in Berger et al. 1993, CQM Journal 2(4).
public struct KanoContinuous: Hashable, Sendable {
    /// Mean of 4, 2, 0, −1, −2 over functional answers.
    public let functional: Estimate
    /// Mean of −2, −1, 0, 2, 4 over dysfunctional answers.
    public let dysfunctional: Estimate
    public let covariance: Double
    /// With cuts at two points.
    public let quadrant: KanoCategory
    /// Share of answers on a negative side: reversed or questionable.
    public let negativeShare: Double

    public static let method = Method(
        "kano.continuous", source: "DuMouchel in Berger et al. 1993, CQM Journal 2(4)")

    private static let functionalScores: [Double] = [4, 2, 0, -1, -2]
    private static let dysfunctionalScores: [Double] = [-2, -1, 0, 2, 4]

    public init(_ answers: KanoAnswers, level: Double = 0.95) throws(Unfit) {
        let n = answers.n
        guard n > 1 else { throw n == 0 ? .empty : .tooFew(have: n, need: 2) }
        var gram = Gram(names: ["dysfunctional", "functional"])
        var negative = 0
        for (cell, count) in answers.cells.enumerated() where count > 0 {
            let y = KanoContinuous.functionalScores[cell / 5]
            let x = KanoContinuous.dysfunctionalScores[cell % 5]
            gram.add([x, y], times: count)
            if x < 0 || y < 0 { negative += count }
        }
        let s = try gram.covariance()
        func mean(_ index: Int) -> Estimate {
            .student(
                gram.means[index], (s[index, index] / Double(n)).squareRoot(),
                degrees: Double(n - 1), n: n, method: KanoContinuous.method, level: level)
        }
        dysfunctional = mean(0)
        functional = mean(1)
        covariance = s[0, 1]
        negativeShare = Double(negative) / Double(n)
        quadrant =
            switch (gram.means[0] >= 2, gram.means[1] >= 2) {
            case (true, true): .oneDimensional
            case (true, false): .mustBe
            case (false, true): .attractive
            case (false, false): .indifferent
            }
    }
}
