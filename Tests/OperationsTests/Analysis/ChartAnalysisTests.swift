import Base
import Foundation
import Testing

@testable import Operations

@Suite("nuo analyze chart")
struct ChartAnalysisTests {
    typealias A = AnalysisTests

    static func out(_ group: JSON, rule: Double = 1) -> [Int] {
        (group["points"]?.array ?? []).enumerated().compactMap { place, point in
            point["rules"]?.array?.contains(.number(rule)) == true ? place + 1 : nil
        }
    }

    /// Golden laney_ae_england.
    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func emergenciesAsPublished() throws {
        let values = try A.golden("laney_ae_england", in: "08_trend_tests")
        let options = ["--value", "breaches", "--size", "attendances", "--time", "period"]
        let laney = try A.group(
            "chart", options + ["--kind", "laney"], file: "ae_type1_monthly.csv")
        A.expectNear(laney["centre"], values["cl"], 1e-12)
        A.expectNear(laney["sigma"], values["sigma_z"], 1e-10)
        let plain = try A.group("chart", options + ["--kind", "p"], file: "ae_type1_monthly.csv")
        for (place, point) in (plain["points"]?.array ?? []).enumerated() {
            A.expectNear(point["lower"], values["p_lcl"]?.array?[place], 1e-11)
            A.expectNear(point["upper"], values["p_ucl"]?.array?[place], 1e-11)
        }
        for (place, point) in (laney["points"]?.array ?? []).enumerated() {
            A.expectNear(point["lower"], values["lcl_plain"]?.array?[place], 1e-11)
            A.expectNear(point["upper"], values["ucl_plain"]?.array?[place], 1e-11)
        }
        #expect(.integer(Self.out(plain).count) == values["p_beyond"])
        #expect(.integer(Self.out(laney).count) == values["laney_beyond"])
        #expect(plain["points"]?.array?.first?["time"] == "2016-04-01")
    }

    /// Golden p_chart_orangejuice: all thirty first samples, then limits held on them.
    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func orangeJuiceAsPublished() throws {
        let options = ["--value", "D", "--size", "size", "--time", "sample", "--kind", "p"]
        let group = try A.group(
            "chart", options + ["--baseline", "30"], file: "qcc_orangejuice.csv")
        let values = try A.golden("p_chart_orangejuice", in: "08_trend_tests")
        A.expectNear(group["centre"], values["first"]?["center"], 1e-12)
        A.expectNear(group["lower"], values["first"]?["limits"]?.array?[0].array?[0], 1e-12)
        A.expectNear(group["upper"], values["first"]?["limits"]?.array?[0].array?[1], 1e-12)
        #expect(Self.out(group).filter { $0 <= 30 } == [15, 23])
        #expect(group["n"] == 54)
    }

    /// Goldens imr_boiler and changepoint_pelt.
    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func singleValuesAsPublished() throws {
        let boiler = try A.group(
            "chart", ["--value", "t1", "--kind", "imr"], file: "qcc_boiler.csv")
        let values = try A.golden("imr_boiler", in: "08_trend_tests")
        A.expectNear(boiler["centre"], values["center"], 1e-12)
        A.expectNear(boiler["movingRange"], values["mr_bar"], 1e-12)
        A.expectNear(boiler["movingRangeUpper"], values["mr_ucl"], 1e-12)
        // The peer divides by the exact 2/√π, we by the printed 1.128.
        A.expectNear(boiler["lower"], values["limits"]?.array?[0].array?[0], 1e-4)
        #expect(Self.out(boiler) == [1] && Self.out(boiler, rule: 5) == [3])
        let nile = try A.group(
            "chart", ["--value", "flow", "--time", "year", "--kind", "imr"], file: "nile.csv")
        #expect(nile["changePoints"] == [28])
        #expect(nile["levels"]?.array?[0]["to"] == "1898")
        #expect(nile["levels"]?.array?[1]["from"] == "1899")
        A.expectNear(nile["levels"]?.array?[0]["mean"], 1097.75, 1e-12)
        let synth = try A.group(
            "chart", ["--value", "x", "--kind", "imr"], file: "synth_cpt700.csv")
        #expect(synth["changePoints"] == [200, 349, 600])
    }

