import Base
import Testing

@testable import Domain

@Suite struct KeyRenamingTests {
    private static let document: JSON = [
        "hidden": [["key": "nights"]],
        "computed": [["key": "care", "value": "mean(answers.mood, answers.moods.kind)"]],
        "blocks": [["key": "each", "loop": ["over": "mood"], "show_if": "answers.mood > 1"]],
        "quotas": [["key": "mood", "when": "answers.mood == 3", "limit": 5]],
        "pages": [
            [
                "key": "first",
                "items": [
                    ["key": "mood", "title": "How?"],
                    ["key": "moods", "title": "Each", "rows_from": ["item": "mood"]],
                ],
                "jump": [["if": "answers.mood.missing or answers.moody", "to": "last"]],
            ],
            [
                "key": "last", "block": "each",
                "items": [
                    [
                        "key": "why",
                        "title": ["zh": "{answers.mood|无}", "en": "Because {answers.mood}?"],
                        "show_if": "answers.mood.app.x <= 6 and hidden.nights > 1",
                        "options": [["code": "mood", "show_if": "`answers.mood` in [1]"]],
                        "validate": [["if": "computed.care > 1", "message": "answers.mood"]],
                    ]
                ],
            ],
        ],
        "thanks": [
            ["if": "answers.mood >= 9", "redirect": "https://x.example/?a={answers.mood}"]
        ],
    ]

    private static func renamed(_ path: String, _ new: String) throws -> [String: String] {
        let edit = DocumentEdit.set(try #require(DocumentPath(path)), .string(new))
        let after = try #require(document.edited(by: edit))
        let edits = try KeyRenaming.following([edit], from: document, to: after)
        var told: [String: String] = [:]
        for case .set(let path, let value) in edits { told["\(path)"] = value.string }
        #expect(told.count == edits.count)
        return told
    }

    @Test func aQuestionIsFollowedWhereverItIsNamed() throws {
        #expect(
            try Self.renamed("pages[0].items[0].key", "feeling") == [
                "computed[0].value": "mean(answers.feeling, answers.moods.kind)",
                "blocks[0].loop.over": "feeling", "blocks[0].show_if": "answers.feeling > 1",
                "quotas[0].when": "answers.feeling == 3",
                "pages[0].items[1].rows_from.item": "feeling",
                "pages[0].jump[0].if": "answers.feeling.missing or answers.moody",
                "pages[1].items[0].title.zh": "{answers.feeling|无}",
                "pages[1].items[0].title.en": "Because {answers.feeling}?",
                "pages[1].items[0].show_if": "answers.feeling.app.x <= 6 and hidden.nights > 1",
                "pages[1].items[0].options[0].show_if": "answers.feeling in [1]",
                "thanks[0].if": "answers.feeling >= 9",
                "thanks[0].redirect": "https://x.example/?a={answers.feeling}",
            ])
    }

    @Test func factsPagesAndBlocksAreFollowedToo() throws {
        #expect(
            try Self.renamed("hidden[0].key", "days") == [
                "pages[1].items[0].show_if": "answers.mood.app.x <= 6 and hidden.days > 1"
            ])
        #expect(
            try Self.renamed("computed[0].key", "warmth") == [
                "pages[1].items[0].validate[0].if": "computed.warmth > 1"
            ])
        #expect(
            try Self.renamed("pages[1].key", "end_of_it") == ["pages[0].jump[0].to": "end_of_it"])
        #expect(try Self.renamed("blocks[0].key", "one") == ["pages[1].block": "one"])
        #expect(try Self.renamed("pages[1].items[0].key", "reason").isEmpty)
    }

    @Test(arguments: ["moods", "My mood", ""])
    func aKeyThatCannotBeFollowedIsRefusedWithThePlaces(_ new: String) throws {
        let refusal = #expect(throws: Refusal.self) {
            try Self.renamed("pages[0].items[0].key", new)
        }
        let fault = try #require(refusal?.faults.first)
        #expect(fault.code == "keyNamedElsewhere" && fault.values["key"] == "mood")
        #expect(fault.values["places"]?.hasPrefix("computed[0].value, blocks[0].loop.over") == true)
    }

    @Test func ofTwoWithOneKeyNobodyIsFollowed() throws {
        let edit = DocumentEdit.set(
            try #require(DocumentPath("pages[0].items[1].key")), .string("mood"))
        let double = try #require(Self.document.edited(by: edit))
        let back = DocumentEdit.set(edit.path, .string("other"))
        let after = try #require(double.edited(by: back))
        #expect(try KeyRenaming.following([back], from: double, to: after).isEmpty)
    }
}
