import Base
import Domain
import Exchange
import Testing

/// Files as other programs write them, and such as nobody should.
@Suite struct ForeignFileTests {
    static func lss(_ body: String, head: String = "") -> [UInt8] {
        Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>\(head)
            <document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>366</DBVersion>
            <languages><language>en</language></languages>\(body)</document>
            """.utf8)
    }

    @Test(arguments: [
        "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>",
        "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE d SYSTEM \"http://localhost:1/x.dtd\">",
    ])
    func entitiesAndFilesFromElsewhereAreRefused(head: String) {
        let bytes = Self.lss(
            "<groups><rows><row><gid>&x;&b;</gid></row></rows></groups>", head: head)
        #expect {
            try Imported(lss: bytes)
        } throws: { error in
            ["hostileXML", "notXML"].contains((error as? Refusal)?.faults.first?.code)
        }
    }

    @Test func depthIsBoundedAndBrokenFilesAreRefused() {
        let deep = String(repeating: "<a>", count: 5_000) + String(repeating: "</a>", count: 5_000)
        #expect(throws: Refusal.self) { try Imported(lss: Self.lss(deep)) }
        #expect(throws: Refusal.self) { try Imported(lss: Self.lss("<groups>")) }
        for format in ExchangeFormat.allCases {
            for text in [
                "", "{", "<", "null", "\u{0}\u{1}", "{\"pages\": 3}", "[[[[[[",
                "class\ttype/scale\t",
            ] {
                #expect(throws: Refusal.self) { try format.read(Array(text.utf8)) }
            }
        }
    }

    @Test func tenThousandQuestionsAreCutAndEachIsTold() throws {
        let elements = (0..<10_000).map { number -> JSON in
            ["type": "text", "name": .string("q\(number)")]
        }
        let survey: JSON = ["title": "Big", "pages": [["elements": .array(elements)]]]
        let imported = try Imported(surveyJS: survey.bytes)
        #expect(imported.found == 10_000 && imported.kept == 200)
        #expect(imported.losses.count { $0.reason == .cut } == 9_800)
    }

    @Test func surveyJSLogicCodesAndLanguagesComeOver() throws {
        let survey = """
            {"title": {"default": "Visit", "zh-cn": "到访", "de": "Besuch"}, "pages": [{"elements": [
              {"type": "radiogroup", "name": "How was it?", "choices": ["Good One", {"value": 2, "text": "Bad"}],
               "hasOther": true},
              {"type": "checkbox", "name": "what", "choices": ["a", "b"], "showNoneItem": true,
               "visibleIf": "{How was it?} = 'Good One' and {How was it?} notempty"},
              {"type": "boolean", "name": "again", "visibleIf": "{what} contains 'a' or {what} anyof ['b']"},
              {"type": "comment", "name": "why", "visibleIf": "{again} = false and age({again}) > 3"},
              {"type": "paneldynamic", "name": "people"}
            ]}]}
            """
        let imported = try Imported(surveyJS: Array(survey.utf8))
        let instrument = try Instrument(document: imported.document)
        #expect(instrument.languages == ["en", "zh"])
        #expect(
            instrument.items.map(\.key).filter { !$0.contains(".") } == [
                "how_was_it", "what", "again", "why",
            ])
        #expect(instrument[item: "how_was_it"]?.options.map(\.code) == ["good_one", "c2", "other"])
        #expect(
            instrument[item: "what"]?.showIf?.description
                == "answers.how_was_it == \"good_one\" and answered(answers.how_was_it)")
        #expect(
            instrument[item: "again"]?.showIf?.description
                == "answers.what contains \"a\" or answers.what contains \"b\"")
        #expect(instrument[item: "why"]?.showIf == nil)
        let losses = imported.losses
        #expect(losses.contains { $0.question == "why" && $0.reason == .logic })
        #expect(losses.contains { $0.question == "people" && $0.reason == .kind })
        #expect(losses.contains { $0.reason == .language && $0.detail == "de" })
        #expect(losses.contains { $0.member == "Good One" && $0.detail == "good_one" })
    }

    @Test func qualtricsComesOver() throws {
        let survey = """
            {"SurveyEntry": {"SurveyName": "Stay", "SurveyLanguage": "EN"}, "SurveyElements": [
              {"Element": "BL", "Payload": [{"Type": "Default", "ID": "BL_1", "Description": "Main",
                "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}, {"Type": "Page Break"},
                  {"Type": "Question", "QuestionID": "QID2"}, {"Type": "Question", "QuestionID": "QID3"}]}]},
              {"Element": "SQ", "PrimaryAttribute": "QID1", "Payload": {"QuestionText": "<b>Where</b>?",
                "DataExportTag": "Q1", "QuestionType": "MC", "Selector": "SAVR",
                "Choices": {"1": {"Display": "Here"}, "2": {"Display": "Elsewhere", "TextEntry": "true"}},
                "ChoiceOrder": ["2", "1"], "Validation": {"Settings": {"ForceResponse": "ON"}},
                "Language": {"ZH-S": {"QuestionText": "哪里？", "Choices": {"1": {"Display": "这里"}, "2": {"Display": "别处"}}}}}},
              {"Element": "SQ", "PrimaryAttribute": "QID2", "Payload": {"QuestionText": "Why here?",
                "DataExportTag": "Q2", "QuestionType": "TE", "Selector": "ML",
                "DisplayLogic": {"0": {"0": {"LogicType": "Question", "QuestionID": "QID1",
                  "ChoiceLocator": "q://QID1/SelectableChoice/1", "Operator": "Selected", "Type": "Expression"},
                  "Type": "If"}, "Type": "BooleanExpression"}}},
              {"Element": "SQ", "PrimaryAttribute": "QID3", "Payload": {"QuestionText": "Map",
                "DataExportTag": "Q3", "QuestionType": "HeatMap", "Selector": "Image"}}]}
            """
        let imported = try Imported(qsf: Array(survey.utf8))
        let instrument = try Instrument(document: imported.document)
        #expect(imported.found == 3 && imported.kept == 2)
        #expect(instrument.languages == ["en", "zh"] && instrument.pages.count == 2)
        let first = try #require(instrument[item: "q1"])
        #expect(first.title.zh == "哪里？" && first.title.en == "Where?" && first.isRequired)
        #expect(first.options.map(\.code) == ["c2", "c1"] && first.options[0].isOther)
        #expect(instrument[item: "q2"]?.showIf?.description == "answers.q1 == \"c1\"")
        #expect(imported.losses.contains { $0.question == "Q3" && $0.reason == .kind })
    }
}