    /// Golden xbar_ewma_cusum_pistonrings: means of five, sigma from within them.
    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func smallShiftsAsPublished() throws {
        let values = try A.golden("xbar_ewma_cusum_pistonrings", in: "08_trend_tests")
        let options = ["--value", "diameter", "--time", "sample", "--baseline", "25"]
        let means = try A.group("chart", options + ["--kind", "xbar"], file: "qcc_pistonrings.csv")
        A.expectNear(means["centre"], values["xbar"]?["center"], 1e-12)
        A.expectNear(means["sigma"], values["xbar"]?["sd"], 1e-10)
        A.expectNear(means["lower"], values["xbar"]?["limits"]?.array?[0].array?[0], 1e-11)
        A.expectNear(means["upper"], values["xbar"]?["limits"]?.array?[0].array?[1], 1e-11)
        #expect(JSON.array(Self.out(means).map { .integer($0) }) == values["xbar"]?["viol"])
        let ewma = try A.group(
            "chart", options + ["--kind", "ewma", "--width", "2.7"], file: "qcc_pistonrings.csv")
        for (place, point) in (ewma["points"]?.array ?? []).enumerated() {
            A.expectNear(point["value"], values["ewma"]?["y"]?.array?[place], 1e-11)
            let limits = values["ewma"]?["limits"]?.array?[place].array
            A.expectNear(point["lower"], limits?[0], 1e-11)
            A.expectNear(point["upper"], limits?[1], 1e-11)
        }
        #expect(JSON.array(Self.out(ewma).map { .integer($0) }) == values["ewma"]?["viol"])
        let cusum = try A.group(
            "chart", options + ["--kind", "cusum"], file: "qcc_pistonrings.csv")
        for (place, point) in (cusum["points"]?.array ?? []).enumerated() {
            A.expectNear(point["above"], values["cusum"]?["pos"]?.array?[place], 1e-6)
            A.expectNear(point["below"], values["cusum"]?["neg"]?.array?[place], 1e-6)
        }
        let upper = values["cusum"]?["viol"]?["upper"]
        #expect(JSON.array(Self.out(cusum).map { .integer($0) }) == upper)
    }

    /// Moments are put in order, answers of one moment together, counts and shares alike.
    @Test func putsMomentsInOrder() throws {
        let answers =
            "ok,day\n1,2026-03-02\n0,2026-03-01\n1,2026-03-01\n0,2026-03-10\n1,2026-03-10\n"
        let p = try A.group(
            "chart", ["--value", "ok", "--time", "day", "--kind", "p"], text: answers)
        #expect(p["n"] == 3 && p["rows"] == 5)
        let times = (p["points"]?.array ?? []).compactMap { $0["time"]?.string }
        #expect(times == ["2026-03-01", "2026-03-02", "2026-03-10"])
        #expect(p["points"]?.array?[0]["value"] == 0.5)
        let shares = "v,n,t\n0.5,10,10\n0.2,10,9\n1,10,8\n"
        let counts = "v,n,t\n5,10,10\n2,10,9\n10,10,8\n"
        let options = ["--value", "v", "--size", "n", "--time", "t", "--kind", "p"]
        let a = try A.group("chart", options, text: shares)
        let b = try A.group("chart", options, text: counts)
        #expect(a["points"] == b["points"])
        #expect(a["points"]?.array?.first?["time"] == "8")
    }

    /// With shares written as 0, 0.5 and 1 a whole number is a share too, whatever comes first.
    @Test func wholeSharesAreShares() throws {
        let options = ["--value", "v", "--size", "n", "--time", "t", "--kind", "p"]
        let first = try A.group("chart", options, text: "v,n,t\n1,10,1\n0.5,10,2\n0,10,3\n")
        #expect(first["points"]?.array?.compactMap { $0["value"]?.number } == [1, 0.5, 0])
    }

    @Test func ratesPerExposure() throws {
        let group = try A.group(
            "chart", ["--value", "c", "--size", "n", "--kind", "u"],
            text: "c,n\n4,2\n6,2\n5,2\n")
        A.expectNear(group["centre"], 2.5, 1e-12)
        A.expectNear(group["upper"], .number(2.5 + 3 * 1.25.squareRoot()), 1e-12)
    }
}
