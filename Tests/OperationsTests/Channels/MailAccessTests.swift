import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Mailboxes that are signed in to in their owner's name, against a provider of our own that
/// answers as RFC 6749 says.
@Suite struct MailAccessTests {
    private static let session = String(repeating: "5e", count: 16)

    private static func save(_ bench: MailingBench) async throws -> ID<Channel> {
        let sink = bench.sink
        return try await bench.place.desk(.administrator).perform(
            CreateChannel.self,
            [
                "document": [
                    "name": "Care", "kind": "mail",
                    "mail": [
                        "host": "127.0.0.1", "port": .integer(sink.imapPort), "security": "none",
                        "user": "nuo", "address": "help@example.com", "takesOld": true,
                        "provider": "other", "client": "app-1", "secret": "app-secret",
                        "consentAddress": .string(sink.url + "/consent?prompt=consent"),
                        "tokenAddress": .string(sink.url + "/token"), "scope": "mail offline",
                    ],
                ]
            ]
        ).id
    }

    private static func answer(_ sink: Sink, _ token: JSON, bearer: String) async throws {
        try await sink.control(["answers": ["/token": token], "bearer": .string(bearer)])
    }

    private static func granted(_ access: String, _ refresh: String?) -> JSON {
        [
            "body": [
                "access_token": .string(access), "refresh_token": .optional(refresh),
                "expires_in": 3_600, "token_type": "Bearer",
            ]
        ]
    }

    private static func calls(_ sink: Sink) async throws -> [String] {
        try await sink.calls().filter { $0["target"] == "/token" }.compactMap {
            $0["body"]?.string
        }
    }

    private static func look(_ bench: MailingBench) async throws {
        _ = try await MailboxRounds(bench.test.house, holder: "a") { Issue.record("\($0)") }
            .round()
    }

    private static func trouble(_ bench: MailingBench) async throws -> (JSON?, JSON?) {
        let all = try await bench.place.desk(.administrator).perform(ListChannels.self, [:]).json
        let one = all["items"]?.array?.first
        return (one?["trouble"], one?["detail"])
    }

