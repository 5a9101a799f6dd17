import Statistics
import Testing

@Suite struct ServqualTests {
    static let names = [
        "reliability", "enjoyment", "autonomy", "economy", "personalisation", "convenience",
        "security", "tangibles",
    ]

    static func kiosk(points: [Double]? = nil) throws -> Servqual {
        let table = try SharedData.table("kiosk_servqual.csv")
        let columns = (1...24).map { "e\($0)" } + (1...24).map { "p\($0)" }
        let dimensions = names.enumerated().map { place, name in
            (name: name, items: [3 * place, 3 * place + 1, 3 * place + 2])
        }
        return try Servqual(
            Gram(columns.map { ($0, table.column($0)) }), dimensions: dimensions, points: points)
    }

    /// Golden servqual_gap_kiosk: pandas 2.3.3, scipy 1.17.1. Item, E, P, gap, sd, t, p.
    static let items = """
        1 6.42512077294686 5.879227053140097 -0.5458937198067633 1.0868007955610874 \
        -7.226754858445157 9.462032018383563e-12
        2 6.541062801932367 6.14975845410628 -0.391304347826087 0.963671044833717 \
        -5.842127570111298 1.988772028422256e-08
        3 6.338164251207729 5.386473429951691 -0.9516908212560387 1.360890820850286 \
        -10.061385023176356 1.261132511104468e-19
        4 3.922705314009662 4.202898550724638 0.28019323671497587 1.4610622420347696 \
        2.759142325213944 0.0063172615610717535
        5 3.6956521739130435 3.7053140096618358 0.00966183574879227 1.4647652589171392 \
        0.09490231183810924 0.924484669096289
        6 3.9806763285024154 3.8502415458937196 -0.13043478260869565 1.4029757917306898 \
        -1.3376066341092676 0.1824995915248247
        7 6.536231884057971 4.816425120772947 -1.7198067632850242 1.6833692409311924 \
        -14.69892039515863 6.351516985223003e-34
        8 6.400966183574879 5.338164251207729 -1.0628019323671498 1.5011057006941388 \
        -10.186529185640481 5.3685339475308403e-20
        9 6.429951690821256 5.700483091787439 -0.7294685990338164 1.3453447992479703 \
        -7.801141769311569 3.020990834299835e-13
        10 6.405797101449275 4.903381642512077 -1.502415458937198 1.6036196802805713 \
        -13.479501731650064 4.171783445475553e-30
        11 6.309178743961352 4.980676328502415 -1.328502415458937 1.5448973883491803 \
        -12.37222707003829 1.1789099617672794e-26
        12 5.671497584541063 3.9033816425120773 -1.7681159420289856 1.9741897259054995 \
        -12.885670602553233 2.9829395172102465e-28
        13 6.4396135265700485 5.207729468599034 -1.2318840579710144 1.5747854919688244 \
        -11.254691693084398 3.2508388538130197e-23
        14 6.2270531400966185 5.318840579710145 -0.9082125603864735 1.6058993769746859 \
        -8.136813220219585 3.7912309168980816e-14
        15 6.251207729468599 4.309178743961352 -1.9420289855072463 1.8918634516116937 \
        -14.76900008816435 3.8331124451785566e-34
        16 6.594202898550725 4.743961352657005 -1.8502415458937198 1.7325516956978686 \
        -15.36481725810626 5.258647675747296e-36
        17 6.594202898550725 5.178743961352657 -1.4154589371980677 1.5552456357062479 \
        -13.094335264705496 6.664759271335203e-29
        18 6.342995169082125 5.468599033816425 -0.8743961352657005 1.4890120193508845 \
        -8.44880329011342 5.304062322520112e-15
        19 6.642512077294686 4.956521739130435 -1.6859903381642511 1.604891448981205 \
        -15.114528057772983 3.1828967725461857e-35
        20 6.657004830917875 4.835748792270532 -1.821256038647343 1.6106238214804083 \
        -16.269044960741297 8.040247498353391e-39
        21 6.695652173913044 5.072463768115942 -1.6231884057971016 1.5526499359334809 \
        -15.041133119521733 5.398560704740313e-35
        22 4.280193236714976 4.06280193236715 -0.21739130434782608 1.7365535996306127 \
        -1.8011054835977576 0.07314874452010847
        23 6.502415458937198 4.521739130434782 -1.9806763285024154 1.7816795628370201 \
        -15.994441714175023 5.734613991331149e-38
        24 5.48792270531401 4.429951690821256 -1.0579710144927537 1.8025122002820038 \
        -8.444632010693208 5.44662841771941e-15
        """

