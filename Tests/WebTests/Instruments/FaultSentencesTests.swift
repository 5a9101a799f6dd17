import Base
import Operations
import TestSupport
import Testing

/// Every fault that a document or an answer can have is said in both languages.
@Suite struct FaultSentencesTests {
    @Test(arguments: ["en", "zh"])
    func eachFaultHasItsSentence(language: String) throws {
        let text = try #require(
            Project.texts(in: "Resources/languages", ending: ".yaml")[language])
        let words = try YAMLDocument(parsing: text).json
        var codes = Set<String>()
        for folder in ["Instruments", "Responses", "Documents"] {
            for source in Project.texts(in: "Sources/Domain/\(folder)", ending: ".swift").values {
                let calls =
                    /(?:fault|faulty|Fault|\.init)\(\s*(?:"answers[^"]*", )?"([a-z][A-Za-z]+)"/
                for match in source.matches(of: calls) { codes.insert(String(match.1)) }
            }
        }
        #expect(codes.count > 30)
        for code in codes.sorted() {
            #expect(words["fault"]?[code] != nil, "fault.\(code)")
        }
    }

    @Test(arguments: ["en", "zh"])
    func eachFaultOfAnAnswerHasAKindSentence(language: String) throws {
        let text = try #require(
            Project.texts(in: "Resources/languages", ending: ".yaml")[language])
        let words = try YAMLDocument(parsing: text).json
        let source = try #require(
            Project.texts(in: "Sources/Domain/Responses", ending: ".swift")["Item+Reading"])
        let codes = Set(source.matches(of: /faulty\(\s*"([A-Za-z]+)"/).map { String($0.1) })
        #expect(codes.count > 8)
        for code in codes.union(["required"]).sorted() {
            #expect(words["answer"]?["fault"]?[code] != nil, "answer.fault.\(code)")
        }
    }
}
