import MIME
import Testing

/// Mails as programs and people really send them.
@Suite struct LetterTests {
    static func letter(_ text: String, limits: Letter.Limits = .init()) -> Letter {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return Letter(Array(lines.joined(separator: "\r\n").utf8), limits: limits)
    }

    @Test func aPlainMail() {
        let letter = Self.letter(
            """
            From: "Li, Mei" <Mei.Li@Example.COM>
            To: care@example.com, Other <other@example.com>
            Subject: =?UTF-8?B?5Y+R56Wo?= about =?utf-8?q?the_bill=2E?=
            Message-ID: <a1@mail.example.com>
            In-Reply-To: <q2@care.example.com>
            References: <q1@care.example.com>
             <q2@care.example.com>
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Gr=C3=BC=C3=9Fe, soft=
             break =E4=BD=A0=E5=A5=BD
            """)
        #expect(letter.from?.name == "Li, Mei" && letter.from?.address == "Mei.Li@example.com")
        #expect(letter.to.map(\.address) == ["care@example.com", "other@example.com"])
        #expect(letter.subject == "发票 about the bill.")
        #expect(letter.messageID == "a1@mail.example.com")
        #expect(letter.references == ["q2@care.example.com", "q1@care.example.com"])
        #expect(letter.text == "Grüße, soft break 你好")
        #expect(letter.faults.isEmpty && letter.files.isEmpty)
    }

