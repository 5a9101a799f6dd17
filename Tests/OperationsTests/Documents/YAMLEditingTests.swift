import Base
import TestSupport
import Testing

@testable import Operations

@Suite struct YAMLEditingTests {
    static let text = """
        # Head of the file
        key: pulse   # never changes
        title: {zh: 脉搏, en: Pulse}
        pages:
          # The first page
          - title: {zh: 一, en: "One: two"}
            items:
              # About the mood
              - key: mood
                kind: nps
                title: {zh: 如何, en: How}   # asked first
                show_if: 'hidden.a == "x"'

              - {key: why, kind: long_text, title: {zh: 为何, en: Why}}
              # The last
              - key: shop
                kind: single
                title:
                  zh: 门店
                  en: Shop
                help: {zh: >-, en: b}
                options:
                - {code: a, title: {zh: 甲, en: A}}   # flagship
                - {code: b, title: {zh: 乙, en: B}}
          - items: []
        thanks:
        - text: |
            long
            text
        """.replacing("{zh: >-, en: b}", with: "{zh: '#1', en: b}")

    static func path(_ text: String) -> DocumentPath { DocumentPath(text) ?? DocumentPath() }

    static func edited(_ edits: DocumentEdit...) throws -> (text: String, lost: [String]) {
        var text = try YAMLText(Self.text)
        var lost: [String] = []
        for edit in edits {
            let expected = try #require(text.json.edited(by: edit))
            let next = try text.edited(by: edit)
            #expect(next.text.json.holdsTheSame(as: expected))
            text = next.text
            lost += next.lost
        }
        return (text.text, lost)
    }

    /// The lines that differ.
    static func changes(_ text: String) -> (gone: [String], new: [String]) {
        let old = Self.text.split(separator: "\n", omittingEmptySubsequences: false)
        let new = text.split(separator: "\n", omittingEmptySubsequences: false)
        let difference = new.difference(from: old)
        return (
            difference.removals.compactMap {
                if case .remove(_, let line, _) = $0 { String(line) } else { nil }
            },
            difference.insertions.compactMap {
                if case .insert(_, let line, _) = $0 { String(line) } else { nil }
            }
        )
    }

    @Test func aWordIsChangedInItsLineAndNothingElse() throws {
        let made = try Self.edited(.set(Self.path("pages[0].items[0].title.en"), "How, then?"))
        let (gone, new) = Self.changes(made.text)
        #expect(gone == ["        title: {zh: 如何, en: How}   # asked first"])
        #expect(new == ["        title: {zh: 如何, en: \"How, then?\"}   # asked first"])
        #expect(made.lost.isEmpty)
    }

