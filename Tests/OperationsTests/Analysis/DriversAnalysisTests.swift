import Base
import Testing

@testable import Operations

/// Goldens of 04_ipa_keydriver: relaimpo, rwa, statsmodels, scipy.
@Suite(
    "nuo analyze drivers, asymmetry, ipa",
    .enabled(if: AnalysisTests.hasData, "the shared data are not here"))
struct DriversAnalysisTests {
    typealias Shared = AnalysisTests

    @Test(
        arguments: [
            ("keydriver_customerSat", "customerSat_bayesm.csv"),
            ("keydriver_kiosk", "kiosk_ipa.csv"), ("keydriver_swiss", "swiss.csv"),
        ])
    func drivers(_ name: String, _ file: String) throws {
        let values = try Shared.golden(name, in: "04_ipa_keydriver")
        let names = (values["predictors"]?.array ?? []).compactMap(\.string)
        let options = [
            "--outcome", values["y"]?.string ?? "", "--drivers", names.joined(separator: ","),
        ]
        let group = try Shared.group(
            Shared.run("drivers", options + ["--bootstrap", "0"], file: file))
        Shared.expect(
            group, [("n", "n"), ("r2", "R2"), ("adjustedR2", "adjR2")], of: values, 1e-11)
        let drivers = try #require(group["drivers"]?.array)
        #expect(drivers.compactMap { $0["name"]?.string } == names)
        for (field, golden) in [
            ("share", "lmg"), ("standardBeta", "std_beta"), ("varianceInflation", "vif"),
            ("last", "last"), ("first", "first"), ("pratt", "pratt"),
        ] {
            Shared.expect(drivers.map { $0[field] }, values[golden], 1e-11, field)
        }
        for (field, golden) in [("coefficient", "beta"), ("standardError", "se")] {
            let wanted = JSON.array(Array((values[golden]?.array ?? []).dropFirst()))
            Shared.expect(drivers.map { $0[field] }, wanted, 1e-10, field)
        }
        #expect(drivers.allSatisfy { $0["low"] == .null && $0["rankStability"] == .null })
        let johnson = try Shared.group(
            Shared.run(
                "drivers", options + ["--bootstrap", "0", "--share", "johnson"], file: file))
        Shared.expect(
            (johnson["drivers"]?.array ?? []).map { $0["share"] }, values["johnson_raw"], 1e-10,
            "johnson")
    }

    @Test func eighteenDrivers() throws {
        let values = try Shared.golden("lmg_kiosk_p18", in: "04_ipa_keydriver")
        let names = (1...18).map { "sat\($0)" }.joined(separator: ",")
        let group = try Shared.group(
            Shared.run(
                "drivers", ["--outcome", "overall1", "--drivers", names, "--bootstrap", "0"],
                file: "kiosk_ipa.csv"))
        Shared.expect(
            (group["drivers"]?.array ?? []).map { $0["share"] }, values["lmg"], 1e-10, "lmg")
        Shared.expect(group, [("r2", "R2")], of: values, 1e-10)
    }

    @Test func bootstrapIntervals() throws {
        let values = try Shared.golden("keydriver_customerSat", in: "04_ipa_keydriver")
        let options = [
            "--outcome", "q1", "--drivers", "q2,q3,q4,q5,q6,q7,q8,q9,q10", "--bootstrap", "500",
        ]
        let first = try Shared.run("drivers", options, file: "customerSat_bayesm.csv", seed: 7)
        let drivers = try #require(Shared.group(first)["drivers"]?.array)
        for (field, golden) in [("low", "lmg_lower"), ("high", "lmg_upper")] {
            Shared.expect(drivers.map { $0[field] }, values[golden], 0.01, field)
        }
        #expect(drivers.allSatisfy { 0...1 ~= $0["rankStability"]?.number ?? -1 })
        let again = try Shared.run("drivers", options, file: "customerSat_bayesm.csv", seed: 7)
        let other = try Shared.run("drivers", options, file: "customerSat_bayesm.csv", seed: 8)
        #expect(first == again && first != other)
    }

    @Test(
        arguments: [
            ("prca_customerSat", "customerSat_bayesm.csv", "q1", [], 4.0, 9.0),
            (
                "prca_kiosk", "kiosk_ipa.csv", "overall1", ["--penalty", "4", "--reward", "6"],
                4.0, 6.0
            ),
        ] as [(String, String, String, [String], Double, Double)])
    func asymmetry(
        _ name: String, _ file: String, _ outcome: String, _ cuts: [String], _ poor: Double,
        _ excellent: Double
    ) throws {
        let values = try Shared.golden(name, in: "04_ipa_keydriver")
        let names = try #require(values["attributes"]?.object).keys
        let group = try Shared.group(
            Shared.run(
                "asymmetry",
                ["--outcome", outcome, "--drivers", names.joined(separator: ",")] + cuts,
                file: file))
        #expect(group["penaltyUpTo"]?.number == poor)
        #expect(group["rewardFrom"]?.number == excellent)
        Shared.expect(
            group, [("intercept", "const"), ("r2", "R2"), ("adjustedR2", "adjR2"), ("n", "n")],
            of: values, 1e-9)
        var wrong = 0
        for driver in group["drivers"]?.array ?? [] {
            let golden = values["attributes"]?[driver["name"]?.string ?? ""]
            Shared.expect(
                driver,
                [
                    ("penalty", "penalty"), ("reward", "reward"), ("penaltyError", "se_pen"),
                    ("rewardError", "se_rew"), ("penaltyP", "p_pen"), ("rewardP", "p_rew"),
                    ("poor", "n_pen"), ("excellent", "n_rew"),
                ], of: golden, 1e-9)
            let signs = (
                golden?["penalty"]?.number ?? 0 > 0, golden?["reward"]?.number ?? 0 < 0
            )
            #expect(driver["wrongSign"]?.bool == (signs.0 || signs.1))
            guard driver["wrongSign"] == false else {
                wrong += 1
                continue
            }
            Shared.expect(
                driver, [("range", "RIOCS"), ("asymmetry", "IA")], of: golden, 1e-9)
        }
        #expect(wrong > 0)
    }

