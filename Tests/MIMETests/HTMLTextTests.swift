import MIME
import Testing

@Suite struct HTMLTextTests {
    @Test(arguments: [
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("a &lt;b&gt; &amp;amp; &#20320;&#x597d;&nbsp;!", "a <b> &amp; 你好 !"),
        ("<script>alert(1)</script>x<style>p{}</style>y", "xy"),
        ("x<script>if (a </scrip) {}</SCRIPT >y", "xy"),
        ("<head><title>t</title></head><body onload=evil()>x", "x"),
        (
            "<a href=\"https://x.example/?a=1&amp;b=2\">here</a>",
            "here (https://x.example/?a=1&b=2)"
        ),
        ("<a href=\"javascript:alert(1)\">here</a>", "here"),
        ("<a href='https://x.example'>https://x.example</a>", "https://x.example"),
        ("<ul><li>a</li><li>b</li></ul>c", "- a\n- b\n\nc"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("a<!-- <b>no</b> -->b<!doctype x>c<?xml y?>d", "abcd"),
        ("1 < 2 and <b>bold</b>", "1 < 2 and bold"),
        ("<img alt=\"Logo\" src=x onerror=evil()> hi", "Logo hi"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<p title=\"a>b\">x</p>", "x"),
        ("unclosed <b", "unclosed"),
        ("&unknown; &#xFFFFFFFF; &", "&unknown; &#xFFFFFFFF; &"),
    ])
    func whatAReaderSees(_ html: String, _ text: String) {
        #expect(HTMLText.text(html) == text)
    }
}
