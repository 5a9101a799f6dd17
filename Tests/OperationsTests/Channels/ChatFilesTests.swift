import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Files in the chat of a site, both ways.
@Suite struct ChatFilesTests {
    private static func file(_ name: String, _ base64: String) -> IncomingFile {
        IncomingFile(name: name, bytes: CaseFilesBench.bytes(base64))
    }

    @Test(arguments: Engine.available)
    func filesGoBothWaysAndAreSeenOnlyThere(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let house = bench.test.house
            let id = try await ChatTests.save(bench.place.desk(.administrator))
            let chat = try await Chat.open(id, in: house)
            let agent = bench.place.desk(.agent)
            let stranger = String(repeating: "b2", count: 32)
            let picture = try await chat.addFile(
                Self.file("门 锁.png", CaseFilesBench.png), token: ChatTests.token, from: "a"
            ).id
            let twice = try await chat.addFile(
                Self.file("again.png", CaseFilesBench.png), token: ChatTests.token, from: "a"
            ).id
            #expect(twice == picture, "the same file is there once")
            let foreign = try await chat.addFile(
                Self.file("x.pdf", CaseFilesBench.pdf), token: stranger, from: "b"
            ).id
            var said = ChatTests.said("", key: "first-01")
            said.files = [foreign]
            let refused = await ChatTests.refusal {
                try await chat.write(said, token: ChatTests.token, from: "a")
            }
            #expect(refused == "noSuchFile")
            said.files = [picture]
            for _ in 0..<2 { try await chat.write(said, token: ChatTests.token, from: "a") }
            let open = try await chat.thread(ChatTests.token, from: "a").json["messages"]?.array
            #expect(open?.count == 1 && open?.first?["text"] == "")
            #expect(open?.first?["files"]?.array?.first?["name"] == "门 锁.png")
            try await ChatTests.rounds(house)
            let shown = try await chat.thread(ChatTests.token, from: "a").json["messages"]?.array
            let path = try #require(
                shown?.first?["files"]?.array?.first?["path"]?.string?.split(separator: "/").last)
            #expect(shown?.count == 1 && shown?.first?["text"] == "")
            #expect(shown?.first?["files"]?.array?.first?["isPicture"] == true)
            let opened = try await FileLink.open(String(path), in: house)
            #expect(opened.bytes == CaseFilesBench.bytes(CaseFilesBench.png))
            let cases = try await agent.perform(ListCases.self, [:]).json["items"]?.array
            let one = try #require(cases?.first?["id"])
            let thread = try await CaseRepliesTests.thread(bench, one)
            #expect(thread.last?["text"] == "门 锁.png")
            #expect(thread.last?["files"]?.array?.count == 1)
            // The answer's file is there for the visitor, and goes by mail where it is not seen.
            try await chat.giveMail("wu@example.com", token: ChatTests.token, from: "a")
            let paper = try await CaseFilesBench.bring(
                "报价单 2026.pdf", CaseFilesBench.pdf, for: one, by: agent)
            _ = try await agent.perform(
                ReplyToCase.self, ["case": one, "text": "Here it is", "files": [paper]])
            let answered = try await chat.thread(ChatTests.token, from: "a").json["messages"]
            #expect(answered?.array?.last?["files"]?.array?.first?["isPicture"] == false)
            bench.test.pass(.minutes(4))
            try await ChatTests.mails(bench)
            let mail = try await bench.mail(to: "wu@example.com")
            #expect(mail.contains("Content-Type: application/pdf"))
            #expect(mail.contains("filename*0*=UTF-8''%E6%8A%A5%E4%BB%B7%E5%8D%95%202026.pdf"))
        }
    }

    @Test(arguments: Engine.available)
    func whatIsNotTakenIsRefusedAndWhatNobodyTookIsForgotten(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace("Harbour")
            let id = try await ChatTests.save(place.desk(.administrator))
            let chat = try await Chat.open(id, in: test.house)
            func add(_ name: String, _ bytes: [UInt8], from address: String = "a") async -> String?
            {
                await ChatTests.refusal {
                    _ = try await chat.addFile(
                        IncomingFile(name: name, bytes: bytes), token: ChatTests.token,
                        from: address)
                }
            }
            #expect(
                await add("a.html", Array("<html><script>x</script></html>".utf8)) == "fileType")
            #expect(
                await add("a.zip", [0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 40))
                    == "fileType")
            #expect(
                await add("a.exe", Array("MZ".utf8) + Array(repeating: 0, count: 200)) == "fileType"
            )
            #expect(await add("a.txt", []) == "fileEmpty")
            let large = Array(repeating: UInt8(ascii: "a"), count: (10 << 20) + 1)
            #expect(await add("a.txt", large) == "fileTooLarge")
            for number in 0..<10 {
                #expect(await add("\(number).txt", Array("text \(number)".utf8)) == nil)
            }
            #expect(await add("11.txt", Array("text 11".utf8)) == "tooManyFiles")
            func count() async throws -> Int {
                try await database.read {
                    try $0.first("SELECT COUNT(*) FROM attachments") { $0.int(0) } ?? -1
                }
            }
            #expect(try await count() == 10)
            test.pass(.hours(49))
            try await AttachmentRounds.sweep(test.house)
            #expect(try await count() == 0)
            // Of one visitor not more than so many, whatever becomes of them.
            var refusals: Set<String> = []
            for number in 0..<50 {
                if let refusal = await add("\(number).txt", [], from: "flood") {
                    refusals.insert(refusal)
                }
            }
            #expect(refusals.contains("fileEmpty"))
            // A message that a person has to look at keeps its files; one that is dropped does not.
            let kept = try await chat.addFile(
                IncomingFile(name: "k.txt", bytes: Array("kept".utf8)), token: ChatTests.token,
                from: "a"
            ).id
            var said = ChatTests.said("hello", key: "first-01")
            said.files = [kept]
            try await chat.write(said, token: ChatTests.token, from: "a")
            test.pass(.hours(49))
            try await AttachmentRounds.sweep(test.house)
            #expect(try await count() == 1, "it is taken up later, with its file")
            try await database.write { try $0.run("UPDATE incoming SET raw = NULL") }
            try await AttachmentRounds.sweep(test.house)
            #expect(try await count() == 0)
        }
    }
}
