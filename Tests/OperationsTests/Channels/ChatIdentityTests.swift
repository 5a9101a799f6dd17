import Base
import Crypto
import Domain
import Post
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Visitors whom the site's server has signed in: whose word is believed, and whose is not.
@Suite struct ChatIdentityTests {
    private static let secret = String(repeating: "s3cret-", count: 6)

    private static func part(_ bytes: [UInt8]) -> String {
        String(
            MailMessage.base64(bytes).compactMap { sign -> Character? in
                sign == "+" ? "-" : sign == "/" ? "_" : sign == "=" ? nil : sign
            })
    }

    /// A token as every library for JSON Web Tokens makes it.
    static func token(
        _ claims: JSON, secret: String = secret, head: JSON = ["alg": "HS256", "typ": "JWT"]
    ) -> String {
        let said = part(head.bytes) + "." + part(claims.bytes)
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(said.utf8), using: SymmetricKey(data: Array(secret.utf8)))
        return said + "." + part(Array(code))
    }

    private static func claims(
        _ channel: ID<Channel>, at now: Instant, subject: JSON = "C-1001", seconds: Int64 = 600,
        audience: JSON? = nil
    ) -> JSON {
        [
            "sub": subject, "aud": audience ?? .string(channel.description),
            "iat": .integer(Int(now.wholeSeconds)),
            "exp": .integer(Int((now + .seconds(seconds)).wholeSeconds)),
            "name": "Wu Lan", "email": "wu@shop.example.com",
        ]
    }

    private static func open(
        _ id: ID<Channel>, _ house: House, _ token: String?
    ) async throws -> Chat {
        var chat = try await Chat.open(id, in: house)
        try chat.identify(token)
        return chat
    }

    /// The example of RFC 7515, A.1: the same bytes everybody's library signs and reads.
    @Test func theStandardsOwnExampleHolds() throws {
        let key: [UInt8] = [
            3, 35, 53, 75, 43, 15, 165, 188, 131, 126, 6, 101, 119, 123, 166, 143, 90, 179, 40,
            230, 240, 84, 201, 40, 169, 15, 132, 178, 210, 80, 46, 191, 211, 251, 90, 146, 210, 6,
            71, 239, 150, 138, 180, 195, 119, 98, 61, 34, 61, 46, 33, 114, 5, 46, 79, 8, 192, 205,
            154, 245, 103, 208, 128, 163,
        ]
        let head = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
        let claims =
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(head).\(claims)".utf8), using: SymmetricKey(data: key))
        #expect(Self.part(Array(code)) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    }

    @Test(arguments: Engine.available)
    func whatTheSiteDidNotSignIsRefused(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let desk = try await test.workspace("Harbour").desk(.administrator)
            let with: JSON.Object = .init([.init(key: "secret", value: .string(Self.secret))])
            let id = try await ChatTests.save(desk, with)
            let elsewhere = try await ChatTests.save(desk, with)
            let without = try await ChatTests.save(desk)
            let (house, now) = (test.house, test.now)
            func refusal(_ token: String, at channel: ID<Channel>? = nil) async -> String? {
                await ChatTests.refusal { _ = try await Self.open(channel ?? id, house, token) }
            }
            let good = Self.claims(id, at: now)
            #expect(await refusal(Self.token(good)) == nil)
            #expect(await refusal(Self.token(good), at: elsewhere) == "identityElsewhere")
            #expect(await refusal(Self.token(good), at: without) == "identityForged")
            #expect(await refusal(Self.token(good, secret: Self.secret + "x")) == "identityForged")
            for head: JSON in [
                ["alg": "none"], ["alg": "HS512"], ["alg": "RS256"], ["typ": "JWT"], [:],
            ] {
                #expect(await refusal(Self.token(good, head: head)) == "identityForged")
            }
            let parts = Self.token(good).split(separator: ".").map(String.init)
            let changed = Self.part(Self.claims(id, at: now, subject: "C-1").bytes)
            for forged in [
                "\(parts[0]).\(changed).\(parts[2])", "\(parts[0]).\(parts[1]).",
                "\(parts[0]).\(parts[1])", "..", "a.b.c", "\(Self.token(good)).x",
                String(repeating: "a", count: 5_000),
            ] {
                #expect(await refusal(forged) == "identityForged", "\(forged.prefix(40))")
            }
            for (claims, code) in [
                (Self.claims(id, at: now, seconds: 0), "identityOver"),
                (Self.claims(id, at: now, seconds: -5), "identityOver"),
                (Self.claims(id, at: now, seconds: 90_000), "identityOver"),
                (Self.claims(id, at: now + .minutes(5)), "identityOver"),
                (["sub": "C-1", "aud": .string(id.description)], "identityOver"),
                (Self.claims(id, at: now, subject: ""), "identityNobody"),
                (Self.claims(id, at: now, subject: 7), "identityNobody"),
                (Self.claims(id, at: now, audience: "chn_x"), "identityElsewhere"),
                (Self.claims(id, at: now, audience: [.string(id.description)]), nil),
            ] as [(JSON, String?)] {
                #expect(await refusal(Self.token(claims)) == code)
            }
            test.pass(.seconds(601))
            #expect(await refusal(Self.token(good)) == "identityOver", "replayed too late")
        }
    }

    /// A conversation of somebody known is the same customer's as what else is known by that key,
    /// and nobody else's to read.
    @Test(arguments: Engine.available)
    func whoIsSignedInIsThatCustomer(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace("Harbour")
            let (desk, agent) = (place.desk(.administrator), place.desk(.agent))
            let known = try await place.system.perform(
                CreateCustomer.self, ["key": "C-1001", "traits": ["tier": "vip"]]
            ).id.description
            let id = try await ChatTests.save(
                desk, .init([.init(key: "secret", value: .string(Self.secret))]))
            let token = Self.token(Self.claims(id, at: test.now))
            // Begun as a stranger, who gives any address.
            let stranger = try await Self.open(id, test.house, nil)
            let one = try await ChatTests.begin(
                stranger, agent, mail: "somebody@example.com")
            let before = try await agent.perform(ShowCase.self, ["case": one]).json["customer"]
            #expect(before != .string(known))
            // Then signed in: the stranger is one with the customer.
            let chat = try await Self.open(id, test.house, token)
            try await chat.write(
                ChatTests.said("It is me", key: "second-2"), token: ChatTests.token, from: "a")
            try await ChatTests.rounds(test.house)
            let after = try await agent.perform(ShowCase.self, ["case": one]).json["customer"]
            #expect(after == .string(known))
            let way = try await agent.perform(ShowReplyWay.self, ["case": one]).json
            #expect(way["identity"] == "C-1001" && way["mail"] == "wu@shop.example.com")
            // Signed out, or another at the same browser: nothing of it is shown or goes on.
            let second = Self.token(Self.claims(id, at: test.now, subject: "C-2002"))
            for token in [nil, second] {
                let other = try await Self.open(id, test.house, token)
                for code in [
                    await ChatTests.refusal {
                        _ = try await other.thread(ChatTests.token, from: "a")
                    },
                    await ChatTests.refusal {
                        try await other.write(
                            ChatTests.said("Hm", key: "third-03"), token: ChatTests.token,
                            from: "a")
                    },
                    await ChatTests.refusal {
                        _ = try await other.addFile(
                            IncomingFile(name: "a.txt", bytes: Array("words".utf8)),
                            token: ChatTests.token, from: "a")
                    },
                ] { #expect(code == "noSuchChat") }
            }
            let same = try await chat.thread(ChatTests.token, from: "a").json["messages"]?.array
            #expect(same?.map { $0["text"] } == ["Where is my parcel?", "It is me"])
            // A new conversation of the same person elsewhere is the same customer's.
            let phone = String(repeating: "c3", count: 32)
            try await chat.write(
                ChatTests.said("From my phone", key: "fourth-4"), token: phone, from: "b")
            try await ChatTests.rounds(test.house)
            let cases = try await agent.perform(ListCases.self, [:]).json["items"]?.array ?? []
            #expect(cases.count == 2 && cases.allSatisfy { $0["customer"] == .string(known) })
        }
    }
}
