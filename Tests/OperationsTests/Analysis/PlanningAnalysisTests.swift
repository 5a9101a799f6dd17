import Base
import Foundation
import Testing

@testable import Operations

@Suite("nuo analyze sample, staffing, process")
struct PlanningAnalysisTests {
    typealias A = AnalysisTests

    static func withFile<T>(_ text: String, _ body: (String) throws -> T) throws -> T {
        let path = FileManager.default.temporaryDirectory.path + "/nuo-\(UUID().uuidString).csv"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    /// Golden sample_sizes: Cochran's closed forms.
    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func sizesAsPublished() throws {
        let values = try A.golden("sample_sizes", in: "10_sampling")
        for entry in values["proportion"]?.array ?? [] {
            let words = ["--margin", entry["e"]?.text ?? "", "--expected", entry["p"]?.text ?? ""]
            let population = entry["N"]?.number.map { ["--population", "\(Int($0))"] } ?? []
            var call = try AnalysisCall(
                method: "sample", options: words + population,
                level: try #require(entry["conf"]?.number))
            call.by = nil
            let group = try #require(try call.run(on: nil).json["groups"]?.array?.first)
            #expect(group["n"] == entry["n_ceil"])
            A.expectNear(group["exact"], entry["n"], 1e-10)
        }
        for entry in values["nps"]?.array ?? [] {
            let words = [
                "--metric", "nps", "--margin", entry["e"]?.text ?? "", "--promoters",
                entry["pro"]?.text ?? "", "--detractors", entry["det"]?.text ?? "",
            ]
            let population = entry["N"]?.number.map { ["--population", "\(Int($0))"] } ?? []
            let group = try A.group("sample", words + population)
            #expect(group["n"] == entry["n_ceil"])
        }
    }

    /// Golden neyman_api: R PracTools.
    @Test func strataAsPublished() throws {
        let text = """
            type,schools,sd
            E,4421,131.346298561464
            H,755,107.656253591749
            M,1018,124.717055904762
            """
        try Self.withFile(text) { path in
            // A margin that asks for exactly two hundred of them.
            let margin = 0.0682
            let group = try A.group(
                "sample", ["--margin", "\(margin)", "--population", "6194", "--strata", path])
            #expect(group["n"] == 200)
            let strata = try #require(group["strata"]?.array)
            #expect(strata.map { $0["n"]?.integer } == [147, 21, 32])
            #expect(strata.map { $0["name"]?.string } == ["E", "H", "M"])
            let even = try A.group(
                "sample",
                ["--margin", "\(margin)", "--strata", path, "--rule", "proportional"])
            A.expectNear(even["strata"]?.array?[0]["exact"], 142.75104940264774, 1e-11)
            let refusal = #expect(throws: Refusal.self) {
                try A.group(
                    "sample", ["--margin", "0.05", "--population", "7000", "--strata", path])
            }
            #expect(refusal?.code == "strataPopulation")
        }
    }

    @Test func strataThatAreWrong() throws {
        for (text, code) in [
            ("a\nx\n", "strataColumns"), ("a,b\nx,0\n", "tableOffScale"),
            ("a,b\nx,ten\n", "tableNotANumber"), ("a,b,c\nx,9,-1\n", "tableNegative"),
            ("a,b\n", "tableWithoutRows"),
        ] {
            let refusal = try Self.withFile(text) { path in
                #expect(throws: Refusal.self) {
                    try A.group("sample", ["--margin", "0.05", "--strata", path])
                }
            }
            #expect(refusal?.code == code)
        }
        let without = try Self.withFile("a,b\nx,90\n") { path in
            #expect(throws: Refusal.self) {
                try A.group(
                    "sample", ["--margin", "0.1", "--strata", path, "--rule", "neyman"])
            }
        }
        #expect(without?.code == "strataDeviation")
    }

    /// Goldens erlangC_grid and erlangA_gmr2002.
    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func agentsAsPublished() throws {
        let grid = try A.golden("erlangC_grid", in: "12_erlang")
        for entry in (grid.array ?? []).enumerated().filter({ $0.offset % 7 == 0 }).map(\.element) {
            let group = try A.group(
                "staffing",
                [
                    "--arrivals", entry["calls_per_30min"]?.text ?? "", "--per", "1800",
                    "--handle", entry["aht"]?.text ?? "", "--answer-within",
                    entry["T"]?.text ?? "", "--share", entry["SL_target"]?.text ?? "",
                    "--shrinkage", "0.3",
                ])
            #expect(group["agents"] == entry["agents"])
            #expect(group["scheduled"] == entry["shrink30"])
            A.expectNear(group["serviceLevel"], entry["SL"], 1e-10)
            A.expectNear(group["averageWait"], entry["ASA"], 1e-10)
            A.expectNear(group["occupancy"], entry["occupancy"], 1e-10)
            #expect(group["abandon"] == 0)
        }
        let published = try A.golden("erlangA_gmr2002", in: "12_erlang")["erlangA"]
        let impatient = try A.group(
            "staffing",
            [
                "--arrivals", "48", "--per", "60", "--handle", "60", "--patience", "120",
                "--agents", "50",
            ])
        A.expectNear(impatient["abandon"], published?["P_abandon"], 1e-8)
        A.expectNear(impatient["averageWait"], published?["E_wait"], 1e-8)
        A.expectNear(impatient["serviceLevel"], published?["P_served_within_T"], 1e-8)
        A.expectNear(impatient["serviceLevelOfServed"], published?["SL_of_served"], 1e-8)
        A.expectNear(impatient["wait90"], published?["wait_p90"], 1e-7)
        #expect(impatient["nearby"]?.array?.count == 5)
    }

    @Test func aDayFromHistory() throws {
        let text = "day,09:00,09:30,10:00\nmon,0,90,100\ntue,0,110,100\nwed,0,100,100\n"
        try Self.withFile(text) { path in
            let group = try A.group(
                "staffing",
                ["--history", path, "--handle", "180", "--shrinkage", "0.3"])
            let intervals = try #require(group["intervals"]?.array)
            #expect(group["n"] == 3 && group["agents"] == 14 && group["agentHours"] == 14)
            #expect(intervals.map { $0["interval"]?.string } == ["09:00", "09:30", "10:00"])
            #expect(intervals.map { $0["agents"]?.integer } == [0, 14, 14])
            #expect(intervals.map { $0["scheduled"]?.integer } == [0, 20, 20])
            let careful = try A.group(
                "staffing", ["--history", path, "--handle", "180", "--quantile", "0.9"])
            #expect(try #require(careful["intervals"]?.array?[1]["agents"]?.integer) > 14)
        }
        let refusal = try Self.withFile("day,a\nmon,-1\n") { path in
            #expect(throws: Refusal.self) {
                try A.group("staffing", ["--history", path, "--handle", "180"])
            }
        }
        #expect(refusal?.code == "tableOffScale" && refusal?.values["line"] == "2")
    }

    @Test func aQueueThatGrowsForeverIsRefused() {
        let refusal = #expect(throws: Refusal.self) {
            try A.group("staffing", ["--arrivals", "100", "--handle", "180", "--agents", "10"])
        }
        #expect(refusal?.code == "unfitUndefined")
    }

    @Test func waysThroughASmallLog() throws {
        let log = """
            case,step,at
            1,open,2026-01-01T08:00:00Z
            1,wait,2026-01-01T09:00:00Z
            1,open,2026-01-01T12:00:00Z
            1,closed,2026-01-01T13:00:00Z
            2,closed,2026-01-02 10:00:00
            2,open,2026-01-02 08:00:00
            """
        let answer = try A.answering(
            "process", ["--case", "case", "--activity", "step", "--time", "at"], text: log)
        let group = try #require(answer.json["groups"]?.array?.first)
        #expect(group["n"] == 2 && group["events"] == 6 && group["variantCount"] == 2)
        #expect(group["rework"] == 0.5 && group["returned"] == 0.5)
        A.expectNear(group["meanHours"], 3.5, 1e-6)
        let open = try #require(group["activities"]?.array?.first)
        #expect(open["activity"] == "open" && group["bottleneck"] == "open")
        #expect(open["times"] == 3 && open["cases"] == 2 && open["repeatedIn"] == 1)
        A.expectNear(open["meanHours"], .number(4.0 / 3), 1e-6)
        A.expectNear(open["timeShare"], .number(4.0 / 7), 1e-6)
        let paths = try A.records(answer).map { $0["path"] }
        #expect(paths == ["open > wait > open > closed", "open > closed"])
    }

    /// The helpdesk's log, against what ProcessTests counts by another program.
    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: "../shared/data/helpdesk"),
            "the shared data are not here"))
    func helpdesk() throws {
        let group = try A.group(
            "process", ["--case", "case", "--activity", "activity", "--time", "timestamp"],
            file: "../helpdesk/helpdesk_full.csv")
        #expect(group["n"] == 3206)
        let cases = (group["variants"]?.array ?? []).compactMap { $0["cases"]?.integer }
        #expect(cases.count == 10 && cases == cases.sorted(by: >))
        let shares = (group["activities"]?.array ?? []).compactMap { $0["timeShare"]?.number }
        #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
    }
}
