import Base
import TestSupport
import Testing

@testable import Operations

@Suite struct WeChatCipherTests {
    static let aesKey = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"

    /// The example of WeCom's own description of its callbacks.
    @Test func thePublicExample() throws {
        let sealed =
            "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
        let parts = ["QDG6eK", "1409659589", "263014780", sealed]
        #expect(WeChatCipher.signature(parts) == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3")
        let cipher = try #require(
            WeChatCipher(aesKey: Self.aesKey, receiver: "wx5823bf96d3bd56c7"))
        #expect(cipher.decrypt(sealed) == Array("1616140317555161061".utf8))
        let other = try #require(WeChatCipher(aesKey: Self.aesKey, receiver: "wx0000000000000000"))
        #expect(other.decrypt(sealed) == nil, "it was meant for somebody else")
    }

    /// Both ways against openssl, over all lengths of the padding.
    @Test(arguments: [0, 1, 11, 12, 13, 31, 32, 33, 500])
    func asOpensslHasIt(_ count: Int) throws {
        let message = String(repeating: "x", count: count) + "您好"
        let vector = try WeChatVectors.make(
            token: "t", aesKey: Self.aesKey, receiver: "ww1", time: "1", nonce: "2",
            message: message)
        let cipher = try #require(WeChatCipher(aesKey: Self.aesKey, receiver: "ww1"))
        let sealed = try #require(vector["encrypted"]?.string)
        #expect(cipher.decrypt(sealed) == Array(message.utf8))
        let chance = Array("0123456789abcdef".utf8)
        #expect(try cipher.encrypt(Array(message.utf8), chance: chance) == sealed)
        #expect(
            WeChatCipher.holds(vector["msgSignature"]?.string, ["t", "1", "2", sealed]))
        #expect(!WeChatCipher.holds(vector["msgSignature"]?.string, ["t", "1", "3", sealed]))
        #expect(!WeChatCipher.holds(nil, ["t"]))
    }

    @Test func whatIsSpoiltOpensNothing() throws {
        let cipher = try #require(WeChatCipher(aesKey: Self.aesKey, receiver: "ww1"))
        for text in ["", "!!!", "AAAA", String(repeating: "A", count: 64)] {
            #expect(cipher.decrypt(text) == nil)
        }
        #expect(WeChatCipher(aesKey: "short", receiver: "x") == nil)
    }

    @Test(
        arguments: [
            ("<xml><A><![CDATA[x <b> ]]></A><B>1 &lt; 2</B></xml>", ["A": "x <b> ", "B": "1 < 2"]),
            (" <xml>\n<A><![CDATA[]]></A>\n</xml> ", ["A": ""]),
            ("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><xml><A>&a;</A></xml>", nil),
            ("<xml><A b=\"c\">x</A></xml>", nil), ("<xml><A>x</xml>", nil), ("nothing", nil),
        ] as [(String, [String: String]?)])
    func flatXML(_ text: String, _ fields: [String: String]?) {
        #expect(FlatXML.read(Array(text.utf8)) == fields)
    }
}
