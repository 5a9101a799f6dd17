import Base
import Testing

@testable import Web

@Suite struct ViewsTests {
    /// The library's own escaping goes by characters, and a quotation mark with an accent is one of
    /// its own: whoever has it in a name would write attributes into other people's pages.
    @Test func noValueEndsItsAttribute() throws {
        let views = try Views(
            templates: [
                "page": "{{> part}}{{#list}}<i title=\"{{name}}\">{{.}}</i>{{/list}}\n",
                "part": "<input value=\"{{name}}\">\n",
                "framed": "{{< frame}}{{$ body}}<b title=\"{{name}}\"></b>{{/ body}}{{/ frame}}",
                "frame": "<main>{{$ body}}{{/ body}}</main>",
            ], words: Words(language: "en", document: [:]))
        let name = "\"\u{301} onfocus=alert(1) autofocus x=\"\u{338}'\u{301}<\u{338}"
        let safe =
            "&quot;\u{301} onfocus=alert(1) autofocus x=&quot;\u{338}&#39;\u{301}&lt;\u{338}"
        let context: JSON = ["name": .string(name), "list": [.string(name)]]
        #expect(
            views.render("page", context)
                == "<input value=\"\(safe)\">\n<i title=\"\(safe)\">\(safe)</i>\n")
        #expect(views.render("framed", context) == "<main><b title=\"\(safe)\"></b></main>")
    }
}
