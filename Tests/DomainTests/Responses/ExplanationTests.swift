import YAMLSupport
import Base
import Testing

@testable import Domain

@Suite struct ExplanationTests {
    static let document = """
        key: probe
        title: {zh: 试, en: Probe}
        pages:
          - items:
              - {key: mood, kind: nps, title: {zh: 如何, en: How}}
              - key: why
                kind: single
                title: {zh: 为何, en: Why}
                show_if: answers.mood <= 6
                options:
                  - {code: a, title: {zh: 甲, en: A}}
                  - {code: b, title: {zh: 乙, en: B}, show_if: answers.mood == 0}
            jump:
              - {if: answers.mood >= 9, to: end, text: {zh: 好, en: Good}}
              - {if: answers.mood >= 7, to: last}
          - items:
              - {key: more, kind: text, title: {zh: 多, en: More}, show_if: answers.why == "a"}
          - key: last
            show_if: answers.mood != 5
            items:
              - {key: end, kind: text, title: {zh: 末, en: Last}}
        thanks:
          - {if: score <= 6, text: {zh: 抱歉, en: Sorry}}
          - {text: {zh: 谢谢, en: Thanks}}
        """

    static func explanation(_ answers: JSON.Object) throws -> Explanation {
        let instrument = try Instrument(document: tree(document))
        return Answering(instrument, answers: answers).explanation
    }

    static func given(_ json: JSON) -> JSON.Object { json.object ?? .init() }

    static func story(_ explanation: Explanation) -> [String] {
        func cause(_ cause: Explanation.Cause) -> String {
            switch cause {
            case .always: "always"
            case .condition(let trace): "\(trace.text) \(trace.value.text)"
            case .jumped(let page): "jumped from \(page + 1)"
            case .above: "above"
            case .empty: "empty"
            }
        }
        return explanation.pages.flatMap { page in
            ["page \(page.number + 1) \(page.isShown) \(cause(page.cause))"]
                + page.items.flatMap { line in
                    ["\(line.item.key) \(line.isShown) \(cause(line.cause))"]
                        + line.choices.map { "\($0.choice.code) \($0.isShown) \(cause($0.cause))" }
                }
        } + explanation.ends.filter(\.isChosen).map { "end \($0.text.en)" }
    }

    @Test func aLowScoreIsAskedWhy() throws {
        let story = Self.story(try Self.explanation(Self.given(["mood": 3, "why": "a"])))
        #expect(
            story == [
                "page 1 true always", "mood true always", "why true answers.mood <= 6 true",
                "b false answers.mood == 0 false", "page 2 true always",
                "more true answers.why == \"a\" true", "page 3 true answers.mood != 5 true",
                "end true always", "end Sorry",
            ])
    }

    @Test func aJumpLeadsPastPages() throws {
        let middle = try Self.explanation(Self.given(["mood": 7]))
        #expect(
            Self.story(middle) == [
                "page 1 true always", "mood true always", "why false answers.mood <= 6 false",
                "b false above", "page 2 false jumped from 1", "more false above",
                "page 3 true answers.mood != 5 true", "end true always", "end Thanks",
            ])
        #expect(middle.pages[0].ways.map(\.isTaken) == [false, true])
        let high = try Self.explanation(Self.given(["mood": 10]))
        #expect(high.pages.map(\.isShown) == [true, false, false])
        #expect(high.ends.first?.text.en == "Good")
        #expect(high.ends.map(\.isChosen) == [true, false, false])
    }

    @Test func whatIsNotAnsweredStaysOpen() throws {
        let story = Self.story(try Self.explanation(.init()))
        #expect(story.contains("why false answers.mood <= 6 null"))
        #expect(story.contains("page 2 false empty"))
        #expect(story.contains("page 3 false answers.mood != 5 null"))
    }
}
