import Base
import Testing

@testable import Web

@Suite struct MultipartTests {
    static let type = "multipart/form-data; boundary=\"x-1\""
    static let body =
        "preamble\r\n--x-1\r\nContent-Disposition: form-data; name=\"instrument\"\r\n\r\nnps\r\n"
        + "--x-1\r\ncontent-disposition: form-data; name=\"file\"; filename=\"答卷.csv\"\r\n"
        + "Content-Type: text/csv\r\n\r\na,b\r\n--x-\r\n1,2\r\n\r\n--x-1\r\n"
        + "Content-Disposition: form-data; name=empty\r\n\r\n\r\n--x-1--\r\nepilogue"

    /// Fields with all their bytes together.
    static func fields(_ text: String, size: Int) throws -> [[String]] {
        var form = try #require(Multipart(contentType: type))
        var fields: [[String]] = []
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            for piece in try form.read(rest.prefix(size)) {
                switch piece {
                case .field(let name, let file):
                    fields.append([name, file ?? "-"])
                    bytes = []
                case .bytes(let more): bytes += more
                case .end: fields[fields.count - 1].append(String(decoding: bytes, as: UTF8.self))
                }
            }
            rest = rest.dropFirst(size)
        }
        try form.finish()
        return fields
    }

    @Test("reads a form however it is cut", arguments: [1, 2, 3, 5, 7, 64, 10_000])
    func readsFields(_ size: Int) throws {
        #expect(
            try Self.fields(Self.body, size: size) == [
                ["instrument", "-", "nps"], ["file", "答卷.csv", "a,b\r\n--x-\r\n1,2\r\n"],
                ["empty", "-", ""],
            ])
    }

    @Test("needs no words before the first part")
    func startsAtOnce() throws {
        let body = "--x-1\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x-1--"
        #expect(try Self.fields(body, size: 4) == [["a", "-", "1"]])
    }

    @Test(
        "refuses what is no form",
        arguments: [
            String(body.prefix(200)), "--x-1 and more", "--x-1\r\nNo-Name: 1\r\n\r\n1\r\n--x-1--",
            "--x-1\r\n" + String(repeating: "a", count: 9_000),
        ])
    func refuses(_ text: String) {
        #expect(throws: Refusal.self) { try Self.fields(text, size: 50) }
    }

    @Test func knowsItsContentType() {
        #expect(Multipart(contentType: "application/json") == nil)
        #expect(Multipart(contentType: "multipart/form-data") == nil)
        #expect(Multipart(contentType: "multipart/form-data; boundary=a") != nil)
    }
}
