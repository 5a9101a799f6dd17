import Base
import Testing

struct LocalizedTextTests {
    @Test func aPlainTextServesEveryLanguage() throws {
        let text = try LocalizedText(document: "NPS")
        #expect(text["zh"] == "NPS" && text["fr"] == "NPS" && text == "NPS")
        #expect(text.json == "NPS" && text.languages.isEmpty && text.missing(from: ["zh"]) == [])
    }

    @Test func findsTheNearestLanguage() throws {
        let text = LocalizedText(zh: "诺", en: "promise")
        #expect(text["zh"] == "诺" && text["zh-Hant-TW"] == "诺" && text["en-GB"] == "promise")
        #expect(text["fr"] == "promise")
        let german = try LocalizedText(document: ["de": "Zusage", "zh": "诺"])
        #expect(german["fr"] == "诺")
        #expect(try LocalizedText(document: ["de": "Zusage"])["zh"] == "Zusage")
    }

    @Test func keepsItsOrder() throws {
        let json: JSON = ["zh-CN": "好", "en": "good", "zh": "好"]
        let text = try LocalizedText(document: json)
        #expect(text.json.text == json.text)
        #expect(text.languages == ["zh-CN", "en", "zh"])
        #expect(text["zh"] == "好")
    }

    @Test func namesMissingLanguages() throws {
        let text = try LocalizedText(document: ["en-US": "good", "de": ""])
        #expect(text.missing(from: ["zh", "en", "de"]) == ["zh"])
        #expect(!text.isEmpty && LocalizedText("").isEmpty)
    }

    @Test(
        arguments: [
            (nil, "title", "notText"), (7, "title", "notText"), ([:], "title", "required"),
            (["zh": 1], "title.zh", "notText"), (["english": "x"], "title.english", "notALanguage"),
        ] as [(JSON, String, String)])
    func refusesOtherDocuments(document: JSON, path: String, code: String) {
        #expect(throws: Refusal.invalid(path, code)) {
            try LocalizedText(document: document, at: "title")
        }
    }
}