    /// Bytes of each charset, made by iconv elsewhere: 您好，退款！ and 訂單 and ご注文.
    @Test(
        arguments: [
            (
                "gb2312", [0xC4, 0xFA, 0xBA, 0xC3, 0xA3, 0xAC, 0xCD, 0xCB, 0xBF, 0xEE, 0xA3, 0xA1],
                "您好，退款！"
            ),
            ("GB18030", [0x81, 0x39, 0xEE, 0x39, 0xC4, 0xFA], "㐀您"),
            ("big5", [0xAD, 0x71, 0xB3, 0xE6], "訂單"),
            ("Shift_JIS", [0x82, 0xB2, 0x92, 0x8D, 0x95, 0xB6], "ご注文"),
            ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x24, 0x34, 0x1B, 0x28, 0x42], "ご"),
            ("windows-1252", [0x80, 0x20, 0xE9], "€ é"),
        ] as [(String, [UInt8], String)])
    func charsets(_ label: String, _ bytes: [UInt8], _ text: String) {
        let head = "From: a@b.cn\nContent-Type: text/plain; charset=\"\(label)\"\n\n"
        let letter = Letter(Array(head.utf8) + bytes)
        #expect(letter.text == text)
        #expect(letter.faults.isEmpty)
    }

    /// Declared wrongly, or not at all.
    @Test func wrongCharsetsAreMended() {
        let chinese: [UInt8] = [0xC4, 0xFA, 0xBA, 0xC3]
        let undeclared = Letter(
            Array("From: a@b.cn\nSubject: ".utf8) + chinese + [10, 10] + chinese)
        #expect(undeclared.subject == "您好" && undeclared.text == "您好")
        let asUTF8 = Letter(
            Array("From: a@b.cn\nContent-Type: text/plain; charset=utf-8\n\n".utf8) + chinese)
        #expect(asUTF8.text == "您好" && asUTF8.faults == [.wrongCharset])
        let asGB = Letter(
            Array("From: a@b.cn\nContent-Type: text/plain; charset=us-ascii\n\n€uro ü".utf8))
        #expect(asGB.text == "€uro ü" && asGB.faults == [.wrongCharset])
        let unknown = Letter(
            Array("From: a@b.cn\nContent-Type: text/plain; charset=x-martian\n\n您好".utf8))
        #expect(unknown.text == "您好" && unknown.faults == [.wrongCharset])
    }

    /// One character cut in two by two encoded words, as old programs do.
    @Test func encodedWordsThatCutCharacters() {
        let letter = Self.letter(
            "From: =?gb2312?B?xPo=?= =?gb2312?B?usM=?= <a@b.cn>\nSubject: =?utf-8?B?5oo=?=\n =?utf-8?B?lQ==?= x\n\n."
        )
        #expect(letter.from?.name == "您好")
        #expect(letter.subject == "投 x")
    }

    @Test func alternativesFilesAndRelatedPictures() {
        let letter = Self.letter(
            """
            From: a@example.com
            Content-Type: multipart/mixed; boundary="out er"

            preamble
            --out er
            Content-Type: multipart/alternative; boundary=in

            --in
            Content-Type: text/plain

            As written
            --in
            Content-Type: text/html

            <p>As <b>shown</b></p>
            --in--
            --out er
            Content-Type: application/pdf; name="x.pdf"
            Content-Disposition: attachment; filename*0*=UTF-8''%E5%8F%91;
             filename*1*=%E7%A5%A8.pdf
            Content-Transfer-Encoding: base64

            JVBERi0x
            --out er
            Content-Type: image/png
            Content-ID: <pic>
            Content-Transfer-Encoding: base64

            iVBORw==
            --out er--
            epilogue
            """)
        #expect(letter.text == "As written")
        #expect(letter.files.map(\.name) == ["发票.pdf", "file"])
        #expect(letter.files.map(\.isInline) == [false, true])
        #expect(letter.files[0].bytes == Array("%PDF-1".utf8))
        #expect(letter.faults.isEmpty)
    }

    @Test func whatIsBrokenIsReadAllTheSame() {
        let unclosed = Self.letter(
            "From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nStill here")
        #expect(unclosed.text == "Still here" && unclosed.faults == [.unclosed])
        let noBoundary = Self.letter("From: a@example.com\nContent-Type: multipart/mixed\n\nText")
        #expect(noBoundary.text == "Text" && noBoundary.faults == [.noBoundary])
        let head = Self.letter("this is no header\nFrom: a@example.com\n\nText")
        #expect(head.text == "Text" && head.faults == [.brokenHead])
        let base64 = Self.letter(
            "From: a@example.com\nContent-Transfer-Encoding: base64\n\nSGVs!bG8=")
        #expect(base64.text == "Hello" && base64.faults == [.brokenCoding])
        #expect(Letter([]).from == nil)
        #expect(Letter([0xFF, 0x00, 0x0A, 0x0A]).text.isEmpty)
    }

    @Test func limitsHold() {
        var limits = Letter.Limits()
        limits.parts = 20
        limits.files = 3
        limits.fileBytes = 10
        limits.textBytes = 100
        let deep = (0..<50).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }
        #expect(
            Self.letter("From: a@b.c\n" + deep.joined() + "\nx").faults.contains(.tooDeep))
        let part = "--b\nContent-Disposition: attachment; filename=f\n\n0123456789ABCDEF\n"
        let many = Self.letter(
            "From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n"
                + String(repeating: part, count: 40) + "--b--", limits: limits)
        #expect(many.faults == [.tooManyParts, .tooManyFiles, .fileTooLarge])
        #expect(many.files.count == 3 && many.files.allSatisfy { $0.isCutOff && $0.bytes.isEmpty })
        let long = Self.letter(
            "From: a@b.c\n\n" + String(repeating: "x", count: 200), limits: limits)
        #expect(long.text.count == 100 && long.faults == [.textCutOff])
    }

    /// 50 MB in one file; time is measured, not asserted.
    @Test func largeMails() {
        let line = String(repeating: "QUJD", count: 19) + "\r\n"
        let mail =
            "From: a@b.c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHi\r\n--b\r\n"
            + "Content-Disposition: attachment; filename=big.bin\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
        let bytes =
            Array(mail.utf8) + Array(String(repeating: line, count: 640_000).utf8)
            + Array("--b--\r\n".utf8)
        #expect(bytes.count > 49_000_000)
        var limits = Letter.Limits()
        limits.fileBytes = 50 << 20
        let letter = Letter(bytes, limits: limits)
        #expect(letter.text == "Hi" && letter.files.first?.bytes.count == 640_000 * 57)
        let usual = Letter(bytes)
        #expect(usual.text == "Hi" && usual.faults == [.fileTooLarge])
    }

    @Test(arguments: [
        ("Auto-Submitted: auto-replied", Letter.Nature.automatic),
        ("Auto-Submitted: no", .personal),
        ("Precedence: bulk", .bulk),
        ("Precedence: auto_reply", .automatic),
        ("X-Auto-Response-Suppress: OOF, AutoReply", .automatic),
        ("List-Id: <news.example.com>", .bulk),
        ("Return-Path: <>", .automatic),
        ("Subject: 自动回复：我在休假", .automatic),
        ("Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSN?=", .automatic),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=x", .report),
        ("Content-Type: multipart/report; report-type=disposition-notification", .automatic),
        ("Subject: Re: my order", .personal),
    ])
    func natures(_ header: String, _ nature: Letter.Nature) {
        #expect(
            Self.letter("From: a@example.com\n\(header)\n\nx").nature(automaticSubjects: ["自动回复"])
                == nature)
    }

    @Test func theMailServersVerdictOnTheSender() {
        let failed = Self.letter(
            "Authentication-Results: mx.example.com; spf=pass; dmarc=fail (p=none)\n"
                + "Authentication-Results: forged; dmarc=pass\nFrom: a@example.com\n\nx")
        #expect(failed.failsAuthentication)
        #expect(!Self.letter("From: a@example.com\n\nx").failsAuthentication)
    }

    /// Any bytes make a letter, within bounds: mails spoilt at random never trap.
    @Test func spoiltMailsNeverTrap() {
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let whole = Array(
            """
            From: "A" <a@example.com>\r\nSubject: =?gb2312?B?xPo=?= =?x?Q?=E4?=\r
            Content-Type: multipart/mixed; boundary=b; name*0*=utf-8''%E5\r\n\r\n--b\r
            Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\nplain\r\n--c\r
            Content-Type: text/html; charset=big5\r\n\r\n<p a="x>">&#x4F60;&amp;<script>x</script>\r
            --c--\r\n--b\r\nContent-Transfer-Encoding: base64\r\nContent-Type: image/png\r\n\r
            iVBORw0KGgo=\r\n--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r
            =E4=B=\r\n--b--
            """.utf8)
        for _ in 0..<3_000 {
            var mail = whole
            for _ in 0...next(12) {
                let place = next(mail.count)
                switch next(4) {
                case 0: mail[place] = UInt8(next(256))
                case 1: mail.remove(at: place)
                case 2:
                    mail.insert(
                        contentsOf: mail[place..<min(place + next(60), mail.count)], at: place)
                default: mail.removeSubrange(place..<min(place + next(40), mail.count))
                }
                if mail.isEmpty { mail = [10] }
            }
            let letter = Letter(mail)
            #expect(letter.text.utf8.count < 10 * mail.count + 1_000)
            _ = letter.nature(automaticSubjects: [])
        }
    }
}
