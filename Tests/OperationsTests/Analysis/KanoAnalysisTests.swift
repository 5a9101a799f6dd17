import Base
import Testing

@testable import Operations

/// Goldens of 03_kano: REPPL's published table, scipy.
@Suite("nuo analyze kano") struct KanoAnalysisTests {
    typealias Shared = AnalysisTests

    static let features = ["F6", "F7", "F8", "F9", "F10", "F11"]

    static func pairs(_ names: [String]) -> [String] {
        names.flatMap { ["--pair", "\($0)=f_\($0),d_\($0)"] }
    }

    static func expectFeature(
        _ feature: JSON, _ golden: JSON?, at location: SourceLocation = #_sourceLocation
    ) {
        for letter in ["M", "O", "A", "I", "R", "Q"] {
            #expect(
                feature["counts"]?[letter] == golden?["counts"]?[letter], sourceLocation: location)
        }
        #expect(feature["category"] == golden?["category_modal"], sourceLocation: location)
        #expect(
            feature["ruledCategory"] == golden?["category_rule_OAM_vs_IRQ"],
            sourceLocation: location)
        Shared.expect(
            feature,
            [
                ("n", "n"), ("better", "better"), ("worse", "worse"),
                ("betterError", "se_better"), ("worseError", "se_worse"),
                ("categoryStrength", "category_strength"), ("totalStrength", "total_strength"),
            ], of: golden, 1e-10, at: location)
        Shared.expect(
            feature, [("p", "p_binomial_exact")], of: golden?["fong"], 1e-10, at: location)
        #expect(
            feature["fongSignificant"] == golden?["fong"]?["significant_fong"],
            sourceLocation: location)
        Shared.expect(
            feature,
            [
                ("functional", "functional_mean_Y"), ("dysfunctional", "dysfunctional_mean_X"),
                ("covariance", "cov"),
            ], of: golden?["continuous"], 1e-10, at: location)
        #expect(
            feature["quadrant"] == golden?["continuous"]?["quadrant_cut2"],
            sourceLocation: location)
    }

    @Test(
        .enabled(if: Shared.hasData, "the shared data are not here"),
        arguments: ["berger", "pouliot"])
    func transfers(_ table: String) throws {
        let values = try Shared.golden("kano_transfers_reppl", in: "03_kano")
        let json = try Shared.run(
            "kano", Self.pairs(Self.features) + ["--table", table],
            file: "reppl_kano_transfers.csv")
        let features = try #require(Shared.group(json)["features"]?.array)
        #expect(features.compactMap { $0["name"]?.string } == Self.features)
        for feature in features {
            Self.expectFeature(feature, values[feature["name"]?.string ?? ""]?[table])
        }
    }

    @Test(.enabled(if: Shared.hasData, "the shared data are not here"))
    func waves() throws {
        let values = try Shared.golden("kano_waves_storage_reppl", in: "03_kano")
        let names = (1...5).map { "F\($0)" }
        let cohorts = try Shared.run(
            "kano", Self.pairs(names), file: "reppl_kano_storage.csv", by: "cohort")
        for (place, group) in (cohorts["groups"]?.array ?? []).enumerated() {
            for (name, feature) in zip(names, group["features"]?.array ?? []) {
                Self.expectFeature(feature, values[name]?["cohort\(place + 1)"])
            }
        }
        #expect(cohorts["groups"]?.array?.count == 4)
        func drift(_ condition: String?) throws -> [JSON] {
            try #require(
                Shared.group(
                    Shared.run(
                        "kano", Self.pairs(names) + ["--wave", "cohort"],
                        file: "reppl_kano_storage.csv", condition: condition))["drift"]?.array)
        }
        for (name, found) in zip(names, try drift(nil)) {
            let golden = values[name]
            #expect(found["name"]?.string == name)
            Shared.expect(
                found, [("chiSquare", "chi2"), ("degrees", "df"), ("p", "p")],
                of: golden?["homogeneity_chi2"], 1e-9)
            Shared.expect(
                found, [("trend", "r"), ("trendP", "p")], of: golden?["linear_by_linear_M2"],
                1e-9)
        }
        for (a, b) in [(1, 2), (3, 4), (1, 4)] {
            for (name, found) in zip(names, try drift("cohort == \(a) or cohort == \(b)")) {
                let golden = values[name]?["pairwise"]?["\(a)-\(b)"]
                Shared.expect(
                    found,
                    [
                        ("chiSquare", "chi2"), ("p", "p"), ("association", "cramers_v"),
                        ("betterZ", "z_better"), ("worseZ", "z_worse"),
                    ], of: golden, 1e-9)
            }
        }
    }

    static let text = """
        a,b,c,d,w
        like,dislike,5,1,x
        like,dislike,4,4,x
        must,dislike,,1,y
        ,,,,y
        neutral,neutral,3,3,y
        """

    @Test func readsOtherCodesAndEachFeatureByItself() throws {
        let json = try Shared.run(
            "kano", ["--pair", "F=a,b", "--codes", "like,must,neutral,live,dislike"],
            text: Self.text)
        #expect(json["n"] == 4 && json["dropped"] == 1)
        let feature = try #require(Shared.group(json)["features"]?.array?.first)
        #expect(feature["n"] == 4 && feature["category"] == "O")
        #expect(feature["counts"]?["O"] == 2 && feature["counts"]?["M"] == 1)
        let turned = try Shared.run(
            "kano",
            [
                "--pair", "F=c,d", "--pair", "G=d,c", "--codes", "5,4,3,2,1", "--table", "pouliot",
                "--wave", "w",
            ], text: Self.text)
        #expect(turned["n"] == 3 && turned["dropped"] == 2)
        let group = try Shared.group(turned)
        #expect(group["features"]?.array?[0]["counts"]?["O"] == 1)
        #expect(group["features"]?.array?[0]["counts"]?["Q"] == 1)
        #expect(group["features"]?.array?[1]["counts"]?["R"] == 1)
        #expect(group["waves"] == ["x", "y"] && group["drift"]?.array?.count == 2)
    }

    @Test(
        "wrong options",
        arguments: [
            (["--pair", "F=a"], "optionNotAssigned"), (["--pair", "a,b"], "optionNotAssigned"),
            (["--pair", "F=a,b,c"], "optionNotAssigned"),
            (["--pair", "=a,b"], "optionNotAssigned"),
            (["--pair", "F=a,b", "--pair", "F=c,d"], "optionNameTwice"),
            (["--pair", "F=a,b", "--codes", "1,2,3"], "optionCodes"),
            (["--pair", "F=a,b", "--codes", "1,2,3,4,4"], "optionCodes"),
            (["--pair", "F=a,b", "--table", "kano"], "optionNotAChoice"), ([], "optionMissing"),
        ] as [([String], String)])
    func refusesWrongOptions(_ options: [String], _ code: String) {
        let refusal = #expect(throws: Refusal.self) {
            try AnalysisCall(method: "kano", options: options)
        }
        #expect(refusal?.code == code)
    }

    @Test(arguments: ["6", "0", "1.5", "yes", "1e99"])
    func refusesOtherAnswers(_ answer: String) {
        let refusal = #expect(throws: Refusal.self) {
            try Shared.run("kano", ["--pair", "F=a,b"], text: "a,b\n1,5\n1,\(answer)\n")
        }
        #expect(refusal?.code == "tableNotACode" && refusal?.values["line"] == "3")
        #expect(refusal?.values["column"] == "b")
    }
}
