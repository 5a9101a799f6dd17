import Base
import Domain
import Foundation
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// A contact form: what is sent is a case at once, with a private page, once.
@Suite struct FormDoorTests {
    static func document(_ more: JSON = [:]) -> JSON {
        var form = JSON.Object([
            .init(key: "title", value: ["zh": "联系我们", "en": "Write to us"]),
            .init(
                key: "matters",
                value: [
                    [
                        "key": "refund", "name": ["zh": "退款", "en": "Refund"],
                        "kind": "complaint",
                    ],
                    ["key": "other", "name": ["zh": "其他", "en": "Something else"]],
                ]),
            .init(key: "consent", value: ["zh": "同意", "en": "I agree"]),
        ])
        for member in more.object?.members ?? [] { form[member.key] = member.value }
        return ["name": "Form", "kind": "form", "form": .object(form)]
    }

    private func door(_ bench: MailingBench, _ more: JSON = [:]) async throws -> FormDoor {
        let id = try await bench.place.desk(.administrator).perform(
            CreateChannel.self, ["document": Self.document(more)]
        ).id
        return try await FormDoor.open(id, in: bench.test.house)
    }

    private func handed(
        _ key: String = "key-000001", text: String = "It never came.", mail: String? = "li@x.cn",
        phone: String? = nil, matter: String? = "refund", agrees: Bool = true,
        files: [IncomingFile] = [], isTrapped: Bool = false
    ) -> FormDoor.Handed {
        FormDoor.Handed(
            note: ContactNote(
                name: " Li Mei ", mail: mail, phone: phone, matter: matter, text: text,
                agrees: agrees), files: files, key: key, language: "zh", isTrapped: isTrapped)
    }

    private func cases(_ bench: MailingBench) async throws -> [JSON] {
        try await bench.place.desk(.agent).perform(ListCases.self, ["status": "any"])
            .json["items"]?.array ?? []
    }

