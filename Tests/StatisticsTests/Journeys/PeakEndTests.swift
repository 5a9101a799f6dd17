import Statistics
import Testing

@Suite struct PeakEndTests {
    /// Golden peak_end_synth: mean, peak, end, trough, peak-end, worst-end, start, slope, n, sd.
    static let feelings = """
        -0.3333333333333333 -1.0 -1.0 -1.0 -1.0 -1.0 -1.0 -1.2770594217409176e-16 3.0 \
        0.9428090415820634
        1.0 2.0 2.0 0.0 2.0 1.0 0.0 0.19999999999999998 9.0 0.816496580927726
        2.375 3.0 2.0 1.0 2.5 1.5 3.0 -0.08333333333333325 8.0 0.6959705453537527
        1.0 3.0 0.0 0.0 1.5 0.0 2.0 -0.23809523809523794 8.0 1.0
        -0.7142857142857143 -2.0 -2.0 -2.0 -2.0 -2.0 1.0 -0.46428571428571425 7.0 \
        1.0301575072754257
        -0.3333333333333333 -1.0 0.0 -1.0 -0.5 -0.5 -1.0 0.5 3.0 0.4714045207910317
        -2.0 -3.0 -3.0 -3.0 -3.0 -3.0 -1.0 -0.7999999999999999 4.0 1.0
        -0.6666666666666666 -2.0 0.0 -2.0 -1.0 -1.0 -1.0 -0.057142857142857176 6.0 \
        0.74535599249993
        1.25 3.0 2.0 0.0 2.5 1.0 3.0 0.1428571428571429 8.0 1.1989578808281798
        1.3333333333333333 3.0 3.0 -2.0 3.0 0.5 -2.0 1.0285714285714285 6.0 1.8856180831641267
        """

    /// R², adjusted, AIC, BIC, leave-one-out error of mean, peak-end, peak and end, all, duration:
    /// statsmodels 0.15.
    static let models = """
        0.7157829059032712 0.7150687926015207 1158.4326401324236 1166.4155692266395 \
        1.0292166232297268
        0.8238473221417604 0.8234047274737748 967.0777380688928 975.0606671631087 \
        0.8103494605433122
        0.8253719714594726 0.8244922332804272 965.6005595558767 977.5749531972006 \
        0.8093447948260621
        0.8257924566530086 0.8244727025367435 966.6362418518918 982.6021000403238 \
        0.8104467069024961
        0.8255680742268194 0.8242466202436893 967.1511174802564 983.1169756686884 \
        0.8110097812856585
        """

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func journeys() throws {
        let table = try SharedData.table("synth_journeys.csv")
        var valences: [[Double]] = []
        var overall: [Double] = []
        for row in zip(
            table.integers("journey"), zip(table.column("valence"), table.column("overall")))
        {
            if row.0 > valences.count {
                valences.append([])
                overall.append(row.1.1)
            }
            valences[row.0 - 1].append(row.1.0)
        }
        let feelings = try valences.map { try JourneyFeeling($0) }
        for (line, found) in zip(Self.feelings.split(separator: "\n"), feelings) {
            let x = line.split(separator: " ").compactMap { Double($0) }
            expectNear(
                [
                    found.mean, found.peak, found.end, found.trough, found.peakEnd,
                    found.worstEnd, found.start, found.slope, Double(found.steps), found.spread,
                ], x)
        }
        var gram = PeakEnd.summary
        for (feeling, score) in zip(feelings, overall) {
            gram.add(PeakEnd.row(feeling, overall: score))
        }
        let found = try PeakEnd(gram)
        let models = [
            found.mean, found.peakEnd, found.peakAndEnd, found.all, found.duration,
        ].compactMap { $0 }
        #expect(models.count == 5)
        let rows = zip(feelings, overall).map { PeakEnd.row($0, overall: $1) }
        for (line, model) in zip(Self.models.split(separator: "\n"), models) {
            let x = line.split(separator: " ").compactMap { Double($0) }
            let error = try PeakEnd.leaveOneOutError(model, gram, rows: rows)
            expectNear(
                [model.fit.r2, model.fit.adjustedR2, model.aic, model.bic, error], x, 1e-11)
        }
        let compared = try #require(found.comparison)
        expectNear(compared.t, -7.354261241349991, 1e-11)
        expectRelative(compared.p, 1.1086739662661683e-12, 1e-8)
        expectNear(compared.steigerZ, -7.0396262779531185, 1e-11)
        expectNear(compared.mengZ, -7.028000958334634, 1e-11)
        let steps = try #require(found.duration).fit.terms[3]
        expectNear(steps.coefficient, 0.011884641526176132, 1e-10)
        #expect(try #require(found.durationP) > 0.05)
    }

    @Test func edges() throws {
        let one = try JourneyFeeling([-2])
        #expect(one.peak == -2 && one.end == -2 && one.peakEnd == -2 && one.slope == 0)
        #expect(try JourneyFeeling([2, -2]).peak == -2)
        #expect(try JourneyFeeling([-2, 2, 0]).peak == 2)
        #expect(throws: Unfit.empty) { try JourneyFeeling([]) }
        #expect(throws: Unfit.self) { try PeakEnd(PeakEnd.summary) }
        // Journeys of one step: mean, peak and end are the same.
        var short = PeakEnd.summary
        for (valence, overall) in [(1.0, 2.0), (-1, 0), (2, 2), (0, 1), (-2, -3)] {
            short.add(PeakEnd.row(try JourneyFeeling([valence]), overall: overall))
        }
        let found = try PeakEnd(short)
        #expect(found.comparison == nil && found.peakAndEnd == nil && found.durationP == nil)
        expectNear(found.mean.fit.r2, found.peakEnd.fit.r2)
        #expect(throws: Unfit.self) {
            try DependentCorrelations(first: 1, second: 0.5, between: 0.5, n: 20)
        }
    }
}