    static let dimensions = """
        reliability 6.434782608695652 5.805152979066023 -0.6296296296296298
        enjoyment 3.86634460547504 3.919484702093398 0.053140096618357724
        autonomy 6.455716586151369 5.285024154589372 -1.1706924315619966
        economy 6.128824476650563 4.595813204508857 -1.5330112721417066
        personalisation 6.305958132045088 4.94524959742351 -1.360708534621578
        convenience 6.510466988727858 5.130434782608695 -1.3800322061191626
        security 6.665056360708535 4.9549114331723025 -1.7101449275362324
        tangibles 5.423510466988728 4.338164251207729 -1.0853462157809988
        """

    static let points: [Double] = [
        14.011555922410235, 8.054753060943733, 13.836153528683448, 12.986655661026276,
        12.938505984316961, 13.437199064520565, 14.279818406933552, 10.455358371165222,
    ]

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func kioskGaps() throws {
        let found = try Self.kiosk(points: Self.points)
        for (line, item) in zip(Self.items.split(separator: "\n"), found.items) {
            let x = line.split(separator: " ").compactMap { Double($0) }
            expectNear([item.expectation, item.perception, item.gap.value], Array(x[1...3]))
            expectNear((item.gap.standardError ?? 0) * 207.0.squareRoot(), x[4])
            expectNear(item.t, x[5], 1e-11)
            expectRelative(item.p, x[6], 1e-9, item.gap.method.name)
        }
        for (line, dimension) in zip(Self.dimensions.split(separator: "\n"), found.dimensions) {
            let x = line.split(separator: " ").compactMap { Double($0) }
            let gap = dimension.gap
            expectNear([gap.expectation, gap.perception, gap.gap.value], x)
        }
        expectNear(found.overall.value, -1.1020531400966185)
        expectNear(found.weighted?.value ?? 0, -1.1641817578852156)
        expectNear(found.performance.value, 4.871779388083736)
        let weighted = zip(found.dimensions, Self.points).map { $0.gap.perception * $1 }
        expectNear(found.weightedPerformance?.value ?? 0, weighted.reduce(0, +) / 100, 1e-9)
        expectNear(found.dimensions[0].perceptionAlpha?.value ?? 0, 0.6733420649118319)
    }

    /// Golden servqual_weighted_PZB.
    @Test func weightedGaps() throws {
        var sum = WeightedGaps()
        for _ in 0..<2 {
            try sum.add(
                gaps: [-0.63, -1.36, -1.05, -0.7, -0.6], points: [11, 32, 22, 19, 16])
        }
        expectNear(try sum.estimate().value, -0.9645)
        #expect(throws: Unfit.mismatched("points")) { try sum.add(gaps: [1], points: [1, 2]) }
    }

    /// Golden zone_of_tolerance_worked.
    @Test func zoneOfTolerance() {
        let desired: [[Double]] = [[8, 9, 7], [9, 9, 8], [7, 8, 7], [8, 8, 9], [9, 7, 8]]
        let adequate: [[Double]] = [[6, 7, 5], [7, 7, 6], [6, 6, 5], [6, 7, 7], [8, 5, 6]]
        let perceived: [[Double]] = [[7, 6, 6], [8, 8, 9], [6, 6, 4], [9, 7, 7], [8, 7, 5]]
        let zones = (0..<3).map { item in
            var zone = ZoneOfTolerance()
            for row in 0..<5 {
                zone.add(
                    desired: desired[row][item], adequate: adequate[row][item],
                    perceived: perceived[row][item])
            }
            return zone
        }
        expectNear(zones.compactMap(\.adequacy), [1, 0.4, 0.4])
        expectNear(zones.compactMap(\.superiority), [-0.6, -1.4, -1.6])
        expectNear(zones.compactMap(\.width), [1.6, 1.8, 2])
        expectNear(zones.compactMap(\.position), [0.625, 0.22222222222222224, 0.2])
        #expect(zones.map(\.below) == [0, 1, 2])
        #expect(zones.map(\.within) == [4, 4, 2])
        #expect(zones.map(\.above) == [1, 0, 1])
        #expect(zones.map(\.withoutZone) == [0, 0, 0])
    }

    @Test func aZoneWithoutWidthHasNoPosition() {
        var zone = ZoneOfTolerance()
        zone.add(desired: 5, adequate: 6, perceived: 5)
        #expect(zone.position == nil)
        #expect(zone.withoutZone == 1)
        #expect(ZoneOfTolerance().adequacy == nil)
    }

    @Test func refusals() throws {
        let odd = try Gram([("e1", [1, 2]), ("e2", [1, 2]), ("p1", [1, 3])])
        #expect(throws: Unfit.self) { try Servqual(odd, dimensions: [("a", [0])]) }
        let pair = try Gram([("e1", [1, 2]), ("p1", [1, 3])])
        #expect(throws: Unfit.mismatched("a")) { try Servqual(pair, dimensions: [("a", [1])]) }
        #expect(throws: Unfit.outside("weights")) {
            try Servqual(pair, dimensions: [("a", [0])], points: [-1])
        }
    }
}
