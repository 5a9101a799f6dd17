import Testing

@testable import Web

@Suite struct LocalPathTests {
    @Test(arguments: ["/", "/cases?status=open&q=%E7%8E%8B", "/a/b#c", "/settings/profile"])
    func pathsOfThisSiteAreTaken(_ path: String) {
        #expect(LocalPath.checked(path) == path)
    }

    @Test(arguments: [
        nil, "", "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example",
        "/\t/evil.example", "/\n/evil.example", "/a\\..\\b", "javascript:alert(1)", "evil.example",
        " /x", "/x y", "/" + String(repeating: "a", count: 2_001),
    ])
    func othersLeadHome(_ path: String?) {
        #expect(LocalPath.checked(path) == "/")
    }

    @Test(arguments: [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120",
            "Edge · Windows"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0",
            "WeChat · iPhone"
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
            "Firefox · Linux"
        ),
        ("SomethingElse/1.0", "SomethingElse/1.0"),
    ])
    func browsersHaveShortNames(_ agent: String, _ name: String) {
        #expect(BrowserName.of(agent) == name)
    }
}
