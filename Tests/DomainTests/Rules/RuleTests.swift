import YAMLSupport
import Base
import Domain
import Testing

@Suite struct RuleTests {
    @Test(
        arguments: [
            ("nps", 6.0, true), ("nps", 7, false), ("csat", 2, true), ("csat", 3, false),
            ("ces", 3, true), ("ces", 4, false), ("rating", 1, false),
        ])
    func aLowScoreOpensACase(metric: String, score: Double, opens: Bool) throws {
        let rule = try Rule(document: library("rules/low-score-opens-case.yaml"))
        let actions = rule.actions(for: "response.completed") {
            $0 == metric ? .number(score) : nil
        }
        #expect(actions.map(\.name) == (opens ? ["open_case"] : []))
        #expect(rule.actions(for: "case.closed") { _ in 0 }.isEmpty)
        if opens, case .openCase(let opening) = actions[0] {
            #expect(opening.process == "closed-loop")
            #expect(opening.promise == "negative-feedback")
        }
    }

    @Test(arguments: [(true, false, 1), (true, true, 0), (false, false, 0)])
    func onlyAnAnswerersCaseThatWasWorkedIsAskedAgain(
        hasResponse: Bool, early: Bool, count: Int
    ) throws {
        let rule = try Rule(document: library("rules/resurvey-after-closing.yaml"))
        let fields: [String: JSON] = [
            "has_response": .bool(hasResponse), "outcome.early": .bool(early),
        ]
        let actions = rule.actions(for: "case.closed") { fields[$0] }
        #expect(actions == Array(repeating: .invite(instrument: nil), count: count))
    }

    @Test func aRuleThatIsOffDoesNothing() throws {
        let document = try tree(
            "{key: a, name: A, when: case.opened, on: false, do: [{tag: [x]}]}")
        #expect(try Rule(document: document).actions(for: "case.opened") { _ in nil }.isEmpty)
    }

    @Test(
        arguments: [
            ("{key: a, name: A, when: case.opened, do: []}", "do empty"),
            ("{key: a, name: A, when: response.completed, do: [{tag: [x]}]}", "do[0] needsCase"),
            ("{key: a, name: A, when: sunrise, do: [{tag: [x]}]}", "when notOneOf"),
            (
                "{key: a, name: A, when: case.opened, if: nps <= 6, do: [{tag: [x]}]}",
                "if expression.unknownName"
            ),
            (
                "{key: a, name: A, when: case.opened, do: [{explode: {}}]}",
                "do[0].explode unknownMember"
            ),
            (
                "{key: a, name: A, when: case.opened, do: [{invite: {}}]}",
                "do[0].invite.instrument missing"
            ),
            ("{key: a, name: A, when: case.opened, do: [tag]}", "do[0] oneActionEach"),
            ("{key: a, name: A, when: case.opened, do: [{assign: {}}]}", "do[0].assign empty"),
            (
                "{key: a, name: A, when: case.escalated, do: [{escalate: {reason: Up}}]}",
                "do[0] wouldLoop"
            ),
            (
                "{key: a, name: A, when: case.opened, do: [{tag: [x]}, {wait: {for: 1 h}}]}",
                "do[1] waitsForNothing"
            ),
            (
                "{key: a, name: A, when: case.opened, do: [{wait: {for: 1 s}}, {tag: [x]}]}",
                "do[0].wait.for spanOutOfRange"
            ),
            (
                "{key: a, name: A, when: case.opened, do: [{set: {severity: huge}}]}",
                "do[0].set.severity notOneOf"
            ),
            (
                "{key: a, name: A, when: case.opened, do: [{clock: {reset: resolution}}]}",
                "do[0].clock.reason missing"
            ),
            (
                "{key: a, name: A, when: response.completed, do: [{start_process: {process: p}}]}",
                "do[0] needsCase"
            ),
        ])
    func faultsAreNamed(yaml: String, fault: String) throws {
        let document = try tree(yaml)
        let refusal = #expect(throws: Refusal.self) { try Rule(document: document) }
        #expect(refusal?.faults.map { "\($0.path) \($0.code)" } == [fault])
    }

    /// One that names no clock hears of what was promised, not of steps among ourselves.
    @Test(
        arguments: [
            ("", ["resolution": true, "step": false]),
            ("clocks: [step], ", ["resolution": false, "step": true]),
            ("if: 'clock == \"step\"', ", ["resolution": true, "step": true]),
        ])
    func aRuleOnClocksHearsOfThoseItNames(more: String, hears: [String: Bool]) throws {
        let rule = try Rule(
            document: tree("{key: a, name: A, when: clock.missed, \(more)do: [{tag: [x]}]}"))
        for (clock, expected) in hears {
            #expect(rule.hears("clock.missed", ["clock": .string(clock)]) == expected)
        }
        #expect(!rule.hears("clock.met", ["clock": "resolution"]))
        let refusal = #expect(throws: Refusal.self) {
            try Rule(
                document: tree(
                    "{key: a, name: A, when: case.opened, clocks: [step], do: [{tag: [x]}]}"))
        }
        #expect(refusal?.faults.map(\.code) == ["onlyOfClocks"])
    }

    @Test func onlyAnEventThatTellsItCanBeAskedForIt() throws {
        func rule(_ when: String) throws -> Rule {
            try Rule(
                document: tree(
                    "{key: a, name: A, when: \(when), if: event.cost > 1, do: [{tag: [x]}]}"))
        }
        #expect(try rule("case.redress_offered").when == .caseRedressOffered)
        let refusal = #expect(throws: Refusal.self) { try rule("case.opened") }
        #expect(refusal?.faults.first?.code.hasPrefix("expression.unknownName") == true)
        for trigger in Rule.Trigger.allCases where trigger.isOfCase {
            #expect(Case.fieldTypes.keys.allSatisfy { trigger.scope.type(of: $0) != nil })
        }
    }
}
