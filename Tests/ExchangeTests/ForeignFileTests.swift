import YAMLSupport
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
                "Choices": {"1": {"Display": "Here"}, "2": {"Display": "Elsewhere", "TextEntry": "true"},
                  "3": {"Display": "", "Image": {"Display": "harbour.jpg", "ImageLocation": "https://example.com/1"}}},
                "ChoiceOrder": ["2", "1", 3], "Validation": {"Settings": {"ForceResponse": "ON"}},
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
        #expect(first.options.map(\.code) == ["c2", "c1", "c3"] && first.options[0].isOther)
        #expect(first.options[2].title.en == "harbour.jpg")
        #expect(imported.losses.contains { $0.member == "Image" && $0.detail == "harbour.jpg" })
        #expect(instrument[item: "q2"]?.showIf?.description == "answers.q1 == \"c1\"")
        #expect(imported.losses.contains { $0.question == "Q3" && $0.reason == .kind })
    }

    /// A flow that branches and ends, choices that are one comparison, sides, texts with answers.
    @Test func aSurveyOfQualtricsBranchesAndEnds() throws {
        let survey = """
            {"SurveyEntry": {"SurveyName": "Flow", "SurveyLanguage": "EN"}, "SurveyElements": [
              {"Element": "BL", "Payload": {
                "1": {"Type": "Standard", "ID": "BL_1",
                  "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]},
                "2": {"Type": "Standard", "ID": "BL_2",
                  "BlockElements": [{"Type": "Question", "QuestionID": "QID2"}]}}},
              {"Element": "FL", "Payload": {"Type": "Root", "Flow": [
                {"Type": "EmbeddedData", "EmbeddedData": [{"Field": "tier", "Type": "Recipient"}]},
                {"Type": "Standard", "ID": "BL_1"},
                {"Type": "Branch", "BranchLogic": {"0": {"0": {"LogicType": "Question", "QuestionID": "QID1",
                    "ChoiceLocator": "q://QID1/SelectableChoice/10", "Operator": "Selected"}, "Type": "If"}},
                  "Flow": [{"Type": "EndSurvey"}]},
                {"Type": "Branch", "BranchLogic": {"0": {
                    "0": {"LogicType": "Question", "QuestionID": "QID1",
                      "ChoiceLocator": "q://QID1/SelectableChoice/0", "Operator": "Selected"},
                    "1": {"LogicType": "Question", "QuestionID": "QID1",
                      "ChoiceLocator": "q://QID1/SelectableChoice/1", "Operator": "Selected", "Conjuction": "Or"},
                    "Type": "If"},
                   "1": {"0": {"LogicType": "EmbeddedField", "LeftOperand": "tier",
                      "Operator": "EqualTo", "RightOperand": "gold"}, "Type": "AndIf"}},
                  "Flow": [{"Type": "Standard", "ID": "BL_2"}]}]}},
              {"Element": "SQ", "PrimaryAttribute": "QID1", "Payload": {"QuestionText": "Recommend?",
                "DataExportTag": "rec", "QuestionType": "MC", "Selector": "NPS", 
                "Choices": [{"Display": "0"}, {"Display": "1"}, {"Display": "2"},
                  {"Display": "3"}, {"Display": "4"}, {"Display": "5"}, {"Display": "6"},
                  {"Display": "7"}, {"Display": "8"}, {"Display": "9"}, {"Display": "10"}]}},
              {"Element": "SQ", "PrimaryAttribute": "QID2", "Payload": {
                "QuestionText": "You said ${q://QID1/ChoiceGroup/SelectedChoices}, ${rand://int/1}",
                "DataExportTag": "sides", "QuestionType": "SBS", "Selector": "SBSMatrix",
                "Choices": {"1": {"Display": "Price"}, "2": {"Display": "Time"}},
                "AdditionalQuestions": {
                  "1": {"QuestionText": "Hoped for", "Answers": {"1": {"Display": "Low"}, "2": {"Display": "2"},
                    "3": {"Display": "High"}}},
                  "2": {"QuestionText": "Found", "Answers": {"1": {"Display": "Low"}, "2": {"Display": "2"},
                    "3": {"Display": "High"}}}}}}]}
            """
        let imported = try Imported(qsf: Array(survey.utf8))
        let instrument = try Instrument(document: imported.document)
        #expect(instrument.pages.count == 2)
        #expect(instrument.pages[0].jumps.first?.condition?.description == "answers.rec == 10")
        #expect(
            instrument.pages[1].showIf?.description
                == "answers.rec <= 1 and hidden.tier == \"gold\"")
        let sides = try #require(instrument[item: "sides"])
        #expect(sides.kind == .pairs && sides.sides.count == 2 && sides.scale?.points == 3)
        #expect(sides.title.en == "You said {answers.rec}, ${rand://int/1}")
        #expect(sides.scale?.labels.keys.sorted() == [1, 3])
        #expect(imported.losses.contains { $0.question == "sides" && $0.detail == "rand://int/1" })
    }

    /// What belongs to no question is told by every format too.
    @Test(arguments: ExchangeFormat.allCases)
    func quotasRoundsAndChanceAreTold(format: ExchangeFormat) throws {
        let instrument = try Instrument(
            document: tree(
                """
                key: rounds
                title: Rounds
                languages: [en]
                hidden:
                  - {key: code, title: Code, signed: true}
                quotas:
                  - {key: few, title: Few, limit: 10}
                blocks:
                  - {key: each, loop: {over: apps}, shuffle: true}
                pages:
                  - items:
                      - key: apps
                        kind: multiple
                        title: Which?
                        options: [{code: a, title: A}, {code: b, title: B}]
                  - block: each
                    items:
                      - {key: good, kind: yes_no, title: Good?}
                """))
        let told = Set(format.write(instrument).losses.map { "\($0.question) \($0.member)" })
        #expect(told.isSuperset(of: ["each shuffle", "few quota", "each loop", "code signed"]))
    }
}