    /// The owner agrees; the channel has what is worth access from then on.
    private static func agree(_ bench: MailingBench, _ id: ID<Channel>) async throws {
        let administrator = bench.place.desk(.administrator)
        let back: JSON = "https://care.example.com/settings/channels/consent"
        let asked = try await administrator.perform(
            AskMailConsent.self,
            [
                "channel": .string(id.description), "redirect": back,
                "session": .string(session),
            ])
        let address = try #require(asked.address)
        #expect(address.hasPrefix(bench.sink.url + "/consent?prompt=consent&client_id=app-1"))
        #expect(address.contains("code_challenge_method=S256"))
        let start = try #require(address.firstRange(of: "state="))
        let state = String(address[start.upperBound...].prefix { $0 != "&" })
        try await answer(bench.sink, granted("A1", "R1"), bearer: "A2")
        for (state, session) in [
            (state + "0", Self.session), (state, String(repeating: "6f", count: 16)),
        ] {
            await #expect(throws: Refusal.self, "another's browser brings nothing") {
                _ = try await administrator.perform(
                    TakeMailConsent.self,
                    [
                        "state": .string(state), "code": "c-1", "redirect": back,
                        "session": .string(session),
                    ])
            }
        }
        _ = try await administrator.perform(
            TakeMailConsent.self,
            [
                "state": .string(state), "code": "c-1", "redirect": back,
                "session": .string(Self.session),
            ])
        let sent = try #require(try await calls(bench.sink).last)
        #expect(sent.contains("grant_type=authorization_code&code=c-1"))
        #expect(sent.contains("client_secret=app-secret") && sent.contains("code_verifier="))
    }

    @Test(arguments: Engine.available)
    func aMailboxIsReadInItsOwnersName(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let id = try await Self.save(bench)
            try await Self.look(bench)
            let before = try await Self.trouble(bench)
            #expect(before.0 == "signIn" && before.1 == "not agreed yet")
            try await Self.agree(bench, id)
            try await sink.arrive(ChannelBench.mail(from: "li@example.com", id: "o1@x"))
            try await Self.answer(sink, Self.granted("A2", "second-refresh-secret"), bearer: "A2")
            try await Self.look(bench)
            try await Self.look(bench)
            var asked = try await Self.calls(sink).filter { $0.contains("refresh_token&") }
            #expect(asked.count == 1 && asked[0].contains("refresh_token=R1"))
            #expect(try await sink.mailboxOverview()["seen"] == [1])
            #expect(try await Self.trouble(bench).0 == .null)
            // An hour later with what the provider gave instead, kept sealed.
            let stored = try await database.read {
                try $0.rows("SELECT document FROM channels") { $0.text(0) }
            }
            #expect(
                stored.allSatisfy {
                    !$0.contains("second-refresh-secret") && !$0.contains("app-secret")
                })
            bench.test.pass(.hours(1))
            try await Self.answer(sink, Self.granted("A3", nil), bearer: "A3")
            try await Self.look(bench)
            asked = try await Self.calls(sink).filter { $0.contains("refresh_token&") }
            #expect(asked.count == 2 && asked[1].contains("refresh_token=second-refresh-secret"))
            #expect(try await Self.trouble(bench).0 == .null)
            // The owner takes it back.
            bench.test.pass(.hours(1))
            try await Self.answer(
                sink,
                [
                    "status": 400,
                    "body": ["error": "invalid_grant", "error_description": "revoked"],
                ], bearer: "A4")
            try await Self.look(bench)
            let after = try await Self.trouble(bench)
            #expect(after.0 == "signIn" && after.1 == "400 invalid_grant: revoked")
        }
    }

    @Test(arguments: Engine.available)
    func answersLeaveInTheSameName(_ engine: Engine) async throws {
        let sink = try Sink()
        try await engine.withDatabase { database in
            let bench = try await MailingBench(database, sink)
            let id = try await Self.save(bench)
            try await Self.agree(bench, id)
            try await Self.answer(sink, Self.granted("A2", nil), bearer: "A2")
            try await sink.control(["mustSignIn": true])
            _ = try await bench.place.desk(.administrator).perform(
                EditSending.self,
                [
                    "mail": [
                        "host": "127.0.0.1", "port": .integer(sink.smtpPort), "security": "none",
                        "from": "care@example.com", "mailbox": .string(id.description),
                    ]
                ])
            let one = try await CaseRepliesTests.open(bench)
            let agent = bench.place.desk(.agent)
            for text in ["Hello", "Again"] {
                _ = try await agent.perform(
                    ReplyToCase.self, ["case": one, "text": .string(text)])
                try await bench.go()
                bench.test.pass(.hours(1))
            }
            #expect(try await sink.count("kept") == 2)
            let asked = try await Self.calls(sink).filter { $0.contains("refresh_token&") }
            #expect(asked.count == 2, "for an hour at a time")
        }
    }

    /// What the other side says of how long a token holds is believed within bounds.
    @Test func tokensHoldForADayAtMost() throws {
        let tokens = AccessTokens()
        let now = Instant(seconds: 1_700_000_000)
        let door = try Channel(
            id: ID(raw: 1),
            document: [
                "name": "Care", "kind": "mail",
                "mail": [
                    "host": "mail.example.com", "user": "nuo", "password": "box",
                    "address": "help@example.com",
                ],
            ]
        ).door
        for (seconds, holds, ends) in [
            (7_200, Span.seconds(6_899), Span.seconds(6_900)),
            (Int.max, .seconds(86_099), .seconds(86_100)),
            (Int.min, .seconds(59), .seconds(60)),
        ] {
            tokens.keep("T", for: door, seconds: seconds, at: now)
            #expect(tokens.find(door, at: now + holds) == "T")
            #expect(tokens.find(door, at: now + ends) == nil)
        }
    }

    /// Consent given to one application is nothing to another, and is not shown to its server.
    @Test func consentEndsWithTheApplicationItWasGivenTo() throws {
        let old: JSON = [
            "mail": [
                "provider": "google", "client": "a", "secret": "s", "refresh": "R",
                "password": "p",
            ]
        ]
        func refresh(_ mail: JSON) throws -> JSON? {
            let merged = Channel.merged(
                try #require(old.object), with: .init([.init(key: "mail", value: mail)]))
            #expect(merged["mail"]?["secret"] == "s")
            return merged["mail"]?["refresh"]
        }
        #expect(try refresh(["provider": "google", "client": "a", "folder": "In"]) == "R")
        #expect(try refresh(["provider": "google", "client": "b"]) == nil)
        #expect(
            try refresh(["provider": "other", "client": "a", "tokenAddress": "https://x.example"])
                == nil)
    }
}
