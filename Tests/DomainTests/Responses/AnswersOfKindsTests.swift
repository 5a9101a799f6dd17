import YAMLSupport
import Base
import Testing

@testable import Domain

@Suite struct AnswersOfKindsTests {
    let instrument: Instrument

    init() throws { instrument = try Instrument(document: tree(EveryKind.document)) }

    static let whole: JSON = [
        "stars": "dk", "drop": "hz", "boxes": ["none"], "agree": true,
        "mail": "li@example.com", "phone": "+8613900000000", "when": "09:30", "slide": 2.5,
        "rank": ["c", "a"], "grid": ["x": "yes", "z": "dk"], "words": ["x": "好"],
        "expected": ["x": ["expectation": 7, "perception": 4]],
        "feature": ["f": ["functional": "like", "dysfunctional": "neutral"]],
        "points": ["x": 7, "z": 3],
        "trade": ["set1": ["best": "a", "worst": "c"], "set2": ["best": "d", "worst": "b"]],
    ]

    @Test func canonicalAnswersPassUnchanged() throws {
        let checked = try instrument.check(answers: Self.whole)
        #expect(JSON.object(checked.values) == Self.whole)
    }

    @Test func whatIsTypedBecomesCanonical() throws {
        let form: [(String, String)] = [
            ("stars", "na"), ("drop", "sh"), ("boxes", "b"), ("boxes", "a"), ("agree", "yes"),
            ("mail", " Li@Example.COM "), ("phone", "（０２１）5555 0000"), ("when", "９：３０"),
            ("slide", "2.5"), ("rank", "b"), ("rank", "a"), ("grid.x", "no"), ("grid.z", "dk"),
            ("words.x", "好"), ("expected.x.expectation", "7"), ("expected.x.perception", "4"),
            ("feature.f.functional", "like"), ("feature.f.dysfunctional", "dislike"),
            ("points.x", "10"), ("points.z", ""), ("trade.set1.best", "a"),
            ("trade.set1.worst", "b"),
        ]
        let answers = instrument.answers(ofForm: form.map { ($0.0, $0.1) }, page: 0)
        let checked = try instrument.check(answers: .object(answers))
        #expect(
            JSON.object(checked.values).text == """
                {"stars":null,"drop":"sh","boxes":["a","b"],"agree":true,"mail":"Li@example.com",\
                "phone":"02155550000","when":"09:30","slide":2.5,"rank":["b","a"],\
                "grid":{"x":"no","z":"dk"},"words":{"x":"好"},\
                "expected":{"x":{"expectation":7,"perception":4}},\
                "feature":{"f":{"functional":"like","dysfunctional":"dislike"}},\
                "points":{"x":10,"z":0},"trade":{"set1":{"best":"a","worst":"b"}}}
                """)
    }

    @Test(
        arguments: [
            (["stars": "?"], ["answers.stars offScale"]),
            (["drop": "east"], ["answers.drop notAChoice"]),
            (["boxes": ["none", "a"]], ["answers.boxes exclusive"]),
            (["boxes": ["a", "b", "c"]], ["answers.boxes countOutOfRange"]),
            (["agree": "yes"], ["answers.agree notABoolean"]),
            (["mail": "li@example"], ["answers.mail notAnAddress"]),
            (["mail": "li @example.com"], ["answers.mail notAnAddress"]),
            (["phone": "call me"], ["answers.phone notAPhone"]),
            (["when": "24:00"], ["answers.when notTime"]),
            (["when": "07:59"], ["answers.when outOfRange"]),
            (["slide": 2.25], ["answers.slide offStep"]),
            (["rank": ["a"]], ["answers.rank ranksNotWhole"]),
            (["rank": ["a", "a"]], ["answers.rank rankedTwice"]),
            (["rank": ["a", "x"]], ["answers.rank notAChoice"]),
            (["grid": ["x": "maybe"]], ["answers.grid.x notAChoice"]),
            (["words": ["x": "四个字啊"]], ["answers.words.x tooLong"]),
            (["expected": ["x": 3]], ["answers.expected.x notAnObject"]),
            (
                ["expected": ["x": ["expectation": 8, "future": 1]]],
                [
                    "answers.expected.x.future unknownItem",
                    "answers.expected.x.expectation offScale",
                ]
            ),
            (
                ["feature": ["f": ["functional": "yes"]]],
                ["answers.feature.f.functional notAChoice"]
            ),
            (["points": ["x": 4]], ["answers.points totalShort"]),
            (["points": ["x": 9, "z": 2]], ["answers.points totalOver"]),
            (["points": ["x": 11, "z": -1]], ["answers.points.z negative"]),
            (["trade": ["set1": ["best": "d"]]], ["answers.trade.set1.best notAChoice"]),
            (["trade": ["set1": ["best": "a", "worst": "a"]]], ["answers.trade.set1 bestIsWorst"]),
        ] as [(JSON, [String])])
    func wrongOnesAreNamed(answers: JSON, expected: [String]) {
        do {
            _ = try instrument.check(answers: answers)
            Issue.record("accepted \(answers.text)")
        } catch {
            #expect(error.faults.map { "\($0.path) \($0.code)" } == expected)
        }
    }

    @Test func theRefusalOfASumTellsWhatIsMissing() {
        do {
            _ = try instrument.check(answers: ["points": ["x": 4.1]])
            Issue.record("accepted")
        } catch {
            #expect(error.faults[0].values["left"] == "5.9")
            #expect(error.faults[0].values["total"] == "10")
        }
    }

    @Test func notKnowingIsMissingToConditionsButKept() throws {
        let answering = Answering(
            instrument, answers: try instrument.check(answers: Self.whole).values)
        #expect(answering.value("answers.stars") == nil)
        #expect(answering.value("answers.grid.z") == nil)
        #expect(answering.value("answers.grid.x") == "yes")
        #expect(answering.value("answers.rank.c") == 1)
        #expect(answering.value("answers.rank.b") == nil)
        #expect(answering.value("answers.expected.x.perception") == 4)
        #expect(instrument.items[0].absence("dk") == .dontKnow)
        #expect(instrument.items[0].absence(.null) == .notApplicable)
        #expect(instrument.items[1].absence("dk") == nil)
    }

    @Test func hostileAnswersAreRefusedOrComeOutCanonical() {
        var chance = SeededChance(seed: 11)
        let names =
            instrument.items.map(\.key) + ["x", "z", "f", "set1", "best", "worst", "expectation"]
        func value(_ depth: Int) -> JSON {
            switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &chance) {
            case 0: .null
            case 1: .bool(.random(using: &chance))
            case 2: .number(Double(Int.random(in: -2...12, using: &chance)))
            case 3: .number(.random(in: -1e300...1e300, using: &chance))
            case 4: .string(["a", "b", "none", "yes", "like", "dk"].randomElement(using: &chance)!)
            case 5: .string("a@b.c\u{0}\u{202E}")
            case 6: .string("09:30")
            case 7: .array((0..<3).map { _ in value(depth - 1) })
            default:
                .object(
                    .init(
                        (0..<2).map { _ in
                            .init(
                                key: names.randomElement(using: &chance)!, value: value(depth - 1))
                        }))
            }
        }
        var taken = 0
        for _ in 0..<20_000 {
            let item = instrument.items.randomElement(using: &chance)!
            let answers = JSON.object(.init([.init(key: item.key, value: value(3))]))
            guard let checked = try? instrument.check(answers: answers, partial: true) else {
                continue
            }
            if !checked.values.isEmpty { taken += 1 }
            let again = try? instrument.check(answers: .object(checked.values), partial: true)
            #expect(again == checked, "\(answers.text)")
            let answering = Answering(instrument, answers: checked.values)
            for name in instrument.places.keys { _ = answering.value(name) }
        }
        #expect(taken > 500, "most of it is refused, but not all")
    }

    @Test func everyCellIsATargetOfImports() throws {
        for cell in instrument.items.flatMap(\.cells) {
            let target = try #require(ImportTarget(cell.name, in: instrument), "\(cell.name)")
            guard case .cell(let item, let number) = target else {
                Issue.record("\(cell.name) leads elsewhere")
                continue
            }
            #expect(instrument.items[item].cells[number].name == cell.name)
        }
        let guessed = ImportMapping.guessed(
            header: ["expected.x.perception", "trade.set1.best", "rank"],
            samples: [["4"], ["a"], ["b;a"]], instrument: instrument)
        #expect(
            guessed.columns.map(\.target) == ["expected.x.perception", "trade.set1.best", "rank"])
    }

    @Test func everyLineAndSideOfARequiredQuestionIsAskedFor() throws {
        let pairs = try Instrument(
            document: tree(
                """
                key: p
                title: 对
                languages: [zh]
                pages:
                  - items:
                      - key: e
                        kind: pairs
                        title: 对
                        required: true
                        sides: [{code: a, title: 望}, {code: b, title: 实}]
                        rows: [{code: x, title: 快}, {code: z, title: 准}]
                        scale: {points: 7, labels: {1: 低, 7: 高}}
                """))
        #expect(
            throws: Refusal.invalid([
                .init("answers.e.x.b", "required"), .init("answers.e.z.a", "required"),
                .init("answers.e.z.b", "required"),
            ])
        ) { try pairs.check(answers: ["e": ["x": ["a": 1]]]) }
    }
}
