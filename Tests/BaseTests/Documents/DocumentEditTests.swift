import Base
import Testing

@Suite struct DocumentEditTests {
    static let document: JSON = [
        "title": "x", "pages": [["items": [["key": "a"], ["key": "b"]]], ["items": []]],
    ]

    @Test func pathsReadAndWriteThemselves() {
        for text in ["", "a", "a.b", "a[0]", "pages[0].items[12].title.zh", "a[0][1]"] {
            #expect(DocumentPath(text)?.description == text)
        }
        for text in [".a", "a[", "a[x]", "a..b", "a.", "a[-1]", "a[0]b"] {
            #expect(DocumentPath(text) == nil, "\(text)")
        }
        #expect(DocumentPath("pages[3].items[0]")?.pattern == "pages[].items[]")
    }

    @Test func partsAreSetMovedAndTakenAway() throws {
        func path(_ text: String) throws -> DocumentPath { try #require(DocumentPath(text)) }
        let moved = Self.document.edited(
            by: .move(try path("pages[0].items[0]"), to: try path("pages[1].items[0]")))
        #expect(moved?["pages"] == [["items": [["key": "b"]]], ["items": [["key": "a"]]]])
        let made = Self.document.edited(by: .set(try path("pages[1].title.zh"), "y"))
        #expect(try made?[path: path("pages[1].title.zh")] == "y")
        #expect(Self.document.edited(by: .set(try path("pages[2].title"), "y")) == nil)
        #expect(Self.document.edited(by: .remove(try path("pages[0].none"))) == nil)
        let beyond = Self.document[path: try path("pages[0].items[2]")]
        #expect(beyond.map { _ in true } == nil)
        #expect(Self.document.edited(by: .set(try path("title.zh"), "y")) == nil)
        let listed = Self.document.edited(by: .insert(try path("thanks[0]"), ["text": "z"]))
        #expect(listed?["thanks"] == [["text": "z"]])
        let null = Self.document.edited(by: .set(try path("title"), .null))
        #expect(null?["title"] == JSON.null)
    }
}
