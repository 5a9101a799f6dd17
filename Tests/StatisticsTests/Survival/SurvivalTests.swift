import Statistics
import Testing

/// Golden surv_rossi: R survival 3.5-3 and lifelines 0.30.3.
@Suite struct SurvivalTests {
    static let names = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]

    static func cox(_ ties: CoxRegression.Ties) throws -> CoxRegression {
        let table = try SharedData.table("rossi.csv")
        return try CoxRegression(
            names.map { ($0, table.column($0)) }, times: table.column("week"),
            events: table.column("arrest").map { $0 == 1 }, ties: ties)
    }

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func efron() throws {
        let found = try Self.cox(.efron)
        let coefficients: [Double] = [
            -0.379422166485887, -0.0574377426840623, 0.313899787842499, -0.149795697666537,
            -0.433703877937309, -0.0848710825003947, 0.091497080985296,
        ]
        let errors: [Double] = [
            0.191379480713543, 0.02199947060068, 0.307992776557418, 0.212224296248623,
            0.381868057668791, 0.195756671906624, 0.0286485499599737,
        ]
        expectNear(found.terms.map(\.coefficient), coefficients, 1e-8)
        expectNear(found.terms.map(\.standardError), errors, 1e-8)
        expectNear(
            [found.nullLogLikelihood, found.logLikelihood], [-675.380632346871, -658.747659446087],
            1e-12)
        expectNear(found.likelihoodRatio.statistic, 33.2659458015687, 1e-11)
        expectNear(found.likelihoodRatio.p, 2.36204505370061e-05, 1e-12)
        expectNear(found.score, 33.5286888997077, 1e-10)
        // R prints two decimals.
        expectNear(found.wald, 32.11, 5e-3 / 32)
        let table = try SharedData.table("rossi.csv")
        let columns = Self.names.map { table.column($0) }
        let risks = columns[0].indices.map { row in found.risk(columns.map { $0[row] }) }
        let concordance = try Concordance.value(
            risks: risks, times: table.column("week"),
            events: table.column("arrest").map { $0 == 1 })
        expectNear(concordance, 0.640329247099714, 1e-10)
    }

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func breslow() throws {
        let found = try Self.cox(.breslow)
        let coefficients: [Double] = [
            -0.379021887430794, -0.0572459250446639, 0.314129766907369, -0.151114600055965,
            -0.432782573762873, -0.084982835267301, 0.0911115420915654,
        ]
        expectNear(found.terms.map(\.coefficient), coefficients, 1e-8)
        expectNear(found.logLikelihood, -659.120605677328, 1e-12)
        let errors: [Double] = [
            0.191364425859774, 0.0219831857251267, 0.308017279736953, 0.212123160883743,
        ]
        expectNear(found.terms[..<4].map(\.standardError), errors, 1e-8)
        expectNear(found.score, 33.3828204240907, 1e-10)
    }

    static let survival: [Double] = [
        0.997685185185185, 0.99537037037037, 0.993055555555556, 0.990740740740741,
        0.988425925925926, 0.986111111111111, 0.983796296296296, 0.972222222222222,
        0.967592592592592, 0.965277777777778, 0.960648148148148, 0.956018518518518,
        0.953703703703703, 0.946759259259259, 0.942129629629629, 0.9375, 0.930555555555555,
        0.923611111111111, 0.918981481481481, 0.907407407407407, 0.902777777777778,
        0.900462962962963, 0.898148148148148, 0.888888888888889, 0.881944444444444, 0.875,
        0.87037037037037, 0.865740740740741, 0.861111111111111, 0.858796296296296,
        0.854166666666667, 0.849537037037037, 0.844907407407407, 0.835648148148148,
        0.828703703703704, 0.819444444444444, 0.81712962962963, 0.8125, 0.803240740740741,
        0.798611111111111, 0.789351851851852, 0.784722222222222, 0.780092592592592,
        0.770833333333333, 0.768518518518518, 0.763888888888889, 0.752314814814815,
        0.74537037037037, 0.736111111111111,
    ]

    static let lower: [Double] = [
        0.993163762072595, 0.988989558449314, 0.985255449286284, 0.981749983014004,
        0.9783911543871, 0.975136856763187, 0.97196204823856, 0.956848425374129,
        0.951037463789879, 0.948167451808189, 0.942487423311961, 0.936876413260002,
        0.934093490024776, 0.925822894836515, 0.920366337313391, 0.914949533852783,
        0.906890130052712, 0.898900110053907, 0.89360765344485, 0.880481467703398,
        0.875268638510815, 0.872669588439973, 0.870075244439333, 0.859742201754018,
        0.852035585936938, 0.84436282181306, 0.839265245971325, 0.834180998944028,
        0.82910949820382, 0.826578358867386, 0.821524988376724, 0.816483105533377,
        0.811452273470334, 0.801422172097755, 0.793925798314313, 0.783963511985642,
        0.78147857044498, 0.776515210229185, 0.766613726429951, 0.761675146978408,
        0.751821271079469, 0.746905592865848, 0.741997184075679, 0.732201520175542,
        0.729756898934931, 0.724872683221581, 0.712690683930415, 0.705400428689565,
        0.695701386766069,
    ]

    static let lowerLogLog: [Double] = [
        0.983682504575134, 0.981616777481881, 0.978624865205426, 0.97551917801099,
        0.972418144681614, 0.969347720319458, 0.966312831051771, 0.951604825851564,
        0.945892346635556, 0.94306459795999, 0.937458834261157, 0.931911631421588,
        0.929157561725196, 0.920964155382059, 0.915552905011421, 0.910177610803547,
        0.902174809038658, 0.894236040531306, 0.888975371362477, 0.875922143433897,
        0.870736377843444, 0.868150478318754, 0.865569050533634, 0.855285582403254,
        0.847614250714232, 0.839975405842812, 0.834899778328456, 0.829837003583518,
        0.824786540369562, 0.822265768357872, 0.817232850558188, 0.812211069707768,
        0.807200016453399, 0.797208599565302, 0.78974055768552, 0.779815253478622,
        0.777339428673315, 0.772394159515214, 0.762528331317315, 0.757607338869185,
        0.747788205184322, 0.742889699912329, 0.737998342721359, 0.728236446995686,
        0.725800202891464, 0.720932668999343, 0.708791984508731, 0.701526276759285,
        0.691859715796487,
    ]

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func kaplanMeier() throws {
        let table = try SharedData.table("rossi.csv")
        var all = KaplanMeier()
        var groups = [KaplanMeier(), KaplanMeier()]
        for row in table.column("week").indices {
            let time = table.column("week")[row]
            let left = table.column("arrest")[row] == 1
            try all.add(time: time, left: left)
            try groups[table.integers("fin")[row]].add(time: time, left: left)
        }
        let curve = try all.curve()
        expectNear(curve.map(\.survival.value), Self.survival, 1e-12)
        expectNear(curve.map(\.survival.low), Self.lower, 1e-12)
        let other = try all.curve(interval: .logLog)
        expectNear(other.map(\.survival.low), Self.lowerLogLog, 1e-10)
        #expect(try all.median() == nil)
        expectNear(try KaplanMeier.logRank(groups).statistic, 3.83756957654905, 1e-11)
        #expect(KaplanMeier.merging(groups) == all)
        var back = all
        back.subtract(groups[1])
        #expect(back == groups[0])
    }

    @Test func everyoneLeft() throws {
        var all = KaplanMeier()
        for time in 1...4 { try all.add(time: Double(time), left: true) }
        let curve = try all.curve()
        expectNear(curve.map(\.survival.value), [0.75, 0.5, 0.25, 0])
        #expect(curve[3].survival.low == 0 && curve[3].survival.standardError == nil)
        #expect(try all.median() == 2)
    }

    @Test func refusals() throws {
        var all = KaplanMeier()
        #expect(throws: Unfit.empty) { try all.curve() }
        #expect(throws: Unfit.outside("time")) { try all.add(time: -1, left: true) }
        let x: [Double] = [1, 2, 3, 4, 5, 6]
        let times: [Double] = [6, 5, 4, 3, 2, 1]
        let events = x.map { _ in true }
        #expect(throws: Unfit.separated("x")) {
            try CoxRegression([("x", x)], times: times, events: events)
        }
        #expect(throws: Unfit.constant("event")) {
            try CoxRegression([("x", x)], times: times, events: x.map { _ in false })
        }
        #expect(throws: Unfit.constant("x")) {
            try CoxRegression([("x", x.map { _ in 2 })], times: times, events: events)
        }
        let mixed: [Double] = [3, 1, 2, 2, 5, 1]
        #expect(throws: Unfit.collinear("y")) {
            try CoxRegression(
                [("x", mixed), ("y", mixed.map { 1 - $0 })], times: times, events: events)
        }
        expectNear(
            try Concordance.value(
                risks: [3, 2, 1], times: [1, 2, 3], events: [true, true, false]), 1)
    }
}
