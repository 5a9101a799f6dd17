import Foundation
import Testing

/// Both languages say everything, with the same slots, and templates hold no words of their own.
@Suite struct LanguageTests {
    /// Key → sentence, read once and the simple way the files are written: nested by two spaces.
    static func sentences(_ language: String) -> [String: String] { read[language] ?? [:] }

    private static let read = ["en": reading("en"), "zh": reading("zh")]

    private static func reading(_ language: String) -> [String: String] {
        guard let file = SourceTree.languages.first(where: { $0.name == "\(language).yaml" }) else {
            return [:]
        }
        var path: [String] = []
        var all: [String: String] = [:]
        for line in file.lines where !line.drop(while: { $0 == " " }).hasPrefix("#") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let depth = line.prefix { $0 == " " }.count / 2
            let key = line[..<colon].drop { $0 == " " }
                .trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            let rest = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            path = Array(path.prefix(depth)) + [key]
            if !rest.isEmpty { all[path.joined(separator: ".")] = rest }
        }
        return all
    }

    static func slots(_ sentence: String) -> Set<String> {
        Set(sentence.matches(of: /\{+[^{}]+\}+/).map { String($0.output) })
    }

    @Test func bothLanguagesHaveTheSameKeysAndSlots() {
        let english = Self.sentences("en")
        let chinese = Self.sentences("zh")
        #expect(english.count > 20)
        for key in Set(english.keys).symmetricDifference(chinese.keys).sorted() {
            Issue.record("\(key) stands in one language only")
        }
        for (key, sentence) in english {
            let other = chinese[key] ?? sentence
            #expect(Self.slots(sentence) == Self.slots(other), "slots of \(key) differ")
        }
    }

    @Test func chineseIsChinese() {
        for (key, sentence) in Self.sentences("zh") {
            // A sentence of slots alone has no words.
            let words = sentence.replacing(/\{+[^{}]+\}+/, with: "")
            guard words.count > 14 else { continue }
            let hasChinese = sentence.unicodeScalars.contains {
                (0x4E00...0x9FFF).contains($0.value)
            }
            #expect(hasChinese || key == "frame.switchLanguage", "\(key) is not in Chinese")
        }
        for (key, sentence) in Self.sentences("en") {
            let hasChinese = sentence.unicodeScalars.contains {
                (0x4E00...0x9FFF).contains($0.value)
            }
            // A language is named in itself.
            let isName = ["frame.switchLanguage", "languageName.zh"].contains(key)
            #expect(!hasChinese || isName, "\(key) is not in English")
        }
    }

    /// What happens to a customer or a case is told in words on the customer's page.
    @Test func everyKindOfEventOfACustomerHasWords() {
        let english = Self.sentences("en")
        let operations = SourceTree.sources.filter { $0.target == "Operations" }
        let kinds = operations.flatMap { file in
            file.text.matches(of: /"((?:case|link)\.[a-z_]+)",\s+\.init\([^\n]*customer:/)
                .map { String($0.1) }
        }
        #expect(kinds.contains("case.invited") && kinds.contains("link.opened"))
        for kind in kinds { #expect(english["timeline.\(kind)"] != nil, "no words for \(kind)") }
    }

    @Test(arguments: SourceTree.templates)
    func templatesHoldNoWords(_ file: SourceTree.File) {
        let english = Self.sentences("en")
        for match in file.text.matches(of: /\[\[([^\]]+)\]\]/) {
            #expect(english[String(match.1)] != nil, "\(file.path): no sentence \(match.1)")
        }
        let bare = file.text
            .replacing(/\[\[[^\]]+\]\]/, with: "")
            .replacing(/(?s)<!--.*?-->/, with: "")
            .replacing(/(?s)<script.*?<\/script>/, with: "")
            .replacing(/(?s)<[^>]*>/, with: " ")
            .replacing(/\{\{[^}]*\}\}\}?/, with: " ")
            .replacing(/&[a-z]+;|&#[0-9]+;/, with: " ")
        let words = bare.matches(of: /[A-Za-z\u{4E00}-\u{9FFF}]{2,}/).map { String($0.output) }
        let own = words.filter {
            !["Nuo", "NPS", "CSAT", "CES", "YAML", "CSV", "API", "QR"].contains($0)
        }
        #expect(own.isEmpty, "\(file.path) says \(own.prefix(5)) itself")
    }

    @Test(arguments: SourceTree.templates)
    func formsThatPostCarryTheToken(_ file: SourceTree.File) {
        let forms = file.text.matches(of: /(?s)<form[^>]*method="post".*?<\/form>/)
        for form in forms {
            let isOpen = [
                "answer/", "people/sign-in", "people/setup", "messages/unsubscribe",
                "insight/report.",
            ].contains {
                file.path.contains($0)
            }
            #expect(isOpen || form.output.contains("name=\"csrf\""), "\(file.path): no CSRF token")
        }
    }
}
