import Base
import Testing

@testable import Operations

@Suite struct PasswordHashTests {
    private let salt = [UInt8](1...16)

    /// RFC 7914, section 12, third vector: N = 16384, r = 8, p = 1.
    @Test func theFunctionIsScrypt() async throws {
        let key = """
            7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2\
            d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887
            """
        let hash = PasswordHash(
            rounds: 16_384, salt: Array("SodiumChloride".utf8),
            key: try #require([UInt8](hexadecimal: key)))
        #expect(try await Passwords.matches("pleaseletmein", hash))
        #expect(try await !Passwords.matches("pleaseletmeIn", hash))
    }

    @Test func whatIsStoredComesBack() async throws {
        let hash = try await Passwords.hash("correct horse", salt: salt, cost: .cheap)
        #expect(hash.stored.hasPrefix("scrypt:16:8:1:0102"))
        let read = try #require(PasswordHash(stored: hash.stored))
        #expect(read == hash)
        #expect(try await Passwords.matches("correct horse", read))
        #expect(try await !Passwords.matches("correct horsE", read))
        #expect(try await !Passwords.matches("", read))
    }

    @Test func composedAndDecomposedLettersAreOnePassword() async throws {
        let hash = try await Passwords.hash("caf\u{E9} noir 42", salt: salt, cost: .cheap)
        #expect(try await Passwords.matches("cafe\u{301} noir 42", hash))
    }

    @Test(arguments: [
        "", "scrypt", "scrypt:16:8:1:zz:00", "bcrypt:16:8:1:00:00", "scrypt:a:8:1:00:00",
    ])
    func whatIsNoHashIsNone(_ text: String) {
        #expect(PasswordHash(stored: text) == nil)
    }

    @Test func costRises() async throws {
        let cheap = try await Passwords.hash("correct horse", salt: salt, cost: .cheap)
        #expect(cheap.isCheaper(than: .standard))
        #expect(!cheap.isCheaper(than: .cheap))
    }

    @Test func nobodyHasNoPassword() async throws {
        #expect(try await !Passwords.matches("", .ofNobody(.cheap)))
    }

    @Test func aTicketFromBeforeAChangeKeepsNothing() {
        let admissions = Admissions()
        let now = Instant(seconds: 5)
        let actor = Actor.respondent(in: ID(raw: 1))
        let stale = admissions.ticket()
        admissions.drop()
        admissions.keep(.bearer(actor), for: "x", at: now, stale)
        #expect(admissions.admitted("x", at: now) == nil)
        admissions.keep(.bearer(actor), for: "x", at: now, admissions.ticket())
        #expect(admissions.admitted("x", at: now) != nil)
        #expect(admissions.admitted("x", at: now + Admissions.life) == nil)
        #expect(admissions.admitted("x", at: now - .seconds(1)) == nil)
    }
}
