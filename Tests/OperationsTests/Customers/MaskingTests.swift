import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Who may read records but not personal data sees whom they are about as little as possible.
@Suite struct MaskingTests {
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
}
