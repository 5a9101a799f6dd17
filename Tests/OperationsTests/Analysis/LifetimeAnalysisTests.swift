import Base
import Foundation
import Statistics
import Testing

@testable import Operations

@Suite("nuo analyze clv, rfm, abc")
struct LifetimeAnalysisTests {
    typealias A = AnalysisTests

    /// Golden clv_cdnow_btyd: own maximum, BTYD.
    @Test(
        .enabled(if: A.hasData, "the shared data are not here"),
        arguments: [
            ("bgnbd", "bgnbd", ["r", "alpha", "a", "b"], "LL"),
            ("pareto", "pnbd", ["r", "alpha", "s", "beta"], "LL"),
        ])
    func purchasesAsPublished(
        _ model: String, _ key: String, _ names: [String], _ likelihood: String
    ) throws {
        let answer = try A.answering(
            "clv",
            [
                "--frequency", "x", "--recency", "t.x", "--age", "T.cal", "--horizon", "39",
                "--model", model,
            ],
            file: "cdnow_cbs_btyd.csv")
        let values = try #require(try A.golden("clv_cdnow_btyd", in: "06_clv")[key])
        let group = try #require(answer.json["groups"]?.array?.first)
        #expect(group["n"] == 2357)
        for name in names { A.expectNear(group["model"]?[name], values[name], 2e-4, name) }
        A.expectNear(group["model"]?["logLikelihood"], values[likelihood], 1e-9)
        let records = try A.records(answer)
        #expect(records.count == 2357)
        // The probes' first and second patterns are customers of the file.
        for probe in (values["probe"]?.array ?? []).prefix(2) {
            let x = try #require(probe["x"]?.number)
            let row = try #require(
                records.first { record in
                    A.near(record["probabilityAlive"], probe["p_alive"], 1e-3)
                        && A.near(record["expectedPurchases"], probe["E_39"], 1e-3)
                }, "\(x)")
            let low = try #require(row["purchasesLow"]?.number)
            let high = try #require(row["purchasesHigh"]?.number)
            let value = try #require(row["expectedPurchases"]?.number)
            #expect(low < value && value < high && row["value"] == .null)
        }
    }

    /// Golden clv_cdnow_lifetimes: the summary with mean repeat spends.
    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func spendAsPublished() throws {
        let answer = try A.answering(
            "clv",
            [
                "--customer", "ID", "--frequency", "x", "--recency", "t_x", "--age", "T",
                "--monetary", "zbar", "--horizon", "39",
            ], file: "cdnow_summary.csv")
        let golden = try A.golden("clv_cdnow_lifetimes", in: "06_clv")
        let group = try #require(answer.json["groups"]?.array?.first)
        let model = try #require(golden["own"]?["bgnbd"])
        for name in ["r", "alpha", "a", "b"] {
            A.expectNear(group["model"]?[name], model[name], 1e-3, name)
        }
        let spend = try #require(golden["gamma_gamma"])
        for name in ["p", "q", "gamma"] {
            A.expectNear(group["spend"]?[name], spend[name], 1e-3, name)
        }
        #expect(group["spend"]?["customers"] == spend["n"])
        A.expectNear(group["spend"]?["mean"], spend["population_mean"], 1e-4)
        let records = try A.records(answer)
        let means = try #require(spend["cond_mean_head"]?.array)
        let peers = try #require(golden["lifetimes"])
        for row in 0..<10 {
            A.expectNear(records[row]["spend"], means[row], 1e-4)
            A.expectNear(
                records[row]["probabilityAlive"], peers["p_alive_head"]?.array?[row], 1e-4)
            A.expectNear(
                records[row]["expectedPurchases"], peers["E_purchases_39_head"]?.array?[row],
                1e-4)
            let value = try #require(records[row]["value"]?.number)
            let low = try #require(records[row]["low"]?.number)
            let high = try #require(records[row]["high"]?.number)
            #expect(low < value && value < high)
        }
        #expect(records[0]["customer"] == "1")
    }

    /// Golden clv_bgbb_donations: BTYD; published 1.204, .750, .657, 2.783.
    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func donationsAsPublished() throws {
        let answer = try A.answering(
            "clv",
            [
                "--frequency", "frequency", "--recency", "recency", "--age", "periods", "--times",
                "weights", "--model", "bgbb", "--unit", "year", "--horizon", "5",
            ],
            file: "donations_bgbb.csv")
        let values = try A.golden("clv_bgbb_donations", in: "06_clv")
        let group = try #require(answer.json["groups"]?.array?.first)
        #expect(group["n"] == 11_104)
        for name in ["alpha", "beta", "gamma", "delta"] {
            A.expectNear(group["model"]?[name], values[name], 1e-3, name)
        }
        A.expectNear(group["model"]?["logLikelihood"], values["LL"], 1e-9)
    }

    /// Days of purchase of customers who come at their own pace and may leave.
    static func purchases() -> [[Int]] {
        var chance = SplitMix64(seed: 4)
        return (0..<400).map { _ in
            let pace = -14 / Foundation.log(chance.unit())
            let loyalty = 1 - chance.unit() * chance.unit()
            var days = [Int(28 * chance.unit())]
            while chance.unit() < loyalty {
                let wait = min(200, -pace * Foundation.log(chance.unit()))
                let next = days[days.count - 1] + 1 + Int(wait)
                guard next < 140 else { break }
                days.append(next)
            }
            return days
        }
    }

    /// Months of twenty-eight days.
    static func date(_ day: Int) -> String {
        String(format: "2026-%02d-%02d", 1 + day / 28, 1 + day % 28)
    }

    /// A log and its summary say the same; purchases of one day count once.
    @Test func logAndSummaryAgree() throws {
        var log = "who,when,paid\n"
        var summary = "who,x,t,T,z\n"
        // In 2026 February has 28 days: the first of a month, from the first of January.
        func civil(_ day: Int) -> Int { [0, 31, 59, 90, 120, 151][day / 28] + day % 28 }
        for (customer, days) in Self.purchases().enumerated() {
            let price = 3 + customer * 7 % 20
            for (place, day) in days.enumerated() {
                // Twice on one day.
                log += "c\(customer),\(Self.date(day)),\(price + place)\n"
                log += "c\(customer),\(Self.date(day)),6\n"
            }
            let x = days.count - 1
            let sum = days.indices.dropFirst().reduce(0) { $0 + price + $1 + 6 }
            let mean = x > 0 ? Double(sum) / Double(x) : 0
            let span = Double(civil(days[x]) - civil(days[0])) / 7
            let age = Double(150 - civil(days[0])) / 7
            summary += "c\(customer),\(x),\(span),\(age),\(mean)\n"
        }
        // Somebody's last day makes the end that the summary has.
        log += "late,2026-05-31,1\n"
        summary += "late,0,0,0,0\n"
        let a = try A.group(
            "clv", ["--customer", "who", "--date", "when", "--amount", "paid"], text: log)
        let b = try A.group(
            "clv",
            [
                "--customer", "who", "--frequency", "x", "--recency", "t", "--age", "T",
                "--monetary", "z",
            ], text: summary)
        for name in ["r", "alpha", "a", "b", "logLikelihood"] {
            A.expectNear(a["model"]?[name], b["model"]?[name], 1e-6, name)
        }
        for name in ["p", "q", "gamma"] {
            A.expectNear(a["spend"]?[name], b["spend"]?[name], 1e-6, name)
        }
        A.expectNear(a["totals"]?["value"], b["totals"]?["value"], 1e-6)
    }

    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func holdoutOfCdnow() throws {
        let group = try A.group(
            "clv",
            [
                "--customer", "customer_id", "--date", "date", "--amount", "dollar_value",
                "--calibration-end", "1997-09-30", "--horizon", "39",
            ], file: "cdnow_master.csv")
        #expect(group["n"] == 23_570)
        let holdout = try #require(group["holdout"])
        #expect(holdout["time"]?.number == 39)
        let actual = try #require(holdout["purchases"]?.number)
        let expected = try #require(holdout["expectedPurchases"]?.number)
        #expect(abs(expected / actual - 1) < 0.15)
        #expect(try #require(holdout["correlation"]?.number) > 0.5)
    }

    /// Golden rfm_cdnow_full.
    @Test(
        .enabled(if: A.hasData, "the shared data are not here"),
        arguments: [("value", "value_segments"), ("rank", "ntile_segments")])
    func rfmAsPublished(_ rule: String, _ key: String) throws {
        let group = try A.group(
            "rfm",
            [
                "--customer", "customer_id", "--date", "date", "--amount", "dollar_value", "--rule",
                rule, "--end", "1998-07-01",
            ], file: "cdnow_master.csv")
        let values = try A.golden("rfm_cdnow_full", in: "07_rfm_churn")
        let wanted = try #require(values[key]?.object)
        let segments = try #require(group["segments"]?.array)
        #expect(segments.count == wanted.count)
        for segment in segments {
            let name = try #require(segment["segment"]?.string)
            #expect(segment["customers"] == wanted[name], "\(name)")
        }
        let shares = segments.compactMap { $0["valueShare"]?.number }.reduce(0, +)
        #expect(abs(shares - 1) < 1e-9)
        guard rule == "value" else { return #expect(group["breaks"] == .null) }
        for (place, name) in [("recency", "R"), ("frequency", "F"), ("monetary", "M")] {
            let found = try #require(group["breaks"]?[place]?.array)
            let right = try #require(values["breaks"]?[name]?.array)
            for (a, b) in zip(found, right) { A.expectNear(a, b, 1e-12) }
        }
    }

    /// Golden abc_pareto_cdnow.
    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func abcAsPublished() throws {
        let answer = try A.answering(
            "abc",
            ["--customer", "customer_id", "--date", "date", "--amount", "dollar_value"],
            file: "cdnow_master.csv")
        let group = try #require(answer.json["groups"]?.array?.first)
        let values = try A.golden("abc_pareto_cdnow", in: "07_rfm_churn")
        #expect(group["n"] == values["n"])
        A.expectNear(group["total"], values["total"], 1e-12)
        A.expectNear(group["gini"], values["gini"], 1e-12)
        A.expectNear(group["top1Share"], values["top1_share"], 1e-12)
        A.expectNear(group["top5Share"], values["top5_share"], 1e-12)
        A.expectNear(group["top20Share"], values["top20_share"], 1e-12)
        let segments = try #require(group["segments"]?.array)
        #expect(segments[0]["customers"] == values["A_count"])
        let both = (segments[0]["customers"]?.number ?? 0) + (segments[1]["customers"]?.number ?? 0)
        #expect(both == values["customers_for_95pct"]?.number)
        let tiers = try #require(group["pyramid"]?.array)
        let wanted = try #require(values["pyramid"]?.object)
        for (tier, right) in zip(tiers, wanted.members) {
            #expect(tier["customers"] == right.value["n"])
            A.expectNear(tier["valueShare"], right.value["share"], 1e-12)
        }
        let records = try A.records(answer)
        #expect(records.count == 23_570 && records[0]["segment"] == "A")
    }

    @Test func returnsAreClippedAndCounted() throws {
        let group = try A.group(
            "abc", ["--customer", "c", "--amount", "a"], text: "c,a\nx,80\ny,20\nz,-5\nx,0\n")
        #expect(group["negative"] == 1 && group["n"] == 3 && group["total"] == 100)
        #expect(group["segments"]?.array?[0]["customers"] == 1)
    }
}
