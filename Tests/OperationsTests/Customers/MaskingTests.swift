import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Who may read records but not personal data sees whom they are about as little as possible.
@Suite struct MaskingTests {
    /// What many complain of is told in their own words.
    @Test(arguments: Engine.available)
    func hotMattersHideWhatTheirWordsGiveAway(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let phone = "13812345678"
            let matter = HotMatter(
                matter: phone, name: Wording(zh: phone, en: phone), people: 9, peopleBefore: 1,
                expected: 0.1, p: 0.0001, field: "hidden.from", value: phone,
                words: ["parcel", phone], responses: [])
            try await workspace.system.write { ledger in
                try HotMatters.insert(
                    matter, ledger.newID(), at: ledger.now, in: workspace.id,
                    on: ledger.connection)
            }
            let open = try await workspace.desk(.manager).perform(ListHotMatters.self, [:])
            #expect(open.items.map(\.matter) == [matter])
            let hidden = try await workspace.desk(.analyst).perform(ListHotMatters.self, [:])
            let told = try #require(hidden.items.first)
            #expect(!told.json.text.contains(phone))
            #expect(told.matter.words.first == "parcel" && told.matter.people == 9)
        }
    }

    @Test(arguments: Engine.available)
    func recordsAndExportsHideWhoseTheyAre(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let manager = workspace.desk(.manager)
            let analyst = workspace.desk(.analyst)
            _ = try await manager.perform(CreateInstrument.self, ["library": "nps"])
            let customer = try await manager.perform(
                CreateCustomer.self,
                [
                    "key": "C-1", "name": "Li Lei",
                    "contacts": [["kind": "mail", "value": "li@example.com"]],
                ])
            let words: JSON = "Call me at 13812345678, li@example.com"
            let made = try await manager.perform(
                SubmitResponse.self,
                [
                    "instrument": "nps", "customer": "C-1",
                    "answers": ["recommend": 2, "disappointment": words],
                ])
            let id = JSON.string(try #require(made.id).description)
            let of = JSON.string(customer.id.description)

            let seen = try await manager.perform(ShowCustomer.self, ["customer": of]).customer
            #expect(seen.name == "Li Lei")
            let hidden = try await analyst.perform(ShowCustomer.self, ["customer": of]).customer
            #expect(hidden.name == "L**" && hidden.key == "C-1")
            #expect(hidden.contacts.map(\.value) == ["***@example.com"])
            let listed = try await analyst.perform(ListCustomers.self, [:]).items
            #expect(listed.map(\.customer) == [hidden])

            let answer = try await analyst.perform(ShowResponse.self, ["response": id])
            let text = answer.response.answers.values["disappointment"]?.string ?? ""
            #expect(!text.contains("13812345678") && !text.contains("li@") && text.contains("***"))
            #expect(answer.response.answers.score == 2)
            #expect(
                answer.readings["disappointment"]?.words.allSatisfy {
                    $0.range.upperBound <= text.utf8.count
                } == true)
            let instrument = try #require(
                try await analyst.perform(ListInstruments.self, .init()).items.first)
            let file = try await ExportTests.file(instrument.id, analyst, [:])
            #expect(!String(decoding: file, as: UTF8.self).contains("13812345678"))

            await #expect(throws: Refusal.self) {
                try await manager.perform(EditMasking.self, ["isOn": false])
            }
            _ = try await workspace.desk(.administrator).perform(
                EditMasking.self, ["isOn": false])
            let open = try await analyst.perform(ShowCustomer.self, ["customer": of]).customer
            #expect(open == seen)
        }
    }

    @Test(arguments: Engine.available)
    func casesHideTheirCustomers(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let agent = workspace.desk(.agent)
            let customer = try await agent.perform(
                CreateCustomer.self, ["key": "C-1", "name": "Li Lei"])
            let opened = try await agent.perform(
                OpenCase.self,
                ["title": "Late", "customer": .string(customer.id.description)])
            let id = opened.json["id"] ?? .null
            _ = try await agent.perform(
                ReceiveOnCase.self, ["case": id, "text": "我的手机是13812345678"])
            func shown(_ desk: Desk) async throws -> [String?] {
                let one = try await desk.perform(ShowCase.self, ["case": id]).json
                let thread = try await desk.perform(ListCaseMessages.self, ["case": id])
                return [one["customerName"]?.string, thread.items.first?.json["text"]?.string]
            }
            #expect(try await shown(agent) == ["Li Lei", "我的手机是13812345678"])
            #expect(try await shown(workspace.desk(.auditor)) == ["L**", "我的手机是***78"])
        }
    }

    /// Wherever a case is named, not on its own page alone.
    @Test(arguments: Engine.available)
    func titlesHideWhomTheyName(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let agent = workspace.desk(.agent)
            func open(_ title: JSON) async throws -> JSON {
                try await agent.perform(OpenCase.self, ["title": title]).json["id"] ?? .null
            }
            let one = try await open("Lamp for 13812345678")
            let other = try await open("Chair")
            _ = try await agent.perform(LinkCases.self, ["case": other, "other": one])
            func titles(_ desk: Desk) async throws -> [String?] {
                let hit = try await desk.perform(SearchRecords.self, ["text": "lamp"]).items.first
                let tie = try await desk.perform(ListCaseTies.self, ["case": other]).items.first
                return [hit?.json, tie?.json].map { $0?["title"]?["en"]?.string }
            }
            let seen = "Lamp for 13812345678"
            #expect(try await titles(agent) == [seen, seen])
            for role in [Role.analyst, .auditor] {
                let hidden = "Lamp for ***78"
                #expect(try await titles(workspace.desk(role)) == [hidden, hidden])
            }
        }
    }

    @Test(arguments: Engine.available)
    func whatIsHiddenIsNotFound(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let manager = workspace.desk(.manager)
            for (key, name, mail) in [
                ("C-1", "Li Lei", "li@example.com"), ("C-2", "Han Mei", "han@example.com"),
                ("13812345678", "Wu Di", "wu@example.org"),
            ] {
                _ = try await manager.perform(
                    CreateCustomer.self,
                    [
                        "key": .string(key), "name": .string(name),
                        "contacts": [["kind": "mail", "value": .string(mail)]],
                    ])
            }
            func found(_ role: Role, _ input: JSON) async throws -> Int {
                try await workspace.desk(role).perform(
                    ListCustomers.self, input.object ?? JSON.Object()
                ).items.count
            }
            for (input, open, hidden) in [
                (["text": "li lei"], 1, 0), (["text": "han@"], 1, 0),
                (["text": "1381234"], 1, 0), (["text": "c-"], 2, 2),
                (["text": "@EXAMPLE.com"], 2, 2), (["filter": "name == \"Li Lei\""], 1, 0),
                (["filter": "key == \"C-2\""], 1, 1), ([:], 3, 3),
            ] as [(JSON, Int, Int)] {
                #expect(try await found(.manager, input) == open, "\(input)")
                #expect(try await found(.analyst, input) == hidden, "\(input)")
            }
            // A page is full although most of what is read fits nothing.
            let page = try await workspace.desk(.analyst).perform(
                ListCustomers.self, ["text": "C-", "limit": 1])
            let next = JSON.string(try #require(page.nextCursor))
            let rest = try await workspace.desk(.analyst).perform(
                ListCustomers.self, ["text": "C-", "limit": 1, "cursor": next])
            #expect((page.items + rest.items).map(\.customer.key) == ["C-2", "C-1"])
            #expect(rest.nextCursor == nil)
        }
    }

    @Test(arguments: Engine.available)
    func mailingsHideWhomTheyReach(_ engine: Engine) async throws {
        try await MailingTests.with(engine) { bench in
            try await bench.customer("a", mail: "anna@example.com")
            let id = try await bench.draft()
            let analyst = bench.place.desk(.analyst)
            func plan(_ desk: Desk) async throws -> JSON? {
                let trial = try await desk.perform(TryMailing.self, ["mailing": id])
                return trial.json["examples"]?.array?.first?["name"]
            }
            #expect(try await plan(bench.manager) == "a")
            #expect(try await plan(analyst) == "a**")
            try await bench.start(id)
            let asked = try await analyst.perform(ListInvitations.self, ["mailing": id]).items
            #expect(asked.map(\.followed.invitation.address) == ["***@example.com"])
            #expect(asked.map(\.followed.customerName) == ["a**"])
            let sent = try await analyst.perform(ListMessages.self, [:]).items.map(\.message)
            #expect(sent.map(\.address) == ["***@example.com"] && sent.map(\.subject) == [nil])
            for (text, count) in [("anna", 0), ("EXAMPLE", 1)] {
                let input: JSON.Object = .init([.init(key: "text", value: .string(text))])
                #expect(try await analyst.perform(ListMessages.self, input).items.count == count)
                #expect(
                    try await bench.manager.perform(ListMessages.self, input).items.count == 1)
            }
            for address in ["anna@example.com", "ben@example.com", "carl@example.org"] {
                _ = try await bench.manager.perform(
                    AddSuppression.self, ["kind": "mail", "address": .string(address)])
            }
            var closed: [String] = []
            var cursor: JSON = .null
            repeat {
                let page = try await analyst.perform(
                    ListSuppressions.self, ["limit": 1, "cursor": cursor])
                closed += page.items.map(\.suppression.address)
                cursor = .optional(page.nextCursor)
            } while cursor != .null && closed.count < 9
            #expect(closed == ["***@example.com", "***@example.com", "***@example.org"])
            for (text, count) in [("ben", 0), ("example.org", 1)] {
                let input: JSON.Object = .init([.init(key: "text", value: .string(text))])
                let found = try await analyst.perform(ListSuppressions.self, input).items
                #expect(found.count == count)
            }
        }
    }
}