    @Test func aMemberIsAddedWhereAuthorsPutIt() throws {
        let made = try Self.edited(
            .set(Self.path("pages[0].items[0].required"), true),
            .set(Self.path("pages[0].items[1].help.zh"), "说说看"),
            .set(Self.path("pages[0].items[2].options[1].score"), 3))
        let (gone, new) = Self.changes(made.text)
        #expect(gone.count == 2)
        #expect(
            new == [
                "        required: true",
                "      - {key: why, kind: long_text, title: {zh: 为何, en: Why}, help: {zh: 说说看}}",
                "        - {code: b, title: {zh: 乙, en: B}, score: 3}",
            ])
        let lines = made.text.split(separator: "\n").map(String.init)
        let title = try #require(lines.firstIndex { $0.contains("asked first") })
        #expect(lines[title + 1] == "        required: true")
    }

    @Test func anElementMovesWithItsComments() throws {
        let made = try Self.edited(
            .move(Self.path("pages[0].items[0]"), to: Self.path("pages[0].items[2]")))
        #expect(made.lost.isEmpty)
        let lines = made.text.split(separator: "\n").map(String.init)
        let mood = try #require(lines.firstIndex { $0.contains("key: mood") })
        #expect(lines[mood - 1] == "      # About the mood")
        #expect(lines[mood - 2] == "        - {code: b, title: {zh: 乙, en: B}}")
    }

    @Test func anElementMovesToAnEmptyPage() throws {
        let made = try Self.edited(
            .move(Self.path("pages[0].items[2]"), to: Self.path("pages[1].items[0]")))
        #expect(made.lost.isEmpty)
        #expect(made.text.contains("  - items:\n      # The last\n      - key: shop\n"))
        #expect(made.text.contains("# flagship"))
    }

    @Test func removingTakesTheCommentsOfWhatGoesAndNoOthers() throws {
        let made = try Self.edited(
            .remove(Self.path("pages[0].items[2].options[0]")),
            .remove(Self.path("pages[0].items[0].show_if")),
            .remove(Self.path("pages[0].items[1]")), .remove(Self.path("pages[1]")))
        let (gone, new) = Self.changes(made.text)
        #expect(new.isEmpty)
        #expect(gone.count == 4)
        #expect(made.text.contains("# About the mood"))
    }

    @Test func theLastOfAListLeavesAnEmptyOne() throws {
        let made = try Self.edited(
            .remove(Self.path("thanks[0]")), .remove(Self.path("pages[0].items[2].options[1]")),
            .remove(Self.path("pages[0].items[2].options[0]")))
        #expect(made.text.hasSuffix("thanks: []"))
        #expect(made.text.contains("        options: []\n"))
    }

    @Test func aNewQuestionIsWrittenAsAuthorsWrite() throws {
        let item: JSON = [
            "key": "stay", "kind": "single", "title": ["zh": "住几晚？", "en": "Nights: how many?"],
            "options": [
                ["code": "one", "title": ["zh": "一晚", "en": "One"]],
                ["code": "more", "title": ["zh": "更多", "en": "No"]],
            ],
        ]
        let made = try Self.edited(.insert(Self.path("pages[0].items[1]"), item))
        #expect(Self.changes(made.text).gone.isEmpty)
        #expect(
            made.text.contains(
                """

                      - key: stay
                        kind: single
                        title: {zh: 住几晚？, en: "Nights: how many?"}
                        options:
                          - {code: one, title: {zh: 一晚, en: One}}
                          - {code: more, title: {zh: 更多, en: No}}
                """))
    }

    @Test func aCopyKeepsTheLinesOfItsModel() throws {
        let made = try Self.edited(
            .copy(Self.path("pages[0].items[0]"), to: Self.path("pages[0].items[1]")),
            .set(Self.path("pages[0].items[1].key"), "mood2"))
        #expect(made.text.split(separator: "\n").filter { $0.contains("# asked first") }.count == 2)
        #expect(made.text.contains("      - key: mood2\n"))
    }

    @Test func whatCannotStayIsTold() throws {
        let anchored = "a: &x {en: b} # one\nlist:\n  - k: *x # two\n    m: 1 # three\n"
        let text = try YAMLText(anchored)
        let made = try text.edited(by: .set(Self.path("list[0].k.en"), "c"))
        #expect(made.text.json[path: Self.path("a.en")] == "b")
        #expect(made.text.json[path: Self.path("list[0].k.en")] == "c")
        #expect(!made.lost.isEmpty)
        #expect(throws: Refusal.invalid("list[3].k", "noSuchPlace")) {
            try text.edited(by: .set(Self.path("list[3].k"), "c"))
        }
    }

    /// Whatever is changed by chance reads as the change of the values says, and costs no comment
    /// that nobody took away.
    @Test func changesByChanceReadAsTheyShould() throws {
        var chance = SystemChance(seed: 20_261_125)
        let words: [JSON] = [
            "plain", "a: b", "# x", "'q'", "\"d\"", "{", "- y", "null", "12", "好，", "two\nlines",
            "", " lead", "tail ", "x #y", "yes", true, 12, 0.5, nil, ["a", "b, c"],
            ["zh": "中", "en": "e: #"], [["code": "a", "title": ["zh": "甲", "en": "A"]]],
        ]
        for _ in 0..<300 {
            var text = try YAMLText(Self.text)
            for _ in 0..<4 {
                let paths = Self.paths(of: text.json)
                let path = paths[Int.random(in: 0..<paths.count, using: &chance)]
                let value = words[Int.random(in: 0..<words.count, using: &chance)]
                let lists = paths.filter { text.json[path: $0]?.array != nil }
                let list = lists.randomElement(using: &chance) ?? Self.path("pages")
                let edit: DocumentEdit =
                    switch Int.random(in: 0..<5, using: &chance) {
                    case 0: .set(path, value)
                    case 1: .remove(path)
                    case 2: .insert(list.appending(0), value)
                    case 3: .set(path.appending("extra"), value)
                    default: path.index == nil ? .set(path, value) : .copy(path, to: path)
                    }
                guard let expected = text.json.edited(by: edit), expected.object != nil else {
                    continue
                }
                let made = try text.edited(by: edit)
                #expect(made.text.json.holdsTheSame(as: expected), "\(edit)\n\(text.text)")
                text = made.text
            }
        }
    }

    private static func paths(of json: JSON, below path: DocumentPath = .init()) -> [DocumentPath] {
        var all: [DocumentPath] = path.isRoot ? [] : [path]
        for member in json.object?.members ?? [] {
            all += paths(of: member.value, below: path.appending(member.key))
        }
        for (index, element) in (json.array ?? []).enumerated() {
            all += paths(of: element, below: path.appending(index))
        }
        return all
    }
}
