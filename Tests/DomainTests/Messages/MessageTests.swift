import Base
import Domain
import Testing

@Suite struct MessageTests {
    static let start = Instant(seconds: 1_700_000_000)

    static func message() -> Message {
        Message(
            id: ID(raw: 1), workspace: ID(raw: 1), kind: .mail, purpose: .service,
            address: "a@b.c", subject: nil, content: JSON.Object(), key: "k", customer: nil,
            invitation: nil, reference: "1@b.c", createdAt: start, due: start, changedAt: start)
    }

    /// Waits grow, spread by a quarter to both sides, and end.
    @Test(arguments: [0, 1, 12_345, .max] as [UInt64])
    func triesAreBounded(_ chance: UInt64) {
        var message = Self.message()
        var now = Self.start
        var waits: [Double] = []
        while message.state == .waiting {
            message.take(until: now + .seconds(75))
            message.settle(.notNow(reason: "later", detail: "x"), at: now, chance: chance)
            if message.state == .waiting {
                waits.append((message.due - now).seconds)
                now = message.due
            }
        }
        #expect(message.state == .failed && message.tries == Message.triesMost)
        let middle: [Double] = [2, 30, 120, 600, 2_700, 10_800, 21_600]
        #expect(waits.count == middle.count)
        for (wait, usual) in zip(waits, middle) {
            #expect(wait >= usual * 0.75 && wait <= usual * 1.25)
        }
    }

    @Test func onlyWhatWasGivenUpIsTriedAgain() throws {
        var message = Self.message()
        #expect(throws: Refusal.self) { try message.retry(at: Self.start) }
        message.settle(.never(reason: "refused", detail: ""), at: Self.start, chance: 0)
        try message.retry(at: Self.start)
        #expect(message.state == .waiting && message.tries == 0)
        message.settle(.noSuchAddress(detail: ""), at: Self.start, chance: 0)
        #expect(throws: Refusal.self) { try message.retry(at: Self.start) }
    }

    @Test func reportsAreRead() throws {
        let bounce = Self.report(action: "failed", status: "5.1.1", to: "Han@Example.com")
        let read = try #require(DeliveryReport(mail: bounce))
        #expect(read.kind == .bounce && read.recipient == "Han@Example.com")
        #expect(read.reference == "msg_1@example.com")
        #expect(read.detail == "smtp; 550 5.1.1 user unknown in table")
        let full = Self.report(action: "failed", status: "5.2.2", to: "a@b.c")
        #expect(DeliveryReport(mail: full)?.kind == .delay)
        let late = Self.report(action: "delayed", status: "4.4.1", to: "a@b.c")
        #expect(DeliveryReport(mail: late)?.kind == .delay)
        #expect(
            DeliveryReport(mail: Self.report(action: "delivered", status: "2.0.0", to: "a@b.c"))
                == nil)
        #expect(DeliveryReport(mail: "Subject: away\r\n\r\nI am on holiday, failed 5.1.1") == nil)
        let spam = """
            Content-Type: multipart/report; report-type=feedback-report; boundary=b

            --b
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            Original-Rcpt-To: <li@example.com>

            --b
            Content-Type: message/rfc822

            Message-ID: <msg_2@example.com>
            --b--
            """
        let complaint = try #require(DeliveryReport(mail: spam))
        #expect(complaint.kind == .complaint && complaint.recipient == "li@example.com")
        #expect(complaint.reference == "msg_2@example.com")
    }

    static func report(action: String, status: String, to: String) -> String {
        """
        From: MAILER-DAEMON@example.com\r
        Message-ID: <report@example.com>\r
        Content-Type: multipart/report; report-type=delivery-status;\r
         boundary="b"\r
        \r
        --b\r
        Content-Type: text/plain\r
        \r
        Sorry.\r
        --b\r
        Content-Type: message/delivery-status\r
        \r
        Reporting-MTA: dns; mail.example.com\r
        \r
        Final-Recipient: rfc822; \(to)\r
        Action: \(action)\r
        Status: \(status)\r
        Diagnostic-Code: smtp; 550 5.1.1 user unknown\r
         in table\r
        \r
        --b\r
        Content-Type: message/rfc822\r
        \r
        Message-ID: <msg_1@example.com>\r
        Subject: How was it?\r
        --b--\r
        """
    }
}
