import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

@Suite struct RuleMessagesTests {
    static func follow(_ bench: MailingBench, _ database: any Database) async throws {
        let runner = FollowerRunner(
            RulesFollower(bench.test.house), on: database, holder: "a",
            clock: { bench.test.now }, report: { Issue.record("\($0)") })
        try await runner.catchUp()
    }

    @Test(arguments: Engine.available)
    func rulesInviteWriteAndTellEachOnce(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let admin = bench.place.desk(.administrator)
            _ = try await admin.perform(CreateInstrument.self, ["library": "ces"])
            _ = try await admin.perform(
                EditSending.self,
                [
                    "robots": [
                        ["name": "ops", "kind": "wecom", "url": .string(sink.url + "/wecom")]
                    ],
                    "webhooks": [
                        ["name": "crm", "url": .string(sink.url + "/crm"), "secret": "s3cret"]
                    ],
                ])
            try await sink.control(["answers": ["/wecom": ["body": ["errcode": 0]]]])
            let rule = """
                key: after-nps
                name: After an answer
                when: response.completed
                if: instrument == "nps"
                do:
                  - invite: {instrument: ces}
                  - mail: {to: boss@example.com, subject: "Scored {score}", text: "By {customer.name}"}
                  - robot: {name: ops, text: "{instrument.name}: {score}"}
                  - webhook: {name: crm}
                """
            _ = try await bench.manager.perform(
                SaveDocument<RuleDocuments>.self, ["text": .string(rule)])
            try await bench.customer("c-1", mail: "c1@example.com")
            for score in [9, 8] {
                _ = try await admin.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "nps", "answers": ["recommend": .integer(score)],
                        "customer": "c-1",
                    ])
            }
            try await Self.follow(bench, database)
            try await database.write { connection in
                try connection.run("UPDATE cursors SET tx = -1, event = 0")
            }
            try await Self.follow(bench, database)
            try await bench.go()
            let mails = try await sink.messages().map { $0["to"]?.string }
            // The second answer invites nobody again: the customer was asked a moment ago.
            #expect(mails.filter { $0 == "c1@example.com" }.count == 1)
            #expect(mails.filter { $0 == "boss@example.com" }.count == 2)
            let calls = try await sink.calls().map { $0["target"]?.string }
            #expect(calls.filter { $0 == "/wecom" }.count == 2)
            #expect(calls.filter { $0 == "/crm" }.count == 2)
            let log = try await bench.manager.perform(ListInvitations.self, [:]).items
            #expect(
                log.map { $0.followed.invitation.reason } == [.askedLately, nil])
            let firings = try await bench.manager.perform(
                ListRuleFirings.self, ["key": "after-nps"]
            ).json["items"]?.array
            #expect(firings?.compactMap { $0["refused"]?.string } == ["notInvited"])
        }
    }

    @Test func aRuleThatWouldCallForItselfIsRefused() {
        let document: JSON = [
            "key": "x", "name": "x", "when": "response.completed",
            "do": [["invite": ["instrument": "same"]]],
        ]
        let refusal = #expect(throws: Refusal.self) { try Rule(document: document) }
        #expect(refusal?.faults.map(\.code) == ["wouldLoop"])
    }
}
