import Foundation
import TestSupport
import Testing

/// `nuo text` as somebody at a terminal runs it.
@Suite struct TextCommandTests {
    private let program: Program
    private let folder: String

    init() throws {
        folder = try Scratch.newFolder("text")
        program = try Program(DatabasePlace(address: folder + "/nuo.sqlite"))
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private static let table = "text,label\n很好吃，推荐,1\n太难吃了,0\n,1\n"

    @Test func aTableIsReadFromAFileAndFromStandardInput() async throws {
        let path = try file("said.csv", Self.table)
        let out = folder + "/out.csv"
        let read = try await program.run(
            "text", "sentiment", path, "--text", "text", "--label", "label", "--positive", "1",
            "--format", "json", "--out", out)
        #expect(read.code == 0, "\(read.text)")
        #expect(read.text.contains("\"accuracy\": 1") && read.text.contains("\"dropped\": 1"))
        let rows = try String(contentsOfFile: out, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(rows.count >= 4 && rows[0].contains("label") && rows[1].contains("1"))
        let piped = try await program.run(
            "text", "sentiment", "-", "--text", "text", "--format", "json", input: Self.table)
        #expect(piped.code == 0 && piped.text.contains("\"n\": 2"), "\(piped.text)")
    }

    @Test func aPackedTableIsReadAsItIs() async throws {
        let path = try file("said.csv", Self.table)
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        gzip.arguments = ["gzip", "-k", path]
        try Spawning.alone { try gzip.run() }
        while gzip.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        try #require(gzip.terminationStatus == 0)
        let read = try await program.run(
            "text", "sentiment", path + ".gz", "--text", "text", "--format", "json")
        #expect(read.code == 0 && read.text.contains("\"n\": 2"), "\(read.text)")
    }

    @Test func whatIsWrongEndsWithItsCodeAndSaysSo() async throws {
        let path = try file("said.csv", Self.table)
        for (arguments, code, words) in [
            (["text", "nonsense", path], 64, "nonsense"),
            (["text", "sentiment", path], 64, "--text"),
            (["text", "sentiment", path, "--text", "text", "--wrong", "1"], 64, "--wrong"),
            (["text", "intents", path, "--text", "text"], 64, "--train"),
            (["text", "sentiment", path, "--text", "nope"], 65, "nope"),
            (["text", "sentiment", folder + "/none.csv", "--text", "text"], 65, "none.csv"),
            (
                ["text", "same", path, "--first", "text", "--second", "label", "--model", path], 65,
                path
            ),
        ] as [([String], Int32, String)] {
            let ended = try await program.run(arguments)
            #expect(ended.code == code, "\(arguments): \(ended.text)")
            #expect(ended.text.contains(words), "\(arguments): \(ended.text)")
        }
    }

    @Test func intentsAreLearntSavedAndAskedWithoutLabels() async throws {
        let lesson = try file(
            "lesson.csv",
            "text,label\n"
                + (0..<12).map { "我要退款 \($0)号,refund\n包裹到哪了 \($0)号,parcel\n" }.joined())
        let asked = try file("asked.csv", "text\n退款\n包裹\n")
        let model = folder + "/intents.model"
        let learnt = try await program.run(
            "text", "intents", lesson, "--text", "text", "--label", "label", "--train", lesson,
            "--save", model, "--format", "json")
        #expect(learnt.code == 0 && learnt.text.contains("accuracy"), "\(learnt.text)")
        let out = folder + "/answers.csv"
        let told = try await program.run(
            "text", "intents", asked, "--text", "text", "--model", model, "--out", out,
            "--format", "json")
        #expect(told.code == 0 && !told.text.contains("accuracy"), "\(told.text)")
        let rows = try String(contentsOfFile: out, encoding: .utf8)
        #expect(rows.contains("refund") && rows.contains("parcel"))
    }

    @Test func linesArePartedIntoWords() async throws {
        let path = try file("lines.txt", "房间很干净\n\n前台很热情\n")
        let parted = try await program.run("text", "words", path)
        #expect(parted.code == 0 && parted.text.contains("房间  很"), "\(parted.text)")
        #expect(parted.text.split(separator: "\n", omittingEmptySubsequences: false).count == 4)
        let out = folder + "/words.txt"
        let kept = try await program.run("text", "words", "-", "--out", out, input: "房间很干净")
        #expect(kept.code == 0 && kept.text.isEmpty)
        #expect(try String(contentsOfFile: out, encoding: .utf8).contains("  "))
        let missing = try await program.run("text", "words")
        #expect(missing.code == 64)
    }
}
