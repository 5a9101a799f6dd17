import Base
import Domain
import Foundation
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// A workspace that can send, with the NPS questionnaire and some customers.
struct MailingBench {
    let test: TestHouse
    let place: TestWorkspace
    let sink: Sink

    init(_ database: any Database, _ sink: Sink) async throws {
        test = TestHouse(database, outside: sink.outside)
        place = try await test.workspace("Harbour")
        self.sink = sink
        _ = try await place.system.perform(CreateInstrument.self, ["library": "nps"])
    }

    var manager: Desk { place.desk(.manager) }

    @discardableResult
    func customer(
        _ key: String, mail: String? = nil, traits: JSON = [:], language: String? = nil,
        surveys: Bool? = nil
    ) async throws -> String {
        var fields: [JSON.Object.Member] = [
            .init(key: "key", value: .string(key)), .init(key: "traits", value: traits),
        ]
        if let mail {
            fields.append(
                .init(key: "contacts", value: [["kind": "mail", "value": .string(mail)]]))
        }
        if let language { fields.append(.init(key: "language", value: .string(language))) }
        if let surveys {
            fields.append(.init(key: "consents", value: ["surveys": .bool(surveys)]))
        }
        return try await place.system.perform(CreateCustomer.self, JSON.Object(fields))
            .id.description
    }

    func draft(_ more: KeyValuePairs<String, JSON> = [:]) async throws -> JSON {
        var fields: [JSON.Object.Member] = [
            .init(key: "instrument", value: "nps"), .init(key: "name", value: "Spring"),
            .init(
                key: "subject", value: ["zh": "{company}想听您说", "en": "{customer.key}, how was it?"]),
            .init(
                key: "text",
                value: ["zh": "{customer.tier|尊敬的}客户", "en": "Dear {customer.name|guest}"]),
        ]
        fields += more.map { .init(key: $0.key, value: $0.value) }
        return try await manager.perform(CreateMailing.self, JSON.Object(fields)).json["id"]
            ?? .null
    }

    func start(_ id: JSON) async throws {
        _ = try await manager.perform(StartMailing.self, ["mailing": id])
        try await go()
    }

    /// All that is due now: choosing, writing, sending.
    func go() async throws {
        try await MailingRounds(test.house, holder: "a") { Issue.record("\($0)") }.round()
        try await MessageSender(test.house, holder: "a") { Issue.record("\($0)") }.drain()
    }

    func show(_ id: JSON) async throws -> JSON {
        try await manager.perform(ShowMailing.self, ["mailing": id]).json
    }

    func people(_ id: JSON, _ reason: String? = nil) async throws -> [JSON] {
        let page = try await manager.perform(
            ListInvitations.self, ["mailing": id, "reason": .optional(reason)])
        return page.json["items"]?.array ?? []
    }

    /// The last mail to an address, undone of its transfer encoding as far as links go.
    func mail(to address: String) async throws -> String {
        let mails = try await sink.messages().filter { $0["to"]?.string == address }
        let text = try #require(mails.last?["text"]?.string)
        return text.split(separator: "=\r\n", omittingEmptySubsequences: false).joined()
            .split(separator: "=3D", omittingEmptySubsequences: false).joined(separator: "=")
    }

    /// The token behind a path such as `/a/` in a mail.
    func token(_ path: String, in mail: String) throws -> String {
        let start = try #require(mail.range(of: "care.example.com\(path)"))
        return String(mail[start.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" })
    }

    /// Answers to the end.
    func answer(_ token: String, _ score: Int) async throws {
        let key = String(repeating: "k", count: 40) + token
        let sheet = try await AnswerSheet.open(token, key: nil, query: [], in: test.house)
        for page in sheet.instrument.pages.indices {
            _ = try await PageTurn(
                token: token, key: key,
                turn: .init(
                    page: page, form: page == 0 ? [("recommend", "\(score)")] : [],
                    shown: Set(sheet.instrument.items.map(\.key)), way: .next),
                language: "en"
            ).perform(in: test.house)
        }
    }
}
