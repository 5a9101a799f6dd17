import Base
import Foundation
import TestSupport
import Testing

@testable import Post

@Suite struct MailMessageTests {
    static func message(_ subject: String = "Hello", text: String = "How was it?") -> MailMessage {
        MailMessage(
            from: .init("care@example.com", name: "诺 Care"),
            to: .init("han@example.com", name: "Han \"M\" Li"), subject: subject, text: text,
            at: TestHouse.start, id: "msg_1@example.com")
    }

    /// Python's own parser, which knows nothing of how we write, reads the same.
    @Test func anotherProgramReadsWhatWasMeant() throws {
        let subject = "您最近一次的入住体验如何？请花一分钟告诉我们 – it matters to us, 🙂 really"
        let text = "尊敬的客户：\n" + String(repeating: "这一行很长。", count: 60) + "\n.\nend \n=20\t"
        var message = Self.message(subject, text: text)
        message.html = "<p>\(text)</p>"
        message.unsubscribe = "https://example.com/u/abc"
        message.replyTo = "answers@example.com"
        let bytes = try message.bytes()
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            #expect(line.count <= 79)
        }
        #expect(bytes.allSatisfy { $0 < 0x80 })
        let read = try Self.read(bytes)
        #expect(read["subject"]?.string == subject)
        #expect(read["from"] == "诺 Care <care@example.com>")
        #expect(read["to"] == "\"Han \\\"M\\\" Li\" <han@example.com>")
        #expect(read["text"]?.string == text)
        #expect(read["html"]?.string == "<p>\(text)</p>")
        #expect(read["date"] == "2026-03-02T09:00:00+00:00")
        #expect(read["list-unsubscribe"] == "<https://example.com/u/abc>")
        #expect(read["list-unsubscribe-post"] == "List-Unsubscribe=One-Click")
        #expect(read["auto-submitted"] == "auto-generated")
        #expect(read["message-id"] == "<msg_1@example.com>")
        #expect(read["defects"] == 0)
    }

    /// Files stand beside the text, to the last byte; a name cannot add a header.
    @Test func filesGoWithIt() throws {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for html in [nil, "<p>Hello</p>"] as [String?] {
            var message = Self.message()
            message.html = html
            message.files = [
                .init(
                    name: "mine-2026-02-23.pdf", type: "application/pdf",
                    base64: MailMessage.base64(bytes))
            ]
            let read = try Self.read(try message.bytes())
            #expect(read["text"] == "How was it?" && read["defects"] == 0)
            #expect(read["html"]?.string == html)
            let files = read["files"]?.array ?? []
            #expect(files.count == 1 && files.first?["name"] == "mine-2026-02-23.pdf")
            #expect(files.first?["type"] == "application/pdf")
            #expect(files.first?["bytes"]?.array?.compactMap(\.integer) == bytes.map { Int($0) })
        }
        var evil = Self.message()
        evil.files = [.init(name: "a\"\r\nX: y", type: "text/plain", base64: "aGk=")]
        #expect(throws: Trouble.self) { try evil.bytes() }
    }

    @Test func plainTextStaysReadable() throws {
        let text = String(decoding: try Self.message().bytes(), as: UTF8.self)
        #expect(text.contains("Subject: Hello\r\n") && text.hasSuffix("\r\n\r\nHow was it?"))
    }

    @Test func aLineBreakInAHeaderIsRefused() {
        for evil in ["a\r\nBcc: x@y.z", "a\nb", "a\rb", "a\u{0}b", "诺\r\nBcc: x@y.z"] {
            #expect(throws: Trouble.self) { try Self.message(evil).bytes() }
            var message = Self.message()
            message.to = .init("han@example.com", name: evil)
            #expect(throws: Trouble.self) { try message.bytes() }
            message = Self.message()
            message.unsubscribe = evil
            #expect(throws: Trouble.self) { try message.bytes() }
            message = Self.message()
            message.to = .init("han@example.com\(evil)")
            #expect(throws: Trouble.self) { try message.bytes() }
        }
        for address in ["", "a", "a@", "@b", "a@b@c", "a b@c.d", "a@b.c>", "\u{97E9}@example.com"] {
            #expect(!MailMessage.isAddress(address))
        }
    }

    @Test func filesKeepTheirNames() throws {
        var mail = MailMessage(
            from: .init("a@example.com"), to: .init("b@example.com"), subject: "Files",
            text: "See", at: Instant(microseconds: 0), id: "x@example.com")
        let long = String(repeating: "很长的名字 ", count: 12) + "2026 (1).pdf"
        let names = ["plain.pdf", "with space; and = sign.pdf", "报价单.pdf", long, "a\"b.pdf"]
        mail.files = names.map { .init(name: $0, type: "application/pdf", base64: "JVBERg==") }
        let bytes = try mail.bytes()
        let read = try Self.read(bytes)
        #expect(read["files"]?.array?.map { $0["name"]?.string } == names)
        #expect(read["defects"] == 0)
        let lines = bytes.split(separator: 0x0A)
        #expect(lines.allSatisfy { $0.count <= 79 })
        mail.files = [.init(name: "a\r\nBcc: x@y.z", type: "text/plain", base64: "YQ==")]
        #expect(throws: Trouble.self) { try mail.bytes() }
    }

    private static func read(_ bytes: [UInt8]) throws -> JSON {
        let file = Scratch.path("mail")
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        let script = """
            import sys, json, email, email.policy
            m = email.message_from_bytes(open(sys.argv[1], 'rb').read(), policy=email.policy.SMTP)
            body = lambda kind: m.get_body((kind,))
            part = lambda kind: body(kind) and body(kind).get_content().replace('\\r\\n', '\\n')
            out = {k.lower(): str(v) for k, v in m.items()}
            out['date'] = m['date'].datetime.isoformat()
            out['text'], out['html'] = part('plain'), part('html')
            out['files'] = [dict(name=f.get_filename(), type=f.get_content_type(),
                                 bytes=list(f.get_content())) for f in m.iter_attachments()]
            out['defects'] = sum(len(p.defects) for p in m.walk())
            print(json.dumps(out))
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, file]
        let output = try Spawning.alone {
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            return output
        }
        return try JSON(parsing: Array(output.fileHandleForReading.readDataToEndOfFile()))
    }
}
