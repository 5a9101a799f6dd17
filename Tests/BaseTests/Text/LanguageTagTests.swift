import Base
import Testing

struct LanguageTagTests {
    @Test(
        arguments: [
            ("zh", "zh", nil, nil), ("zh-CN", "zh", nil, "CN"), ("ZH_hans_cn", "zh", "Hans", "CN"),
            ("zh-Hant", "zh", "Hant", nil), ("en-gb", "en", nil, "GB"),
            ("cmn-Hans", "zh", "Hans", nil),
            ("es-419", "es", nil, nil), ("en-US-x-twain", "en", nil, "US"),
        ] as [(String, String, String?, String?)])
    func reads(text: String, language: String, script: String?, region: String?) {
        let tag = LanguageTag(text)
        #expect(tag?.language == language && tag?.script == script && tag?.region == region)
    }

    @Test(arguments: [
        "", "z", "zhongwen", "*", "zh-", "-zh", "12", "zh--CN", "中文", "en-toolongpart",
    ])
    func refuses(text: String) {
        #expect(LanguageTag(text) == nil)
    }

    @Test(
        arguments: [
            ("zh-CN", ["en", "zh"], "zh"), ("zh-TW", ["zh", "en"], "zh"),
            ("zh-TW", ["zh", "zh-Hant"], "zh-Hant"), ("zh-Hans-CN", ["zh-Hant", "zh"], "zh"),
            ("zh-Hant-HK", ["zh-CN", "zh-TW"], "zh-TW"), ("zh", ["zh-TW", "zh-CN"], "zh-CN"),
            ("en-AU", ["en-US", "en"], "en"), ("en-GB", ["en", "en-US", "en-GB"], "en-GB"),
            ("fr", ["zh", "en"], nil), ("nonsense!", ["zh", "en"], nil), ("", ["en"], nil),
            ("zh", [], nil),
        ] as [(String, [String], String?)])
    func findsTheNearest(wanted: String, available: [String], expected: String?) {
        #expect(LanguageTag.nearest(to: wanted, among: available) == expected)
    }

    @Test(
        arguments: [
            ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
            ("fr-FR, zh;q=0.5, en;q=0.7", "en"), ("fr, *;q=0.1", "zh"), ("*", "zh"),
            ("zh;q=0, *", "en"), ("zh;q=0", nil), ("fr", nil), ("", nil), (" , ;q=1,;;", nil),
            ("en;q=x, zh;q=0.1", "zh"), ("en ; q=0.2 , zh ; q=0.3", "zh"), ("zh-TW", "zh"),
            ("en;q=0.5,zh;q=0.5", "en"),
        ] as [(String, String?)])
    func negotiates(header: String, expected: String?) {
        #expect(LanguageTag.negotiate(header, among: ["zh", "en"]) == expected)
    }

    @Test func aHostileHeaderIsReadOnlyInPart() {
        let header = String(repeating: "fr;q=0.1,", count: 100_000) + "zh"
        #expect(LanguageTag.negotiate(header, among: ["zh", "en"]) == nil)
    }
}
