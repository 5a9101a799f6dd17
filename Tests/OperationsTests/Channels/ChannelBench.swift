import Base
import Domain
import Foundation
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// A workspace that reads one mailbox.
struct ChannelBench {
    let mailing: MailingBench
    let channel: JSON

    var test: TestHouse { mailing.test }
    var sink: Sink { mailing.sink }
    var agent: Desk { mailing.place.desk(.agent) }
    var administrator: Desk { mailing.place.desk(.administrator) }

    init(_ database: any Database, _ sink: Sink, takesOld: Bool = true) async throws {
        mailing = try await MailingBench(database, sink)
        try await mailing.test.house.settleIn()
        channel =
            try await mailing.place.desk(.administrator).perform(
                CreateChannel.self, ["document": Self.document(sink, takesOld: takesOld)]
            ).json["id"] ?? .null
    }

    static func document(
        _ sink: Sink, takesOld: Bool = true, password: String = "secret", folder: String = "INBOX"
    ) -> JSON {
        [
            "name": "Care", "kind": "mail",
            "mail": [
                "host": "127.0.0.1", "port": .integer(sink.imapPort), "security": "none",
                "user": "nuo", "password": .string(password), "address": "help@example.com",
                "folder": .string(folder), "takesOld": .bool(takesOld),
            ],
        ]
    }

    /// Fetches and takes in all there is.
    func go() async throws {
        let boxes = MailboxRounds(test.house, holder: "a") { Issue.record("\($0)") }
        while try await boxes.round() {}
        try await IncomingRounds(test.house, holder: "a") { Issue.record("\($0)") }.round()
    }

    func cases() async throws -> [JSON] {
        try await agent.perform(ListCases.self, ["status": "any", "order": "newest"])
            .json["items"]?.array ?? []
    }

    /// Oldest first.
    func thread(_ id: JSON?) async throws -> [JSON] {
        try await CaseRepliesTests.thread(mailing, id ?? .null).reversed()
    }

    func incoming(_ state: String? = nil) async throws -> [Incoming] {
        try await agent.perform(ListIncoming.self, ["state": .optional(state)]).items
            .map(\.incoming)
    }

    static func mail(
        from: String = "Li Mei <li@example.com>", subject: String = "Broken kettle",
        id: String, _ more: String = "", text: String = "It leaks."
    ) -> [UInt8] {
        let head = """
            From: \(from)
            To: help@example.com
            Subject: \(subject)
            Date: Mon, 02 Mar 2026 09:00:00 +0000
            Message-ID: <\(id)>
            """
        let whole = head + (more.isEmpty ? "" : "\n" + more) + "\n\n" + text + "\n"
        return Array(
            whole.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: "\r\n").utf8)
    }
}
