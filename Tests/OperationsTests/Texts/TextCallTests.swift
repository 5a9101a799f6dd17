import Base
import TestSupport
import Testing

@testable import Operations

/// `nuo text` on small tables of our own sentences.
@Suite struct TextCallTests {
    private static let learning = """
        text,label
        很好吃，还会再来,1
        味道不错，推荐,1
        送得很快，满意,1
        态度很好，喜欢,1
        太难吃了,0
        等了两个小时,0
        态度恶劣，投诉,0
        再也不来了,0

        """

    private func run(
        _ method: String, _ options: [String], on table: String,
        saved: ([UInt8]) -> Void = { _ in },
        model: [UInt8] = []
    ) throws -> AnalysisAnswer {
        var ticks = 0.0
        return try withoutActuallyEscaping(saved) { saved in
            let desk = TextDesk(
                table: try TableReader.open(MemorySource(Array(table.utf8))), terms: TextTerms(),
                lexicons: Project.lexicons,
                open: { _ in try TableReader.open(MemorySource(Array(Self.learning.utf8))) },
                bytes: { _ in model }, save: { saved($1) },
                seconds: {
                    ticks += 1
                    return ticks
                }, progress: { _ in })
            return try TextCall(method: method, options: options).run(desk)
        }
    }

    @Test func moodByRulesCountsWhatIsMissing() throws {
        let answer = try run(
            "sentiment", ["--text", "text", "--label", "label", "--positive", "1"],
            on: "text,label\n非常满意,1\n太差了,0\n,1\n一点都不好吃,0\n")
        #expect(answer.n == 3)
        #expect(answer.dropped == 1)
        #expect(answer.groups[0].fields["accuracy"]?.number == 1)
        #expect(answer.groups[0].fields["auc"]?.number == 1)
        #expect(answer.groups[0].fields["perSecond"]?.number == 3)
        // A line for each row of the table, blank where nothing was read.
        let records = try #require(answer.records.first?.records)
        #expect(records.count == 4)
        #expect(records.cells(2) == [.null, .null])
        #expect(records.cells(0)[0] == .string("1"))
    }

    @Test func whatWasLearntCanBeSaved() throws {
        let options = ["--text", "text", "--label", "label", "--positive", "1"]
        let table = "text,label\n味道很好,1\n太难吃,0\n"
        var model: [UInt8] = []
        let first = try run(
            "sentiment", options + ["--train", "a", "--save", "b"], on: table
        ) { model = $0 }
        let second = try run("sentiment", options + ["--model", "b"], on: table, model: model)
        #expect(first.groups[0].fields["accuracy"]?.number == 1)
        #expect(
            first.groups[0].fields["meanScore"]?.number
                == second.groups[0].fields["meanScore"]?.number)
    }

    @Test func topicsAndThemesAreCounted() throws {
        let table = "text\n" + String(repeating: "房间很脏\n前台热情\n", count: 6)
        let aspects = try run("aspects", ["--text", "text"], on: table)
        let dimensions = aspects.groups[0].fields["dimensions"]?.array ?? []
        let tangibles = dimensions.compactMap(\.object).first { $0["name"]?.string == "tangibles" }
        #expect(tangibles?["n"]?.integer == 6)
        #expect((tangibles?["mood"]?.number ?? 0) < 0)
        let topics = try run("topics", ["--text", "text", "--top", "5"], on: table)
        let names = (topics.groups[0].fields["topics"]?.array ?? []).compactMap {
            $0.object?["name"]?.string
        }
        #expect(names.contains { $0.contains("房间") })
    }

    @Test(arguments: [
        (["--text", "text", "--train", "a"], "optionNeeds"),
        (["--text", "text", "--label", "label", "--train", "a", "--model", "b"], "optionInstead"),
        (["--text", "text", "--label", "label", "--model", "b"], "modelUnreadable"),
        (
            ["--text", "text", "--label", "label", "--positive", "2", "--train", "a"],
            "labelUnknown"
        ),
        (["--text", "nope"], "columnUnknown"),
    ])
    func wrongCallsAreRefused(_ options: [String], _ code: String) {
        #expect {
            try run("sentiment", options, on: "text,label\n好,1\n")
        } throws: { error in
            (error as? Refusal)?.code == code
        }
    }

    @Test func reasonsAreTheWordsThatDecided() throws {
        for options in [[], ["--train", "x", "--label", "label", "--positive", "1"]] {
            let answer = try run(
                "sentiment", ["--text", "text", "--reasons", "2"] + options,
                on: "text,label\n味道不错,1\n,1\n")
            let records = try #require(answer.records.first?.records)
            #expect(records.header == ["label", "score", "reasons"])
            #expect(records.cells(0)[2].string?.contains("不错") == true || !options.isEmpty)
            #expect(records.cells(0)[2].string?.contains("+") == true)
            #expect(records.cells(1) == [.null, .null, .null])
        }
    }

    @Test func personalDataIsCountedAndHidden() throws {
        let answer = try run(
            "mask", ["--text", "text"], on: "text\n我叫王小明，手机13812345678\n没有\n\n")
        let fields = answer.groups[0].fields
        #expect(fields["texts"] == .integer(1))
        #expect(fields["kinds"]?["phone"] == .integer(1))
        #expect(fields["kinds"]?["mail"] == .integer(0))
        let records = try #require(answer.records.first?.records)
        #expect(records.cells(0) == [.string("phone name"), .string("我叫王**，手机***78")])
        #expect(records.cells(1) == [.string(""), .string("没有")])
    }
}
