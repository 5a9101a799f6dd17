import Base
import Foundation
import TestSupport
import Testing

@testable import Post

@Suite struct MailboxConnectionTests {
    static func connection(_ server: MailServer) -> MailboxConnection {
        MailboxConnection(server, addresses: Sink.addresses)
    }

    @Test func mailsAreReadWithoutBeingMarked() async throws {
        let sink = try Sink()
        let mail = Array("From: a@example.com\r\n\r\n{3}\r\n* 1 FETCH\r\n)\r\n您好\r\n".utf8)
        try await sink.arrive(mail)
        try await sink.arrive([])
        let box = Self.connection(sink.mailbox())
        let folder = try await box.select("INBOX").get()
        #expect(folder == .init(validity: 77, next: 3, count: 2))
        #expect(try await box.numbers(from: 1).get() == [1, 2])
        #expect(try await box.numbers(from: 3).get() == [])
        #expect(try await box.fetch(1, most: 1 << 20).get()?.bytes == mail)
        #expect(try await box.fetch(2, most: 1 << 20).get()?.bytes == [])
        #expect(try await box.fetch(9, most: 1 << 20).get() == nil)
        #expect(try await sink.mailboxOverview()["seen"] == [])
        try await box.markSeen([1]).get()
        #expect(try await sink.mailboxOverview()["seen"] == [1])
        await box.close()
    }

    @Test func aMailLargerThanWantedComesInPart() async throws {
        let sink = try Sink()
        try await sink.arrive([UInt8](repeating: 0x41, count: 3_000_000))
        let box = Self.connection(sink.mailbox())
        _ = try await box.select("INBOX").get()
        let whole = try #require(try await box.fetch(1, most: 4_000_000).get())
        #expect(whole.bytes.count == 3_000_000 && !whole.isCutOff)
        let part = try #require(try await box.fetch(1, most: 2_000_000).get())
        #expect(part.bytes.count == 1 << 20 && part.isCutOff)
    }

    @Test func whatIsWrongIsSaidExactly() async throws {
        let sink = try Sink()
        let wrong = await Self.connection(sink.mailbox(password: "no")).select("INBOX")
        #expect(throws: Trouble.self) { try wrong.get() }
        if case .failure(let trouble) = wrong { #expect(trouble.kind == .signIn) }
        let folder = await Self.connection(sink.mailbox()).select("Nowhere")
        if case .failure(let trouble) = folder {
            #expect(trouble.kind == .refused && trouble.text.contains("no such folder"))
        } else {
            Issue.record("there is no such folder")
        }
        let closed = await MailboxConnection(sink.mailbox(), addresses: AddressGuard())
            .select("INBOX")
        if case .failure(let trouble) = closed {
            #expect(trouble.kind == .privateAddress)
        } else {
            Issue.record("a private address was called")
        }
        let nobody = await Self.connection(
            MailServer(host: "127.0.0.1", port: 1, security: .none, user: "a", password: "b")
        ).select("INBOX")
        if case .failure(let trouble) = nobody { #expect(trouble.kind == .unreachable) }
        let plain = await Self.connection(sink.mailbox(.starttls)).select("INBOX")
        if case .failure(let trouble) = plain {
            #expect(trouble.kind == .notSecure)
        } else {
            Issue.record("the password was sent in the clear")
        }
    }

    @Test func aLostConnectionIsMadeAnew() async throws {
        let sink = try Sink()
        try await sink.arrive(Array("x".utf8))
        try await sink.control(["imapDropAfter": 2])
        let box = Self.connection(sink.mailbox())
        _ = try await box.select("INBOX").get()
        _ = try await box.numbers(from: 1).get()
        let lost = await box.fetch(1, most: 1_000)
        if case .failure(let trouble) = lost { #expect(trouble.kind == .dropped) }
        _ = try await box.select("INBOX").get()
        #expect(try await box.fetch(1, most: 1_000).get()?.bytes == Array("x".utf8))
    }

    @Test func foldersOfOtherScripts() async throws {
        #expect(MailboxDialogue.quoted("客服") == "\"&W6JnDQ-\"")
        #expect(MailboxDialogue.quoted("A & \"B\"\r\nX LOGOUT") == "\"A &- \\\"B\\\"X LOGOUT\"")
    }
}
