import Base
import Domain
import Foundation
import Operations
import TestSupport
import Testing

/// Advice on wording, measured on questions of our own (`Tests/questions`).
@Suite struct InstrumentAdviserTests {
    static let adviser = InstrumentAdviser(Project.lexicons)

    struct Score {
        var hits = 0
        var missed: [String] = []
        var wrong: [String] = []

        var precision: Double { Double(hits) / Double(max(1, hits + wrong.count)) }
        var recall: Double { Double(hits) / Double(max(1, hits + missed.count)) }
    }

    static func score(_ half: String) throws -> Score {
        var score = Score()
        for one in AdviceCase.read(half) {
            let checked = try adviser.check(one.document)
            let found = Set(
                checked.advice.filter { $0.path.hasPrefix(one.path) }.map(\.rule))
            score.hits += found.intersection(one.expected).count
            score.missed += one.expected.subtracting(found).map { "\($0): \(one.line)" }
            score.wrong += found.subtracting(one.expected).map { "\($0): \(one.line)" }
        }
        return score
    }

    /// The floors stand a little below what docs/LANGUAGE.md reports.
    @Test(arguments: [("build", 0.97, 0.97), ("kept", 0.92, 0.95)])
    func bothHalvesStayAboveTheirFloors(
        half: String, precision: Double, recall: Double
    ) throws {
        let score = try Self.score(half)
        #expect(score.precision >= precision, "\(score.wrong)")
        #expect(score.recall >= recall, "\(score.missed)")
    }

    /// What stands in them was mended, or is accepted in the document with its reason.
    @Test func theLibraryNeedsNoAdvice() throws {
        let library = Project.texts(in: "Resources/library/instruments", ending: ".yaml")
        #expect(library.count == 27)
        for (name, text) in library {
            for advice in try Self.adviser.check(text).advice {
                Issue.record("\(name) \(advice.path) \(advice.rule) \(advice.words)")
            }
        }
    }

    @Test(arguments: ["en", "zh"])
    func eachRuleSaysWhyAndWhatToDo(language: String) throws {
        let text = try #require(
            Project.texts(in: "Resources/languages", ending: ".yaml")[language])
        let words = try YAMLDocument(parsing: text).json
        for rule in Advice.rules {
            #expect(words["advice"]?[rule]?["why"] != nil, "advice.\(rule).why")
            #expect(words["advice"]?[rule]?["do"] != nil, "advice.\(rule).do")
        }
    }

    @Test func adviceNamesItsPlaceAndARewording() throws {
        let text = """
            key: a
            title: {zh: 问卷, en: List}
            pages:
              - items:
                  - key: q
                    kind: csat
                    title:
                      zh: 您对客服的态度和专业水平满意吗？
                      en: "👍 How satisfied are you with the speed and accuracy of our answers?"
            """
        let advice = try Self.adviser.check(text).advice
        #expect(advice.map(\.path) == ["pages[0].items[0].title.zh", "pages[0].items[0].title.en"])
        #expect(advice[0].words == "\u{6001}\u{5EA6}\u{548C}\u{4E13}\u{4E1A}\u{6C34}\u{5E73}")
        #expect(advice[0].rewordings.count == 2)
        #expect(advice[0].range == 5..<12)
        #expect(advice[1].words == "speed and accuracy")
        // The thumb takes two units of UTF-16.
        #expect(advice[1].range == 34..<52)
        let first = "👍 How satisfied are you with the speed of our answers?"
        #expect(advice[1].rewordings.first == first)
        let said = advice[1].sentences { key, values in "\(key) \(values["texts"] ?? "")" }
        #expect(said.suggestion.contains(first))
    }

    @Test func whatTheAuthorAcceptsIsNotSaidAgain() throws {
        func rules(_ root: String, _ item: String) throws -> [String] {
            let text = """
                key: a
                title: List
                languages: [en]
                \(root)
                pages:
                  - items:
                      - {key: q, kind: yes_no, title: Did they solve it and call back?\(item)}
                """
            return try Self.adviser.check(text).advice.map(\.rule)
        }
        #expect(try rules("", "") == ["double_barrelled", "unclear_reference"])
        #expect(try rules("accept: [double_barrelled]", "") == ["unclear_reference"])
        #expect(try rules("", ", accept: [unclear_reference]") == ["double_barrelled"])
        #expect(throws: Refusal.self) { try rules("accept: [grammar]", "") }
    }

    @Test func aWholeQuestionnaireMayAskTooMuch() throws {
        func rules(_ kind: String, _ count: Int) throws -> Set<String> {
            let items = (0..<count).map {
                "      - {key: q\($0), kind: \(kind), title: What is number \($0)?}"
            }
            let text = """
                key: a
                title: List
                languages: [en]
                pages:
                  - items:
                \(items.joined(separator: "\n"))
                """
            return Set(try Self.adviser.check(text).advice.map(\.rule))
        }
        #expect(try rules("long_text", 5).isEmpty)
        #expect(try rules("long_text", 6) == ["too_many_open"])
        #expect(try rules("csat", 60).isEmpty)
        #expect(try rules("csat", 61) == ["too_many_questions"])
    }

    /// Time is linear in the text, and no bytes are too strange.
    @Test func hostileTextsAreReadInTime() {
        let lexicon = Self.adviser
        let long = String(repeating: "and \u{548C}\u{3001}what \u{4E0D}", count: 60)
        let text = """
            key: a
            title: x
            languages: [en]
            pages:
              - items:
                  - {key: q, kind: csat, title: "\(long)", help: "\u{202E}\u{FEFF}x"}
            """
        let advice = try? lexicon.check(text).advice
        #expect(advice?.contains { $0.rule == "double_barrelled" } == true)
    }

    @Test func theListIsLargeAndAThirdOfItIsClean() {
        let all = ["build", "kept"].flatMap(AdviceCase.read)
        let chinese = all.filter { $0.line.hasPrefix("zh ") }
        let english = all.filter { $0.line.hasPrefix("en ") }
        #expect(chinese.count >= 120 && english.count >= 120)
        #expect(all.count { $0.expected.isEmpty } * 3 >= all.count)
        let rules = all.reduce(into: Set<String>()) { $0.formUnion($1.expected) }
        #expect(rules.isSubset(of: Set(Advice.rules)))
        // Two are about a whole questionnaire and are tested by themselves.
        let alone: Set = ["too_many_open", "too_many_questions"]
        #expect(Set(Advice.rules).subtracting(rules) == alone)
    }
}