    @Test(arguments: [
        ("mean", "quadrant_mean"), ("median", "quadrant_median"), ("middle", "quadrant_scale"),
    ])
    func importanceAndPerformance(_ cut: String, _ golden: String) throws {
        let values = try Shared.golden("ipa_kiosk", in: "04_ipa_keydriver")
        func columns(_ name: String) -> String {
            (1...24).map { "\(name)\($0)" }.joined(separator: ",")
        }
        let group = try Shared.group(
            Shared.run(
                "ipa",
                [
                    "--importance", columns("imp"), "--performance", columns("sat"), "--outcome",
                    "overall1", "--cut", cut, "--scale", "7",
                ], file: "kiosk_ipa.csv"))
        let items = try #require(group["items"]?.array)
        Shared.expect(items.map { $0["importance"] }, values["importance"], 1e-12, "importance")
        Shared.expect(items.map { $0["performance"] }, values["performance"], 1e-12, "how good")
        Shared.expect(items.map { $0["gap"] }, values["gap_P_minus_I"], 1e-12, "gap")
        Shared.expect(
            items.map { $0["derivedImportance"] }, values["derived_importance_r"], 1e-12, "r")
        Shared.expect(group, [("rankCorrelation", "rank_corr_stated_derived")], of: values, 1e-12)
        let words = [
            "concentrate": "Q1_concentrate", "keepUp": "Q2_keep_up",
            "lowPriority": "Q3_low_priority", "overkill": "Q4_overkill",
        ]
        #expect(
            items.map { words[$0["quadrant"]?.string ?? ""] }
                == values[golden]?.array?.map(\.string))
        let cuts = cut == "middle" ? [4, 4] : values["cut_\(cut)"]
        Shared.expect([group["importanceCut"], group["performanceCut"]], cuts, 1e-12, "cuts")
    }

    @Test func importanceDerived() throws {
        let values = try Shared.golden("ipa_kiosk", in: "04_ipa_keydriver")
        let names = (1...24).map { "sat\($0)" }.joined(separator: ",")
        for (way, golden) in [
            ("correlation", "derived_importance_r"), ("log", "derived_importance_r_log"),
        ] {
            let group = try Shared.group(
                Shared.run(
                    "ipa", ["--performance", names, "--outcome", "overall1", "--derived", way],
                    file: "kiosk_ipa.csv"))
            Shared.expect(
                (group["items"]?.array ?? []).map { $0["importance"] }, values[golden], 1e-12, way)
            #expect(group["importance"] == "derived")
        }
        // With one item the partial correlation is the plain one; shares sum to R².
        let one = try Shared.group(
            Shared.run(
                "ipa",
                ["--performance", "sat3", "--outcome", "overall1", "--derived", "partialLog"],
                file: "kiosk_ipa.csv"))
        Shared.expect(
            [one["items"]?.array?.first?["importance"]],
            values["derived_importance_r_log"]?.array?[2], 1e-12, "partial")
        let shares = try Shared.group(
            Shared.run(
                "ipa",
                ["--performance", "sat1,sat2", "--outcome", "overall1", "--derived", "shapley"],
                file: "kiosk_ipa.csv"))
        let drivers = try Shared.group(
            Shared.run(
                "drivers",
                ["--outcome", "overall1", "--drivers", "sat1,sat2", "--bootstrap", "0"],
                file: "kiosk_ipa.csv"))
        let sum = (shares["items"]?.array ?? []).compactMap { $0["importance"]?.number }
            .reduce(0, +)
        #expect(Shared.near(.number(sum), drivers["r2"], 1e-12))
    }

    @Test(
        "wrong options",
        arguments: [
            ("drivers", ["--outcome", "a", "--drivers", "a,b"], "optionNameTwice"),
            ("drivers", ["--outcome", "a", "--drivers", "b,b"], "optionNameTwice"),
            ("drivers", ["--outcome", "a", "--drivers", ","], "optionNamesNoColumn"),
            (
                "drivers",
                ["--outcome", "a", "--drivers", (1...25).map { "d\($0)" }.joined(separator: ",")],
                "optionTooManyDrivers"
            ),
            (
                "asymmetry",
                ["--outcome", "a", "--drivers", "b", "--penalty", "5", "--reward", "5"],
                "optionPenaltyReward"
            ),
            ("ipa", ["--performance", "a,b"], "optionMissing"),
            ("ipa", ["--performance", "a,b", "--importance", "c"], "optionColumnsUnpaired"),
            ("ipa", ["--performance", "a", "--outcome", "o", "--cut", "middle"], "optionMissing"),
            ("reliability", ["--items", "a"], "optionTooFewColumns"),
        ] as [(String, [String], String)])
    func refusesWrongOptions(_ method: String, _ options: [String], _ code: String) {
        let refusal = #expect(throws: Refusal.self) {
            try AnalysisCall(method: method, options: options)
        }
        #expect(refusal?.code == code)
    }
}