    @Test(arguments: Engine.available)
    func whatIsSentIsACaseOnce(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            try await bench.test.house.settleIn()
            let door = try await door(bench)
            let file = IncomingFile(name: "note.txt", bytes: Array("words".utf8))
            let first = try await door.take(handed(files: [file]), from: "1.2.3.4")
            let again = try await door.take(handed(files: [file]), from: "1.2.3.4")
            #expect(first == again && first.number != nil && first.page != nil)
            let other = await #expect(throws: Refusal.self) {
                try await door.take(handed(text: "Something else"), from: "1.2.3.4")
            }
            #expect(other?.code == "formIsSent")
            let all = try await cases(bench)
            #expect(all.map { $0["number"]?.integer } == [first.number])
            let one = try #require(all.first)
            #expect(one["channel"] == "form" && one["kind"] == "complaint")
            #expect(one["title"]?["zh"] == "退款" && one["customerName"] == "Li Mei")
            let thread = try await CaseRepliesTests.thread(bench, one["id"] ?? .null)
            #expect(thread.map { $0["text"] } == ["It never came."])
            #expect(thread[0]["files"]?.array?.map { $0["name"] } == ["note.txt"])
            // The private page tells of it, and answers go to the address that was typed.
            let token = String(first.page?.dropFirst("/c/".count) ?? "")
            let page = try await CustomerCase.open(token, address: nil, in: bench.test.house)
            #expect(page.messages.map(\.text) == ["It never came."])
            let way = try await bench.place.desk(.agent).perform(
                ShowReplyWay.self, ["case": one["id"] ?? .null]
            ).json
            #expect(way["kind"] == "mail" && way["address"] == "li@x.cn")
            #expect(first.mailed == "li@x.cn")
            try await bench.go()
            let mails = try await sink.messages().filter { $0["to"] == "li@x.cn" }
            #expect(mails.count == 1, "the address of the page, once")
            let body = mails.first?["text"]?.string?.split(separator: "\r\n\r\n").last ?? ""
            let words =
                Data(base64Encoded: String(body), options: .ignoreUnknownCharacters)
                .map { String(decoding: $0, as: UTF8.self) } ?? ""
            #expect(words.contains(token.prefix(20)))
            let incoming = try await bench.place.desk(.agent).perform(ListIncoming.self, [:]).items
            #expect(incoming.map(\.incoming.state) == [.done])
        }
    }

    /// Two at the same moment, as a double click sends them.
    @Test(arguments: Engine.available)
    func aDoubleClickIsOneCase(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            try await bench.test.house.settleIn()
            let door = try await door(bench)
            let numbers = try await withThrowingTaskGroup(of: Int?.self) { group in
                for _ in 0..<6 {
                    group.addTask { try await door.take(self.handed(), from: nil).number }
                }
                return try await group.reduce(into: Set<Int?>()) { $0.insert($1) }
            }
            #expect(numbers.count == 1)
            #expect(try await cases(bench).count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func whatIsMissingIsNamed(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            try await bench.test.house.settleIn()
            let door = try await door(bench)
            func faults(_ handed: FormDoor.Handed) async -> [String] {
                do {
                    _ = try await door.take(handed, from: nil)
                    return []
                } catch {
                    return ((error as? Refusal)?.faults ?? []).map { "\($0.path) \($0.code)" }
                }
            }
            #expect(
                await faults(handed(text: " ", mail: nil, matter: nil, agrees: false))
                    == [
                        "text required", "mail mailOrPhone", "matter required",
                        "agrees consentNeeded",
                    ])
            #expect(await faults(handed(mail: "li@", phone: "12")).contains("mail notAnAddress"))
            #expect(await faults(handed(mail: nil, phone: "+86 139 0000 0000")) == [])
            let zip = IncomingFile(name: "x.zip", bytes: [0x50, 0x4B, 3, 4, 0, 0])
            #expect(await faults(handed("key-000002", files: [zip])) == ["file fileType"])
            #expect(try await cases(bench).count == 1)
        }
    }

    /// An address that anybody can type makes nobody a customer, unless the channel says so.
    @Test(arguments: Engine.available, [false, true])
    func anAddressIsNotAProof(_ engine: Engine, matches: Bool) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            try await bench.test.house.settleIn()
            let known = try await bench.customer("C-1", mail: "li@x.cn")
            let door = try await door(bench, ["matches": .bool(matches)])
            _ = try await door.take(handed(), from: nil)
            let one = try #require(try await cases(bench).first)
            #expect((one["customer"]?.string == known) == matches)
        }
    }

    /// What a program filled in waits for a person, and too many are refused.
    @Test(arguments: Engine.available)
    func programsAreHeldBack(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            try await bench.test.house.settleIn()
            let door = try await door(bench)
            let file = IncomingFile(name: "note.txt", bytes: Array("words".utf8))
            let held = try await door.take(
                handed(files: [file], isTrapped: true), from: "9.9.9.9")
            #expect(held == FormDoor.Receipt(number: nil, page: nil, mailed: nil))
            #expect(try await cases(bench).isEmpty)
            let agent = bench.place.desk(.agent)
            let waiting = try await agent.perform(ListIncoming.self, ["state": "held"]).items
            #expect(waiting.map(\.incoming.reason) == ["trap"])
            // A person sees that it was one after all: nothing of it is lost.
            _ = try await agent.perform(
                RetryIncoming.self, ["incoming": .string("\(waiting[0].incoming.id)")])
            try await WeChatTests.rounds(bench)
            let one = try #require(try await cases(bench).first?["id"])
            let thread = try await CaseRepliesTests.thread(bench, one)
            #expect(thread.first?["files"]?.array?.count == 1)
            var refused = 0
            for number in 0..<12 {
                do {
                    _ = try await door.take(handed("key-1000\(number)"), from: "9.9.9.9")
                } catch let refusal as Refusal where refusal.kind == .tooMany {
                    refused += 1
                }
            }
            #expect(refused == 3, "ten in a quarter of an hour, with the one that was held")
            // At rest it is not there.
            _ = try await bench.place.desk(.administrator).perform(
                EditChannel.self,
                [
                    "channel": .string("\(door.channel)"), "document": ["isActive": false],
                ])
            await #expect(throws: Refusal.self) {
                try await FormDoor.open(door.channel, in: bench.test.house)
            }
        }
    }
}
