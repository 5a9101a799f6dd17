import Base
import Foundation
import Post
import TestSupport
import Testing

@Suite struct MailConnectionTests {
    static let bytes = Array("Message-ID: <1@x>\r\nSubject: x\r\n\r\n.\r\n..two\r\n".utf8)

    @Test func manyMessagesGoOverOneConnection() async throws {
        let sink = try Sink()
        let mail = MailConnection(sink.server(), addresses: Sink.addresses)
        for number in 0..<20 {
            let sent = await mail.send(Self.bytes, from: "us@example.com", to: "c\(number)@x.org")
            #expect(try sent.get().contains("kept"))
        }
        // One, and another where the machine was so busy that the first had gone cold.
        #expect(try await sink.count("connections") <= 3)
        #expect(try await sink.count("kept") == 20)
        // A line that begins with a dot arrives as it was.
        #expect(
            try await sink.messages().first?["text"]?.string?.hasSuffix("\r\n.\r\n..two\r\n")
                == true)
    }

    @Test func whatTheServerSaysIsUnderstood() async throws {
        let sink = try Sink()
        let mail = MailConnection(sink.server(), addresses: Sink.addresses)
        func trouble(_ to: String) async throws -> Trouble {
            let sent = await mail.send(Self.bytes, from: "us@example.com", to: to)
            guard case .failure(let trouble) = sent else { throw Trouble(.unfit, text: "sent") }
            return trouble
        }
        let gone = try await trouble("gone@x.org")
        #expect(gone.kind == .refused && gone.code == 550 && gone.isOfRecipient)
        #expect(gone.text.contains("5.1.1"))
        let full = try await trouble("full@x.org")
        #expect(full.kind == .later && full.code == 452)
        let silent = try await trouble("silent@x.org")
        #expect(silent.kind == .dropped && silent.isInDoubt)
        #expect(try await trouble("a\r\nRCPT TO:<b@c.d>@x.org").kind == .unfit)
        // The next one goes through all the same.
        #expect(
            try await mail.send(Self.bytes, from: "a@b.c", to: "ok@x.org").get().isEmpty == false)
        let nobody = MailConnection(
            MailServer(host: "127.0.0.1", port: 1, security: .none), addresses: Sink.addresses)
        guard case .failure(let none) = await nobody.send(Self.bytes, from: "a@b.c", to: "d@e.f")
        else { throw Trouble(.unfit, text: "sent") }
        #expect(none.kind == .unreachable)
    }

    @Test func signingInGoesOverTLSOnly() async throws {
        let folder = try Scratch.newFolder("tls")
        let (file, key) = (folder + "/cert.pem", folder + "/key.pem")
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments = [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out",
            file,
        ]
        openssl.standardError = FileHandle.nullDevice
        try Spawning.alone { try openssl.run() }
        openssl.waitUntilExit()
        let sink = try Sink(certificate: (file, key))
        try await sink.control(["mustSignIn": true])
        func send(_ server: MailServer) async -> Trouble.Kind? {
            let mail = MailConnection(server, addresses: Sink.addresses)
            switch await mail.send(Self.bytes, from: "a@b.c", to: "d@e.f") {
            case .success: return nil
            case .failure(let trouble): return trouble.kind
            }
        }
        #expect(
            await send(
                sink.server(.starttls, user: "nuo", password: "secret", authorityFile: file)) == nil
        )
        #expect(
            await send(
                sink.server(.starttls, user: "nuo", password: "wrong", authorityFile: file))
                == .signIn)
        // A certificate that nobody vouches for, and a server that offers no TLS.
        #expect(await send(sink.server(.starttls, user: "nuo", password: "secret")) == .notSecure)
        let clear = try Sink()
        #expect(await send(clear.server(.starttls)) == .notSecure)
        #expect(try await sink.count("kept") == 1)
    }
}
