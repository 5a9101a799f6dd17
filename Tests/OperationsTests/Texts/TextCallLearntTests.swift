import Base
import TestSupport
import Testing

@testable import Operations

/// Methods of `nuo text` that learn: saved, read again, asked without labels; and those that read
/// replies and lines.
@Suite struct TextCallLearntTests {
    private static let intents =
        "text,label\n"
        + (0..<20).map { "我要退款，第\($0)单,refund\nwhere is my parcel \($0),parcel\n" }.joined()
    private static let pairs =
        "a,b,label\n"
        + (0..<40).map { number in
            number % 2 == 0
                ? "how do i cancel order \(number),can i stop my order \(number),1\n"
                : "how do i cancel order \(number),where is parcel \(number),0\n"
        }.joined()
    private static let aspects =
        "text,aspect,polarity\n"
        + (0..<12).map { number in
            """
            房间很干净，第\(number)天,room,good
            房间太脏，第\(number)天,room,bad
            物流很快，第\(number)天,delivery,good
            物流太慢，第\(number)天,delivery,bad

            """
        }.joined()

    private func run(
        _ method: String, _ options: [String], on table: String, lesson: String = "",
        model: [UInt8] = [], saved: ([UInt8]) -> Void = { _ in }
    ) throws -> AnalysisAnswer {
        try withoutActuallyEscaping(saved) { saved in
            let desk = TextDesk(
                table: try TableReader.open(MemorySource(Array(table.utf8))), terms: TextTerms(),
                lexicons: Project.lexicons,
                open: { _ in try TableReader.open(MemorySource(Array(lesson.utf8))) },
                bytes: { _ in model }, save: { saved($1) }, seconds: { 0 }, progress: { _ in })
            return try TextCall(method: method, options: options).run(desk)
        }
    }

    private func cells(_ answer: AnalysisAnswer, _ row: Int) throws -> [JSON] {
        try #require(answer.records.first?.records).cells(row)
    }

    @Test func intentsAreSavedAndAskedWithoutLabels() throws {
        var model: [UInt8] = []
        let learnt = try run(
            "intents", ["--text", "text", "--label", "label", "--train", "a", "--save", "b"],
            on: Self.intents, lesson: Self.intents
        ) { model = $0 }
        #expect(learnt.groups[0].fields["accuracy"]?.number == 1)
        let table = "text,n\n退款,1\n,2\nmy parcel,3\n"
        let asked = try run(
            "intents", ["--text", "text", "--model", "b"], on: table, model: model)
        #expect(asked.groups[0].fields["labels"] == ["parcel": 1, "refund": 1])
        #expect(asked.groups[0].fields["accuracy"] == nil)
        #expect(try cells(asked, 0)[0] == "refund" && cells(asked, 1) == [.null, .null])
    }

    @Test func pairsAreSavedAndAskedWithoutLabels() throws {
        var model: [UInt8] = []
        let columns = ["--first", "a", "--second", "b"]
        let learnt = try run(
            "same", columns + ["--label", "label", "--train", "a", "--save", "b"], on: Self.pairs,
            lesson: Self.pairs
        ) { model = $0 }
        #expect(learnt.groups[0].fields["accuracy"]?.number == 1)
        #expect(learnt.groups[0].fields["auc"]?.number == 1)
        let again = try run(
            "same", columns + ["--label", "label", "--model", "b"], on: Self.pairs, model: model)
        let (before, after) = (try cells(learnt, 1), try cells(again, 1))
        #expect(before == after, "the same model gives the same chances")
        let asked = try run("same", columns + ["--model", "b"], on: Self.pairs, model: model)
        #expect(asked.groups[0].fields["labels"] == ["0": 20, "1": 20])
    }

    @Test func aspectsAreSavedAndWrittenRowByRow() throws {
        var model: [UInt8] = []
        let labels = ["--aspect", "aspect", "--polarity", "polarity"]
        let learnt = try run(
            "aspects", ["--text", "text", "--train", "a", "--save", "b"] + labels,
            on: Self.aspects, lesson: Self.aspects
        ) { model = $0 }
        #expect((learnt.groups[0].fields["microF1"]?.number ?? 0) > 0.9)
        #expect(try cells(learnt, 1) == ["room bad"])
        let asked = try run(
            "aspects", ["--text", "text", "--model", "b"], on: "text\n物流很快\n", model: model)
        #expect(try cells(asked, 0) == ["delivery good"])
        #expect(asked.groups[0].fields["aspects"] == ["delivery good": 1])
        let themes = try run("aspects", ["--text", "text"], on: "text,n\n物流太慢了,1\n,2\n")
        #expect(try cells(themes, 0)[0].string?.contains("touchpoint.delivery negative") == true)
        #expect(try cells(themes, 1) == [.null])
    }

