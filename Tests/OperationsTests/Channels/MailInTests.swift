import Base
import Domain
import Foundation
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Mails become messages of cases.
@Suite struct MailInTests {
    @Test(arguments: Engine.available)
    func aMailOpensACaseAndItsAnswersJoin(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await ChannelBench(database, sink)
            try await sink.arrive(ChannelBench.mail(subject: "Re: Broken kettle", id: "a1@x"))
            try await bench.go()
            var one = try #require(try await bench.cases().first)
            #expect(one["title"]?["en"] == "Broken kettle" && one["channel"] == "mail")
            #expect(one["kind"] == "request")
            let first = try #require(try await bench.thread(one["id"]).first)
            #expect(first["kind"] == "received" && first["text"] == "It leaks.")
            #expect(first["way"]?["joined"] == "opened")
            #expect(first["way"]?["address"] == "li@example.com")
            let customers = try await bench.agent.perform(ListCustomers.self, [:]).items
            #expect(customers.map(\.customer.name) == ["Li Mei"])
            #expect(try await sink.mailboxOverview()["seen"] == [1])
            // Our answer leaves in the same thread, asks for answers at the mailbox.
            _ = try await bench.agent.perform(
                ReplyToCase.self, ["case": one["id"] ?? .null, "text": "We send a new one."])
            try await bench.mailing.go()
            let mail = try await bench.mailing.mail(to: "li@example.com")
            #expect(mail.contains("In-Reply-To: <a1@x>"))
            #expect(mail.contains("Subject: Re: Broken kettle"))
            #expect(mail.contains("Reply-To: help@example.com"))
            let ours = try #require(
                try await bench.thread(one["id"]).last?["way"]?["reference"]?.string)
            // The customer answers; another program drops Message-IDs but keeps the mark.
            try await sink.arrive(
                ChannelBench.mail(
                    subject: "Something else", id: "a2@x", "In-Reply-To: <\(ours)>",
                    text: "Thanks"))
            let mark = try #require(mail.firstRange(of: "[ref:"))
            let token = mail[mark.lowerBound...].prefix { $0 != "]" } + "]"
            try await sink.arrive(
                ChannelBench.mail(id: "a3@x", text: "And the bill?\n> \(token)"))
            // A subject alone joins nothing, and neither does a mark that we did not make.
            try await sink.arrive(
                ChannelBench.mail(
                    from: "eve@example.com", id: "a4@x",
                    text: token.replacingOccurrences(of: "-", with: "-0")))
            try await bench.go()
            let joined = try await bench.thread(one["id"]).compactMap {
                $0["way"]?["joined"]?.string
            }
            #expect(joined == ["opened", "reference", "token"])
            #expect(try await bench.cases().count == 2)
            one = try #require(try await bench.cases().last)
            #expect(one["status"] == "open")
        }
    }

    /// Whoever knows a Message-ID may write into the thread, and everybody sees that it is a
    /// stranger; the answer still goes to the customer.
    @Test(arguments: Engine.available)
    func forgedThreadsAreMarked(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await ChannelBench(database, sink)
            try await sink.arrive(ChannelBench.mail(id: "b1@x"))
            try await sink.arrive(
                ChannelBench.mail(
                    from: "eve@evil.example", id: "b2@x", "References: <b1@x>",
                    text: "Please pay to me instead"))
            try await sink.arrive(
                ChannelBench.mail(
                    id: "b3@x",
                    "References: <b1@x>\nAuthentication-Results: mx; dmarc=fail", text: "Me too"))
            try await bench.go()
            let id = try #require(try await bench.cases().first?["id"])
            let doubts = try await bench.thread(id).map { $0["way"]?["doubt"] }
            #expect(doubts == [.null, "unknownSender", "notAuthentic"])
            let way = try await bench.agent.perform(ShowReplyWay.self, ["case": id]).json
            #expect(way["address"] == "li@example.com")
        }
    }

    @Test(arguments: Engine.available)
    func automaticMailsAndLoopsOpenNothing(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await ChannelBench(database, sink)
            try await sink.arrive(ChannelBench.mail(id: "c1@x"))
            try await bench.go()
            let id = try #require(try await bench.cases().first?["id"])
            for (place, more) in [
                "Auto-Submitted: auto-replied\nIn-Reply-To: <c1@x>",
                "Precedence: bulk", "List-Id: <n.example>", "X-Auto-Response-Suppress: All",
            ].enumerated() {
                try await sink.arrive(
                    ChannelBench.mail(id: "c2\(place)@x", more, text: "I am away"))
            }
            try await sink.arrive(ChannelBench.mail(from: "help@example.com", id: "c3@x"))
            try await sink.arrive(ChannelBench.mail(from: "care@example.com", id: "c4@x"))
            // The very mail again, from another mailbox.
            try await sink.arrive(ChannelBench.mail(id: "c1@x", "X-Other: way"))
            try await bench.go()
            #expect(try await bench.cases().count == 1)
            let reasons = try await bench.incoming("ignored").compactMap(\.reason).sorted()
            #expect(
                reasons == [
                    "automatic", "automatic", "bulk", "bulk", "double", "ownMail", "ownMail",
                ])
            let thread = try await bench.thread(id)
            #expect(thread.map { $0["kind"] } == ["received", "note"])
            #expect(thread.last?["text"]?.string?.contains("I am away") == true)
            // A person may want it all the same.
            let bulk = try #require(
                try await bench.incoming("ignored").first { $0.reason == "bulk" })
            _ = try await bench.agent.perform(
                RetryIncoming.self, ["incoming": .string(bulk.id.description)])
            try await bench.go()
            #expect(try await bench.cases().count == 2)
        }
    }

    @Test(arguments: Engine.available)
    func aStormIsStopped(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await ChannelBench(database, sink)
            for number in 0..<15 {
                try await sink.arrive(
                    ChannelBench.mail(from: "loop@example.com", id: "d\(number)@x"))
            }
            try await sink.arrive(ChannelBench.mail(from: "calm@example.com", id: "e@x"))
            try await bench.go()
            #expect(try await bench.cases().count == 11)
            let held = try await bench.incoming("held")
            #expect(held.count == 5 && held.allSatisfy { $0.reason == "storm" })
            bench.test.pass(.minutes(61))
            _ = try await bench.agent.perform(
                RetryIncoming.self, ["incoming": .string(held[0].id.description)])
            _ = try await bench.agent.perform(
                DismissIncoming.self, ["incoming": .string(held[1].id.description)])
            try await bench.go()
            #expect(try await bench.cases().count == 12)
            #expect(try await bench.incoming("held").count == 3)
        }
    }

    /// One that kills who reads it is set aside after three times; those behind it flow on.
    @Test(arguments: Engine.available)
    func aPoisonMailIsSetAsideAndTheRestFlowsOn(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await ChannelBench(database, sink)
            try await sink.arrive(ChannelBench.mail(id: "f1@x"))
            let boxes = MailboxRounds(bench.test.house, holder: "a") { Issue.record("\($0)") }
            _ = try await boxes.round()
            for _ in 0..<Incoming.triesMost {
                // Taken up, and then the program is no more.
                let rounds = IncomingRounds(bench.test.house, holder: "x") {
                    Issue.record("\($0)")
                }
                #expect(try await rounds.next() != nil)
                bench.test.pass(.minutes(6))
            }
            try await sink.arrive(ChannelBench.mail(id: "f2@x"))
            // Nobody sent it: nothing can be made of it.
            try await sink.arrive(Array("Subject: no sender\r\n\r\nx".utf8))
            try await bench.go()
            #expect(try await bench.cases().count == 1)
            let aside = try await bench.incoming("aside")
            #expect(Set(aside.map(\.reason)) == ["poison", "noSender"])
            let poison = try #require(aside.first { $0.reason == "poison" })
            _ = try await bench.agent.perform(
                RetryIncoming.self, ["incoming": .string(poison.id.description)])
            try await bench.go()
            #expect(try await bench.cases().count == 2)
        }
    }

    @Test(arguments: Engine.available)
    func filesAreKeptAndNotOpened(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await ChannelBench(database, sink)
            // An archive whose one file says that it holds 4 GB.
            let bomb = Array(
                try #require(
                    Data(
                        base64Encoded: "UEsDBBQAAAAAAAAAIVyDFtyMAQAAAP////8BAAAAYXhQSwECFAMUAAAA"
                            + "AAAAACFcgxbcjAEAAAABAAAAAQAAAAAAAAAAAAAAgAEAAAAAYVBLBQYA"
                            + "AAAAAQABAC8AAAAgAAAAAAA=")))
            let picture: [UInt8] = [
                0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0,
                0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0,
            ]
            func part(_ name: String, _ bytes: [UInt8]) -> String {
                "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=\(name)\n"
                    + "Content-Transfer-Encoding: base64\n\n\(Data(bytes).base64EncodedString())\n"
            }
            let text =
                "--b\nContent-Type: text/html\n\n<p>See <b>files</b><script>evil()</script></p>\n"
                + part("bomb.zip", bomb) + part("../../x.html", Array("<script>1</script>".utf8))
                + part("photo.png", picture)
                + "--b--"
            try await sink.arrive(
                ChannelBench.mail(
                    id: "g1@x", "Content-Type: multipart/mixed; boundary=b", text: text))
            try await bench.go()
            let id = try #require(try await bench.cases().first?["id"])
            let message = try #require(try await bench.thread(id).first)
            #expect(message["text"] == "See files")
            let files = message["files"]?.array ?? []
            #expect(files.map { $0["name"] } == ["bomb.zip", "x.html.bin", "photo.png"])
            #expect(
                files.map { $0["type"] } == [
                    "application/zip", "application/octet-stream", "image/png",
                ])
            let content = try await bench.agent.perform(
                ShowCaseFile.self, ["attachment": files[0]["id"] ?? .null])
            #expect(content.bytes == bomb)
            // Who may see answers sees no files of cases by that right.
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    ShowAttachment.self, ["attachment": files[0]["id"] ?? .null])
            }
        }
    }

    @Test(arguments: Engine.available)
    func reportsReachTheMessageTheySpeakOf(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await ChannelBench(database, sink)
            try await sink.arrive(ChannelBench.mail(id: "h1@x"))
            try await bench.go()
            let id = try #require(try await bench.cases().first?["id"])
            _ = try await bench.agent.perform(ReplyToCase.self, ["case": id, "text": "Hello"])
            try await bench.mailing.go()
            let ours = try await bench.thread(id).last?["way"]?["reference"]?.string ?? ""
            try await sink.arrive(
                ChannelBench.mail(
                    from: "MAILER-DAEMON@example.com", id: "h2@x",
                    "Content-Type: multipart/report; report-type=delivery-status; boundary=r",
                    text: "--r\nContent-Type: message/delivery-status\n\n"
                        + "Final-Recipient: rfc822; li@example.com\nAction: failed\n"
                        + "Status: 5.1.1\n\n--r\nContent-Type: message/rfc822\n\n"
                        + "Message-ID: <\(ours)>\n\n--r--"))
            try await bench.go()
            #expect(try await bench.thread(id).last?["way"]?["state"] == "bounced")
            #expect(try await bench.incoming("ignored").map(\.reason) == ["report"])
        }
    }

    @Test(arguments: Engine.available)
    func theMailboxIsReadOnceHoweverItIsNumbered(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            try await sink.arrive(ChannelBench.mail(id: "old@x"))
            let bench = try await ChannelBench(database, sink, takesOld: false)
            try await bench.go()
            #expect(try await bench.incoming().isEmpty, "what lay there is left alone")
            for number in 0..<3 {
                try await sink.arrive(ChannelBench.mail(id: "i\(number)@x"))
            }
            try await sink.control(["imapDropAfter": 7])
            for _ in 0..<4 { try await bench.go() }
            #expect(try await bench.cases().count == 3)
            try await sink.renumberMailbox()
            for _ in 0..<2 { try await bench.go() }
            // The one that was left alone is new by its number; it lay there within two days.
            #expect(try await bench.cases().count == 4)
            #expect(try await bench.incoming("ignored").count == 3)
        }
    }

    @Test(arguments: Engine.available)
    func tryingSaysWhatFails(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await ChannelBench(database, sink)
            func trial(_ document: JSON) async throws -> JSON {
                _ = try await bench.administrator.perform(
                    EditChannel.self, ["channel": bench.channel, "document": document])
                return try await bench.administrator.perform(
                    TryChannel.self, ["channel": bench.channel]
                ).json
            }
            let good = try await trial(ChannelBench.document(sink))
            #expect(good["works"] == true && good["count"] == 0)
            let wrong = try await trial(ChannelBench.document(sink, password: "no"))
            #expect(wrong["works"] == false && wrong["trouble"] == "signIn")
            let folder = try await trial(ChannelBench.document(sink, folder: "Nowhere"))
            #expect(folder["trouble"] == "refused")
            #expect(folder["detail"]?.string?.contains("no such folder") == true)
            // What stands in the way stands on the channel too.
            try await bench.go()
            let shown = try await bench.administrator.perform(ListChannels.self, [:]).items[0].json
            #expect(shown["trouble"] == "refused" && shown["since"]?.string != nil)
            #expect(shown["document"]?["mail"]?["password"] == nil)
            #expect(shown["document"]?["mail"]?["hasPassword"] == true)
        }
    }

    /// Secrets are sealed in the database: what was stored plain before as well.
    @Test(arguments: Engine.available)
    func secretsAreSealed(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let test = TestHouse(database, outside: sink.outside)
            let place = try await test.workspace()
            let plain: JSON = [
                "webhooks": [["name": "crm", "url": "https://x.example", "secret": "old-secret"]]
            ]
            try await database.write { connection in
                try connection.set("sending", to: plain, workspace: place.id)
            }
            try await test.house.settleIn()
            try await test.house.settleIn()
            _ = try await place.desk(.administrator).perform(
                CreateChannel.self,
                ["document": ChannelBench.document(sink, password: "box-secret")])
            let stored = try await database.read { connection in
                try connection.rows("SELECT value FROM settings") { $0.text(0) }
                    + connection.rows("SELECT document FROM channels") { $0.text(0) }
            }
            #expect(!stored.contains { $0.contains("secret") || $0.contains("x.example") })
            let shown = try await place.desk(.administrator).perform(ShowSending.self, [:]).document
            #expect(shown["webhooks"]?.array?.first?["hasSecret"] == true)
            // Another key opens nothing, and says so at the start.
            let other = House(
                database: database, library: test.house.library,
                uploadsFolder: Scratch.path("uploads"),
                vault: Vault(key: [UInt8](repeating: 8, count: Vault.keyBytes)),
                clock: { TestHouse.start }, chance: { 1 })
            await #expect(throws: Vault.Sealed.self) { try await other.settleIn() }
        }
    }

    /// A server that tells by itself is waited for; one that cannot is looked into.
    @Test(arguments: [false, true])
    func aMailIsHereWhenTheServerTellsOfIt(_ cannotIdle: Bool) async throws {
        let sink = try Sink()
        try await Engine.sqlite.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            try await sink.control(["imapNoIdle": .bool(cannotIdle)])
            _ = try await bench.place.desk(.administrator).perform(
                CreateChannel.self, ["document": ChannelBench.document(sink)])
            let rounds = MailboxRounds(bench.test.house, holder: "a") { Issue.record("\($0)") }
            try await rounds.round(waits: true)
            try await sink.arrive(ChannelBench.mail(from: "li@example.com", id: "i1@x"))
            func count() async throws -> Int {
                try await database.read {
                    try $0.first("SELECT COUNT(*) FROM incoming") { $0.int(0) } ?? 0
                }
            }
            // The clock stands still: nothing is looked for by time alone.
            var tries = 0
            while try await count() == 0, tries < (cannotIdle ? 10 : 1_000) {
                try await rounds.round(every: .hours(1), waits: true)
                try await Task.sleep(for: .milliseconds(20))
                tries += 1
            }
            #expect(try await count() == (cannotIdle ? 0 : 1))
        }
    }
}
