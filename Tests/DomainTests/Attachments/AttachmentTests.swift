import Base
import Testing

@testable import Domain

@Suite struct AttachmentTests {
    @Test(arguments: [
        ("photo.JPG", "image/jpeg", "photo.JPG"),
        ("../../etc/passwd", "image/png", "passwd.png"),
        ("C:\\Users\\li\\发票.pdf", "application/pdf", "发票.pdf"),
        ("evil.exe", "image/png", "evil.exe.png"),
        ("page.html", "text/plain", "page.html.txt"),
        ("a\u{202E}gnp.exe", "image/png", "agnp.exe.png"),
        ("zero\u{200B}width\u{0007}.png", "image/png", "zerowidth.png"),
        ("", "application/pdf", "file.pdf"),
        ("...", "application/pdf", "file.pdf"),
        (".htaccess", "text/plain", "htaccess.txt"),
        ("a\"b<c>d;e.png", "image/png", "a_b_c_d;e.png"),
        (
            String(repeating: "长", count: 300), "image/png",
            String(repeating: "长", count: 100) + ".png"
        ),
    ])
    func namesAreMadeSafe(given: String, media: String, expected: String) throws {
        let type = try #require(FileType(media: media))
        let file = Domain.Attachment(name: given, type: type, size: 1)
        #expect(file.name == expected)
        #expect(Domain.Attachment(name: file.name, type: type, size: 1) == file, "once is enough")
    }

    @Test func whatCanActInABrowserIsNoType() {
        for media in [
            "text/html", "image/svg", "application/xhtml+xml", "application/javascript",
            "application/x-dosexec", "text/xml",
        ] {
            #expect(FileType(media: media) == nil, "\(media)")
            #expect(FileType(received: media).media == "application/octet-stream")
        }
        // A message may bring these; an answer may not hold them.
        for media in ["application/zip", "application/octet-stream", "message/rfc822"] {
            let type = FileType(received: media)
            #expect(type.family == nil && !type.isShown)
            #expect(!FileType.all(of: FileType.Family.allCases).contains(type))
        }
        #expect(FileType.all(of: FileType.Family.allCases).count > 20)
        #expect(FileType.Family(rawValue: "signature") == nil)
        #expect(!FileType.all(of: FileType.Family.allCases).contains(.signature))
    }
}

@Suite struct SignatureTests {
    @Test(arguments: ["M0 0L600 200", "M10 20L30 40 50 60M1 2L3 4", "M5 5L5 5", "M1 2 3 4"])
    func linesWithinTheFieldAreTaken(_ path: String) throws {
        let signature = try #require(Signature(drawn: path))
        #expect(signature.svg.contains("<path d=\"\(path)\""))
        #expect(signature.name == nil)
    }

    @Test(arguments: [
        "", "M", "M1 2", "L1 2", "M1 2L3", "M601 0L1 1", "M1 201L1 1", "M1 2L-3 4", "M1.5 2L3 4",
        "M1 2C3 4 5 6 7 8", "m1 2l3 4", "M1 2L3 4Z", "M1 2L3 4\"/><script>", "M1 2L3 4\n",
        "M1  2L3 4", "M1234 2L3 4", "M１ 2L3 4", "M1 2L3 4L5 6",
        String(repeating: "M1 2L3 4", count: 2_501),
    ])
    func anythingElseIsNot(_ path: String) { #expect(Signature(drawn: path) == nil) }

    @Test(arguments: [
        (" Li  Hua ", "Li Hua"), ("李 华", "李 华"), ("<b>&", "<b>&"), ("1234", nil), ("", nil),
        ("a\u{202E}b", nil), ("a\u{FFFF}", nil), (String(repeating: "a", count: 101), nil),
    ])
    func namesAreLetters(typed: String, name: String?) {
        #expect(Signature(typed: typed)?.name == name)
    }

    @Test func nothingOfANameIsMarkup() throws {
        let svg = try #require(Signature(typed: "<script>&\"' Li")).svg
        #expect(svg.contains(">&lt;script&gt;&amp;&quot;&#39; Li</text>"))
        #expect(!svg.contains("<script"))
    }
}
