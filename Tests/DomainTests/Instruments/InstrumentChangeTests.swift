import YAMLSupport
import Base
import Testing

@testable import Domain

@Suite struct InstrumentChangeTests {
    static let old = """
        key: probe
        title: {zh: 试, en: Probe}
        pages:
          - items:
              - {key: mood, kind: nps, title: {zh: 如何, en: How}}
              - key: why
                kind: single
                title: {zh: 为何, en: Why}
                show_if: score <= 6
                options:
                  - {code: a, title: {zh: 甲, en: A}}
                  - {code: b, title: {zh: 乙, en: B}}
          - title: {zh: 二, en: Two}
            items:
              - {key: last, kind: text, title: {zh: 末, en: Last}}
        thanks:
          - {text: {zh: 谢谢, en: Thanks}}
        """

    static func changes(_ edit: (String) -> String) throws -> [String] {
        InstrumentChange.between(try tree(old), try tree(edit(old))).map { change in
            [
                change.part.rawValue, change.name, change.what.rawValue, change.member,
                change.language,
            ].compactMap(\.self).joined(separator: " ")
        }
    }

    @Test func nothingDiffersFromItself() throws {
        #expect(try Self.changes { $0 }.isEmpty)
        #expect(
            try Self.changes { $0.replacing("key: probe\n", with: "# note\nkey: probe\n") } == [])
    }

    @Test func wordsAreToldByLanguageAndLogicAsLogic() throws {
        #expect(
            try Self.changes { $0.replacing("en: Why", with: "en: Why so") }
                == ["question why wording title en"])
        #expect(
            try Self.changes { $0.replacing("score <= 6", with: "score <= 8") }
                == ["question why logic show_if"])
        #expect(
            try Self.changes { $0.replacing("zh: 谢谢", with: "zh: 多谢") } == ["end 1 wording text zh"]
        )
    }

    @Test func partsAreKnownAgainWhereverTheyStand() throws {
        let moved = try Self.changes { text in
            text.replacing("      - {key: mood, kind: nps, title: {zh: 如何, en: How}}\n", with: "")
                .replacing(
                    "      - {key: last,",
                    with: "      - {key: mood, kind: nps, title: {zh: 如何, en: How}}\n"
                        + "      - {key: last,")
        }
        #expect(moved == ["question mood moved"])
        let options = try Self.changes { text in
            text.replacing(
                "          - {code: b, title: {zh: 乙, en: B}}\n",
                with: "          - {code: c, title: {zh: 丙, en: C}}\n")
        }
        #expect(options == ["option b removed", "option c added"])
        let kind = try Self.changes { $0.replacing("kind: text", with: "kind: long_text") }
        #expect(kind == ["question last setting kind"])
    }
}

@Suite struct CodeWarningTests {
    static func warnings(
        _ new: String, after versions: [(String, Int)]
    ) throws -> [String] {
        try CodeWarning.all(
            publishing: tree(new), after: versions.map { (try tree($0.0), $0.1) }
        ).map { "\($0.kind.rawValue) \($0.question) \($0.code ?? "") \($0.responses)" }
    }

    static let first = InstrumentChangeTests.old
    static let without = first.replacing(
        "      - {key: last, kind: text, title: {zh: 末, en: Last}}",
        with: "      - {key: other, kind: text, title: {zh: 末, en: Last}}")

    @Test func whatWasNeverAnsweredMayGo() throws {
        #expect(try Self.warnings(Self.without, after: [(Self.first, 0)]).isEmpty)
        #expect(try Self.warnings(Self.first, after: [(Self.first, 9)]).isEmpty)
        #expect(try Self.warnings(Self.first, after: []).isEmpty)
    }

    @Test func whatWasAnsweredIsTold() throws {
        #expect(
            try Self.warnings(Self.without, after: [(Self.first, 9)]) == ["questionGone last  9"])
        let other = Self.first.replacing("kind: text", with: "kind: number")
        #expect(try Self.warnings(other, after: [(Self.first, 9)]) == ["kindChanged last  9"])
        // Once published, it is not told again.
        #expect(try Self.warnings(other, after: [(Self.first, 9), (other, 2)]).isEmpty)
        let option = Self.first.replacing("code: b,", with: "code: c,")
        #expect(try Self.warnings(option, after: [(Self.first, 9)]) == ["choiceGone why b 9"])
    }

    @Test func aKeyNeverComesBackAsAnotherKind() throws {
        let other = Self.first.replacing("kind: text", with: "kind: number")
        let history = [(Self.first, 9), (Self.without, 4)]
        #expect(
            try Self.warnings(other, after: history) == [
                "keyReused last  9", "questionGone other  4",
            ])
        #expect(
            try CodeWarning.all(
                publishing: tree(other), after: history.map { (try tree($0.0), $0.1) }
            ).map(\.isBlocking) == [true, false])
        let option = Self.first.replacing(
            "          - {code: b, title: {zh: 乙, en: B}}\n", with: "")
        let again = Self.first.replacing("en: B}", with: "en: Quite other}")
        #expect(
            try Self.warnings(again, after: [(Self.first, 9), (option, 1)])
                == ["codeReused why b 9"])
    }
}
