import Base
import Testing

@Suite struct StringMarkupTests {
    @Test func whatEndsATextOrAnAttributeIsReplaced() {
        #expect(
            "<a href=\"x\">R&D's</a>".escapedMarkup
                == "&lt;a href=&quot;x&quot;&gt;R&amp;D&#39;s&lt;/a&gt;")
        #expect("".escapedMarkup.isEmpty)
        #expect("七天无理由退货 🙂".escapedMarkup == "七天无理由退货 🙂")
    }

    /// One character for a person, but a browser ends the attribute at its first scalar.
    @Test func marksWithAnAccentAreReplacedToo() {
        for mark in ["\u{301}", "\u{338}", "\u{200D}", "\u{FE0F}", "\u{20E3}"] {
            for (plain, entity) in [("\"", "&quot;"), ("'", "&#39;"), ("<", "&lt;"), (">", "&gt;")]
            {
                #expect("a\(plain)\(mark)b".escapedMarkup == "a\(entity)\(mark)b")
            }
        }
    }
}