    /// Words that no lexicon knows stand with words of mood, so that unlabelled texts teach them.
    @Test func moodIsFittedToUnlabelledTexts() throws {
        let target =
            "text\n"
            + (0..<60).map { $0 % 2 == 0 ? "好吃，满意，florp \($0)\n" : "难吃，失望，zindle \($0)\n" }
            .joined()
        let table = "text,label\nflorp,1\nzindle,0\n"
        let options = ["--text", "text", "--label", "label", "--positive", "1"]
        let plain = try run("sentiment", options, on: table)
        let fitted = try run("sentiment", options + ["--adapt", "a"], on: table, lesson: target)
        #expect(plain.groups[0].fields["auc"]?.number == 0.5)
        #expect(fitted.groups[0].fields["auc"]?.number == 1)
        var model: [UInt8] = []
        let lesson =
            "text,label\n" + (0..<30).map { "好吃 \($0),1\n难吃 \($0),0\n" }.joined()
        _ = try run(
            "sentiment", options + ["--train", "a", "--save", "b"], on: table, lesson: lesson
        ) { model = $0 }
        let moved = try run(
            "sentiment", options + ["--model", "b", "--adapt", "c"], on: "text,label\n好吃,1\n难吃,0\n",
            lesson: "text\n" + String(repeating: "好吃\n", count: 30) + "难吃\n", model: model)
        let kept = try run(
            "sentiment", options + ["--model", "b"], on: "text,label\n好吃,1\n难吃,0\n", model: model)
        #expect(
            (moved.groups[0].fields["meanScore"]?.number ?? -1)
                > (kept.groups[0].fields["meanScore"]?.number ?? 1), "most of the others are glad")
    }

    @Test(arguments: [
        ("intents", ["--text", "text"], "optionMissing"),
        ("intents", ["--text", "text", "--train", "a"], "optionNeeds"),
        ("intents", ["--text", "text", "--model", "a", "--save", "b"], "optionNeeds"),
        ("intents", ["--text", "text", "--model", "a"], "modelUnreadable"),
        ("same", ["--first", "text", "--second", "label", "--model", "a"], "modelUnreadable"),
        ("aspects", ["--text", "text", "--aspect", "label"], "optionNeeds"),
        ("sentiment", ["--text", "text", "--model", "a", "--adapt", "b"], "optionNeeds"),
    ])
    func wrongCallsAreRefused(_ method: String, _ options: [String], _ code: String) {
        #expect {
            try run(method, options, on: "text,label\n好,1\n")
        } throws: { error in
            (error as? Refusal)?.code == code
        }
    }

    @Test func repliesAreCountedAndAdvised() throws {
        let answer = try run(
            "coach", ["--text", "text", "--expect", "information,assurance,time"],
            on: "text\n由我负责，编号 C-1，今天给您答复，我会一直跟进。\n这个没办法。\n")
        let fields = answer.groups[0].fields
        #expect(fields["n"] == 2 && fields["clean"] == 1)
        #expect(fields["faults"]?["negative"] == 1)
        #expect(fields["missing"] == ["information": 1, "assurance": 1, "time": 1])
        #expect(try cells(answer, 0) == [0, "", ""])
        #expect(try cells(answer, 1)[2] == "information assurance time")
        #expect {
            try run("coach", ["--text", "text", "--expect", "jokes"], on: "text\n好\n")
        } throws: { ($0 as? Refusal)?.code == "labelUnknown" }
    }

    @Test func linesArePartedWithTwoBlanks() {
        let words = WordTexts(Project.lexicons)
        let text = "房间很干净\n\n① ok"
        let parted = String(decoding: words.parted(Array(text.utf8)), as: UTF8.self)
        #expect(parted.split(separator: "\n", omittingEmptySubsequences: false).count == 3)
        #expect(parted.contains("  ") && parted.hasSuffix("①  ok"))
        #expect(parted.filter { $0 != " " } == text.filter { $0 != " " })
    }
}
