import Base
import Domain
import Foundation
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

@Suite struct MailingTests {
    static func with(
        _ engine: Engine, _ body: @escaping @Sendable (MailingBench) async throws -> Void
    ) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            try await body(try await MailingBench(database, sink))
        }
    }

    @Test(arguments: Engine.available)
    func theDryRunTellsWhomItReachesAndWhyNotTheOthers(_ engine: Engine) async throws {
        try await Self.with(engine) { bench in
            try await bench.customer("a", mail: "a@example.com", traits: ["tier": "gold"])
            try await bench.customer("b", mail: "B@example.com", traits: ["tier": "gold"])
            try await bench.customer("b2", mail: "b@example.com", traits: ["tier": "gold"])
            try await bench.customer("c", traits: ["tier": "gold"])
            try await bench.customer(
                "d", mail: "d@example.com", traits: ["tier": "gold"], surveys: false)
            try await bench.customer("e", mail: "e@example.com", traits: ["tier": "gold"])
            try await bench.customer("f", mail: "f@example.com", traits: ["tier": "base"])
            _ = try await bench.manager.perform(
                AddSuppression.self,
                ["kind": "mail", "address": "E@example.com", "reason": "complained"])
            let id = try await bench.draft(["filter": "tier == \"gold\""])
            let plan = try await bench.manager.perform(TryMailing.self, ["mailing": id]).json
            #expect(plan["segment"] == 6 && plan["invited"] == 2)
            #expect(
                plan["left"] == [
                    "noConsent": 1, "complained": 1, "noAddress": 1, "sameAddress": 1,
                ])
            #expect(plan["responseRateSource"] == "assumed" && plan["responseRate"] == 0.2)
            // All six are needed: Cochran's size for ±10 points of an NPS, of a segment of six.
            #expect(plan["neededAnswers"] == 6 && plan["neededInvitations"] == 30)
            // Nothing has happened.
            #expect(try await bench.people(id).isEmpty)
            #expect(try await bench.sink.count("kept") == 0)
            try await bench.start(id)
            let shown = try await bench.show(id)
            #expect(shown["invited"] == 2 && shown["sent"] == 2 && shown["left"] == plan["left"])
            #expect(shown["state"] == "done" && shown["version"] == 1)
            let left = try await bench.people(id, "noConsent")
            #expect(left.map { $0["customerName"]?.string } == ["d"])
        }
    }

    @Test(arguments: Engine.available)
    func everybodyGetsALinkOfTheirOwnAndNobodyAnswersByOpening(_ engine: Engine) async throws {
        try await Self.with(engine) { bench in
            try await bench.customer("a", mail: "a@example.com")
            try await bench.customer("b", mail: "b@example.com", language: "zh")
            let id = try await bench.draft(["hidden": ["tier": "gold"], "validDays": 10])
            try await bench.start(id)
            let mail = try await bench.mail(to: "a@example.com")
            #expect(mail.contains("Subject: a, how was it?") && mail.contains("Dear guest"))
            #expect(mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"))
            let token = try bench.token("/a/", in: mail)
            for step in 0...10 { #expect(mail.contains("/a/\(token)?recommend=\(step)\"")) }
            let other = try await bench.mail(to: "b@example.com")
            #expect(other.contains("Content-Language: zh-CN"))
            // A step of the mail only chooses: nothing is kept before somebody sends.
            let sheet = try await AnswerSheet.open(
                token, key: nil, query: [("recommend", "9")], in: bench.test.house)
            #expect(sheet.answering.answer(to: sheet.instrument.items[0]) == 9 && !sheet.isKept)
            #expect(try await bench.show(id)["started"] == 0)
            try await bench.answer(token, 9)
            let shown = try await bench.show(id)
            #expect(shown["started"] == 1 && shown["completed"] == 1)
            let all = try await bench.manager.perform(ListResponses.self, [:]).items
            #expect(all[0].hidden["tier"] == "gold" && all[0].customer != nil)
            let field = try await bench.manager.perform(
                ShowFieldReport.self, ["instrument": all[0].json["instrument"] ?? .null])
            let spring = try #require(field.invitations.first)
            #expect(spring.name == "Spring" && spring.invited == 2 && spring.opened == 0)
            #expect(spring.started == 1 && spring.completed == 1 && spring.estimate == nil)
            await #expect(throws: Refusal(.gone, "linkAnswered")) {
                try await AnswerSheet.open(token, key: nil, query: [], in: bench.test.house)
            }
            bench.test.pass(.days(11))
            let late = try bench.token(
                "/a/", in: String(decoding: try Self.decoded(other), as: UTF8.self))
            await #expect(throws: Refusal(.gone, "linkOver")) {
                try await AnswerSheet.open(late, key: nil, query: [], in: bench.test.house)
            }
        }
    }

    /// The base 64 parts of a mail.
    static func decoded(_ mail: String) throws -> Data {
        let lines = mail.split(separator: "\r\n").filter { line in
            line.count >= 40 && line.allSatisfy { $0.isLetter || $0.isNumber || "+/=".contains($0) }
        }
        return lines.reduce(into: Data()) { $0 += Data(base64Encoded: String($1)) ?? Data() }
    }

    @Test(arguments: Engine.available)
    func remindersStopAtAnAnswerAndAreExempt(_ engine: Engine) async throws {
        try await Self.with(engine) { bench in
            for key in ["a", "b", "c"] {
                try await bench.customer(key, mail: "\(key)@example.com")
            }
            let id = try await bench.draft(["reminders": [3, 7]])
            try await bench.start(id)
            #expect(try await bench.sink.count("kept") == 3)
            try await bench.answer(
                try bench.token("/a/", in: try await bench.mail(to: "a@example.com")), 10)
            let token = try bench.token("/u/", in: try await bench.mail(to: "b@example.com"))
            let house = bench.test.house
            try await Unsubscribing(token: token).perform(in: house)
            try await Unsubscribing(token: token).perform(in: house)
            bench.test.pass(.days(3))
            try await bench.go()
            #expect(try await bench.sink.count("kept") == 4)
            #expect(try await bench.show(id)["state"] == "running")
            let first = try bench.token("/a/", in: try await bench.mail(to: "c@example.com"))
            bench.test.pass(.days(4))
            try await bench.go()
            #expect(try await bench.sink.count("kept") == 5)
            #expect(
                try bench.token("/a/", in: try await bench.mail(to: "c@example.com")) == first)
            try await bench.go()
            #expect(try await bench.show(id)["state"] == "done")
            // Who was asked is not asked again for the same within ninety days.
            let again = try await bench.draft()
            var plan = try await bench.manager.perform(TryMailing.self, ["mailing": again]).json
            #expect(plan["left"] == ["noConsent": 1, "askedLately": 2] && plan["invited"] == 0)
            _ = try await bench.place.desk(.administrator).perform(
                EditSending.self, ["frequency": ["nps": 5, "any": 30]])
            plan = try await bench.manager.perform(TryMailing.self, ["mailing": again]).json
            #expect(plan["left"] == ["noConsent": 1, "askedSomethingLately": 2])
            bench.test.pass(.days(30))
            plan = try await bench.manager.perform(TryMailing.self, ["mailing": again]).json
            #expect(plan["invited"] == 2)
            // A token that somebody made up opens nothing.
            let forged = token.dropLast() + (token.hasSuffix("0") ? "1" : "0")
            await #expect(throws: Refusal(.notFound, "noSuchLink")) {
                try await Unsubscribing(token: String(forged)).perform(in: house)
            }
        }
    }

    @Test(arguments: Engine.available)
    func whatIsStoppedDoesNotLeave(_ engine: Engine) async throws {
        try await Self.with(engine) { bench in
            for number in 0..<30 {
                try await bench.customer("c\(number)", mail: "c\(number)@example.com")
            }
            _ = try await bench.place.desk(.administrator).perform(
                EditSending.self, ["limits": ["perHour": 10]])
            let id = try await bench.draft([
                "sample": ["method": "random", "size": 20, "seed": 7], "reminders": [2],
            ])
            try await bench.start(id)
            #expect(try await bench.show(id)["sent"] == 10)
            #expect(try await bench.show(id)["left"] == ["notDrawn": 10])
            _ = try await bench.manager.perform(StopMailing.self, ["mailing": id])
            bench.test.pass(.days(3))
            try await bench.go()
            #expect(try await bench.sink.count("kept") == 10)
            let shown = try await bench.show(id)
            #expect(shown["state"] == "stopped" && shown["sent"] == 10)
            await #expect(throws: Refusal(.conflict, "mailingNotRunning")) {
                try await bench.manager.perform(StopMailing.self, ["mailing": id])
            }
        }
    }

    @Test func faultsOfTermsAreTold() async throws {
        try await Self.with(.sqlite) { bench in
            let refusal = await #expect(throws: Refusal.self) {
                try await bench.draft([
                    "filter": "teir == 1", "reminders": [7, 3], "validDays": 0,
                    "sample": ["method": "stratified", "size": 5],
                ])
            }
            let paths = Set(refusal?.faults.map(\.path) ?? [])
            #expect(paths == ["filter", "reminders", "validDays", "sample.by"])
            // A line break in a heading would end the mail's header.
            let evil = await #expect(throws: Refusal.self) {
                try await bench.manager.perform(
                    CreateMailing.self,
                    [
                        "instrument": "nps", "name": "x", "subject": "a\nBcc: b@c.d", "text": "t",
                    ])
            }
            #expect(evil?.faults.map(\.path) == ["subject"])
        }
    }

    @Test(arguments: Engine.available)
    func bouncesAndComplaintsCloseAnAddress(_ engine: Engine) async throws {
        try await Self.with(engine) { bench in
            try await bench.customer("a", mail: "a@example.com")
            try await bench.customer("g", mail: "gone@example.com")
            let id = try await bench.draft(["reminders": [1]])
            try await bench.start(id)
            #expect(try await bench.show(id)["bounced"] == 1)
            let sent = try await bench.manager.perform(ListMessages.self, ["state": "sent"]).items
            let reference = try #require(sent.first?.message.reference)
            let report = """
                Content-Type: multipart/report; boundary=b

                --b
                Content-Type: message/delivery-status

                Final-Recipient: rfc822; a@example.com
                Action: failed
                Status: 5.1.1

                --b
                Content-Type: message/rfc822

                Message-ID: <\(reference)>
                --b--
                """
            let taken = try await bench.manager.perform(
                ReceiveBounce.self, ["message": .string(report)])
            #expect(taken.json["kind"] == "bounce")
            #expect(try await bench.show(id)["bounced"] == 2)
            bench.test.pass(.days(1))
            try await bench.go()
            #expect(try await bench.sink.count("kept") == 1)
            // A report about somebody else's message closes nothing.
            _ = try await bench.manager.perform(
                ReceiveBounce.self,
                ["message": .string(report.replacingOccurrences(of: reference, with: "x@y"))])
            let closed = try await bench.manager.perform(ListSuppressions.self, [:]).items
            #expect(
                closed.map(\.suppression.address) == ["a@example.com", "gone@example.com"])
        }
    }
}
