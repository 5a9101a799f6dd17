import Base
import Foundation
import Testing

@testable import Operations

@Suite("nuo analyze")
struct AnalysisTests {
    /// Folder of data that lies beside the project; absent elsewhere.
    static let data = "../shared/data/stats/"
    static let hasData = FileManager.default.fileExists(atPath: data + "golden")

    static func answer(
        _ method: String, _ options: String..., text: String? = nil, file: String = "",
        by: String? = nil, condition: String? = nil, missing: Set<String> = [],
        level: Double = 0.95
    ) throws -> JSON {
        var call = try AnalysisCall(method: method, options: options, level: level)
        call.by = by
        call.filter = try condition.map { try Expression(parsing: $0) }
        call.missing = missing
        let source: any ByteSource =
            try text.map { MemorySource(Array($0.utf8)) } ?? FileSource(path: data + file)
        return try call.run(on: TableReader.open(source)).json
    }

    static func golden(_ name: String) throws -> JSON {
        let bytes = try #require(
            FileManager.default.contents(atPath: data + "golden/01_nps_csat_ces.json"))
        let all = try JSON(parsing: Array(bytes))
        return try #require(all.array?.first { $0["name"]?.string == name }?["values"])
    }

    static func near(_ a: JSON?, _ b: JSON?, _ tolerance: Double, factor: Double = 1) -> Bool {
        guard let a = a?.number, let b = b?.number else { return false }
        return abs(a - b * factor) <= tolerance * max(1, abs(b * factor))
    }

    @Test(
        .enabled(if: hasData, "the shared data are not here"),
        arguments: [
            ("adjusted", "ci95_aw3T", 1e-12), ("wald", "ci95_wald", 1e-12),
            ("wilson", "ci95_mover_wilson", 1e-12), ("tango", "ci95_tango", 1e-9),
        ])
    func npsAsPublished(_ interval: String, _ field: String, _ tolerance: Double) throws {
        let json = try Self.answer(
            "nps", "--score", "CUSL3", "--interval", interval, file: "mobi_seminr.csv")
        let values = try Self.golden("nps_mobi_CUSL3")
        let group = try #require(json["groups"]?.array?.first)
        #expect(json["n"] == 250 && json["dropped"] == 0 && group["by"] == .null)
        #expect(group["detractors"] == values["counts"]?.array?[0])
        #expect(group["passives"] == values["counts"]?.array?[1])
        #expect(group["promoters"] == values["counts"]?.array?[2])
        #expect(Self.near(group["value"], values["nps"], 1e-12, factor: 100))
        #expect(Self.near(group["standardError"], values["se"], 1e-12, factor: 100))
        #expect(Self.near(group["low"], values[field]?.array?[0], tolerance, factor: 100))
        #expect(Self.near(group["high"], values[field]?.array?[1], tolerance, factor: 100))
    }

    @Test(
        .enabled(if: hasData, "the shared data are not here"),
        arguments: ["sat1", "sat2", "reuse", "recommend"])
    func csatAsPublished(_ column: String) throws {
        let json = try Self.answer("csat", "--score", column, file: "kiosk_servqual.csv")
        let values = try #require(try Self.golden("csat_kiosk")[column])
        let group = try #require(json["groups"]?.array?.first)
        #expect(group["n"] == values["n"] && group["satisfied"] == values["top2"])
        #expect(Self.near(group["share"], values["csat"], 1e-12))
        #expect(Self.near(group["mean"], values["mean"], 1e-12))
        #expect(Self.near(group["standardDeviation"], values["sd"], 1e-12))
        #expect(Self.near(group["low"], values["wilson95"]?.array?[0], 1e-12))
        #expect(Self.near(group["high"], values["wilson95"]?.array?[1], 1e-12))
    }

    @Test(.enabled(if: hasData, "the shared data are not here"))
    func cesAsPublished() throws {
        let json = try Self.answer("ces", "--score", "f13", file: "water_servperf.csv")
        let values = try Self.golden("ces_like_water_f13")
        let group = try #require(json["groups"]?.array?.first)
        #expect(group["n"] == values["n"])
        #expect(Self.near(group["mean"], values["mean"], 1e-12))
        #expect(Self.near(group["low"], values["mean_ci95_t"]?.array?[0], 1e-12))
        #expect(Self.near(group["high"], values["mean_ci95_t"]?.array?[1], 1e-12))
        #expect(Self.near(group["easyShare"], values["pct_5_7"], 1e-12))
        #expect(Self.near(group["easyLow"], values["wilson95"]?.array?[0], 1e-12))
        #expect(Self.near(group["net"], values["pct_net"], 1e-12))
    }

    @Test(.enabled(if: hasData, "the shared data are not here"))
    func compareAsPublished() throws {
        let reader = try TableReader.open(FileSource(path: Self.data + "mobi_seminr.csv"))
        let place = try reader.column("CUSL3")
        var text = "score,half\n"
        while let batch = try reader.next() {
            for row in batch { text += "\(row.text(place)),\(row.number < 125 ? "x" : "y")\n" }
        }
        let json = try Self.answer(
            "compare", "--metric", "nps", "--score", "score", "--group", "half", text: text)
        let values = try Self.golden("nps_two_period_mobi")
        let pair = try #require(json["groups"]?.array?.first?["pairs"]?.array?.first)
        #expect(pair["a"] == "x" && pair["b"] == "y")
        #expect(Self.near(pair["difference"], values["diff"], 1e-12, factor: 100))
        #expect(Self.near(pair["p"], values["p_unpooled"], 1e-10))
        let limits = values["ci95_mover_tango"]?.array
        #expect(Self.near(pair["low"], limits?[0], 1e-8, factor: 100))
        #expect(Self.near(pair["high"], limits?[1], 1e-8, factor: 100))
        #expect(pair["pAdjusted"] == pair["p"])
    }

    static let small = """
        score,channel,age,code
        10,web,30,007
        3,web,,007
        ,phone,50,8
        NA,phone,51,8
        9,phone,52,8
        8,shop 1,20,9
        """

    @Test func countsWhatIsMissing() throws {
        let json = try Self.answer("nps", "--score", "score", text: Self.small)
        #expect(json["n"] == 4 && json["dropped"] == 2)
        let other = try Self.answer(
            "nps", "--score", "score", text: Self.small, missing: ["10"])
        #expect(other["n"] == 3 && other["dropped"] == 3)
    }

    @Test func groupsByAColumn() throws {
        let json = try Self.answer("nps", "--score=score", text: Self.small, by: "channel")
        let groups = try #require(json["groups"]?.array)
        #expect(groups.map { $0["by"]?.string } == ["phone", "shop 1", "web"])
        #expect(groups.map { $0["n"]?.integer } == [1, 1, 2])
        #expect(groups.map { $0["value"]?.number } == [100, 0, 0])
    }

    @Test(
        "keeps the rows for which the condition holds",
        arguments: [
            ("age >= 30", 2, 2), ("channel == \"web\"", 2, 0), ("code == \"007\"", 2, 0),
            ("code == 9", 1, 0), ("channel in [\"shop 1\"] or age == 52", 2, 0),
            ("is_missing(age)", 1, 0), ("age > 100", 0, 0),
        ])
    func filters(_ condition: String, _ n: Double, _ dropped: Double) throws {
        let json = try Self.answer(
            "nps", "--score", "score", text: Self.small, condition: condition)
        #expect(json["n"]?.number == n)
        #expect(json["dropped"]?.number == dropped)
        if n == 0 { #expect(json["groups"]?.array?.first?["value"] == .null) }
    }

    @Test(
        "wrong data are refused with their place",
        arguments: [
            ("score\n1\nten\n", "tableNotANumber", "3"), ("score\n11\n", "tableOffScale", "2"),
            ("score\n7.5\n", "tableOffScale", "2"), ("score,b\n1\n", "tableRagged", "2"),
            ("points\n1\n", "columnUnknown", nil), ("score\n", "tableWithoutRows", nil),
            ("score,score\n1,2\n", "columnTwice", nil), ("", "tableEmpty", nil),
            ("score\n0x1F\n", "tableNotANumber", "2"), ("score\ninf\n", "tableNotANumber", "2"),
        ] as [(String, String, String?)])
    func refusesWrongData(_ text: String, _ code: String, _ line: String?) {
        let refusal = #expect(throws: Refusal.self) {
            try Self.answer("nps", "--score", "score", text: text)
        }
        #expect(refusal?.code == code && refusal?.values["line"] == line)
    }

    @Test(
        "wrong options are refused before anything is read",
        arguments: [
            (["nps"], "optionMissing"), (["nps", "--score"], "optionWithoutValue"),
            (["nps", "--score", "a", "--scor", "b"], "optionUnknown"),
            (["nps", "--score", "a", "--score", "b"], "optionTwice"),
            (["nps", "--score", "a", "--promoters", "12"], "optionOutOfRange"),
            (["nps", "--score", "a", "--promoters", "5"], "optionDetractors"),
            (["nps", "--score", "a", "--interval", "x"], "optionNotAChoice"),
            (["nps", "--score", "a", "b"], "wordUnexpected"), (["npss"], "methodUnknown"),
            (["csat", "--score", "a", "--top", "5"], "optionTop"),
        ])
    func refusesWrongOptions(_ words: [String], _ code: String) {
        let refusal = #expect(throws: Refusal.self) {
            try AnalysisCall(method: words[0], options: Array(words.dropFirst()))
        }
        #expect(refusal?.code == code)
    }

    @Test func comparesEveryPairAndAdjusts() throws {
        let text =
            "g,v\n" + (0..<30).map { "a,\($0 % 5)\nb,\($0 % 5 + 3)\n10,\($0 % 7)\n" }.joined()
        let json = try Self.answer(
            "compare", "--metric", "mean", "--score", "v", "--group", "g", text: text)
        let pairs = try #require(json["groups"]?.array?.first?["pairs"]?.array)
        let names = pairs.map { ($0["a"]?.string ?? "") + ($0["b"]?.string ?? "") }
        #expect(names == ["10a", "10b", "ab"])
        #expect(pairs.allSatisfy { ($0["pAdjusted"]?.number ?? -1) >= ($0["p"]?.number ?? 2) })
        #expect(Self.near(pairs[2]["difference"], -3, 1e-12))
    }

    @Test func aTableLinesUpWideCharacters() {
        let text = TextTable.text(
            header: ["by", "n"], rows: [["门店", "5"], ["web", "12"]],
            alignsRight: [false, true])
        #expect(text == "by     n\n----  --\n门店   5\nweb   12\n")
    }

    @Test func writesEachFormat() throws {
        var call = try AnalysisCall(method: "csat", options: ["--score", "s"])
        call.by = "g"
        let text = "s,g\n5,\"a,b\"\n1,c\n4,c\n"
        let answer = try call.run(on: TableReader.open(MemorySource(Array(text.utf8))))
        let csv = answer.text(.csv).split(separator: "\n")
        #expect(csv[0] == "by,n,satisfied,share,low,high,mean,standardDeviation")
        #expect(csv[1].hasPrefix("\"a,b\",1,1,1,") && csv[1].hasSuffix(",5,"))
        #expect(answer.text(.table).contains("csat  n 3  dropped 0  level 0.95"))
        let json = try JSON(parsing: Array(answer.text(.json).utf8))
        #expect(json["groups"]?.array?.count == 2)
    }
}
