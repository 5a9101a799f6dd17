import YAMLSupport
import Base
import Domain
import Testing

@Suite struct ProcessTests {
    @Test func closedLoopReadsAsFiveStepsInOrder() throws {
        let process = try Process(document: library("processes/closed-loop.yaml"))
        #expect(
            process.steps.map(\.key) == ["record", "classify", "dispatch", "resolve", "verify"])
        #expect(process.reopenAt == "resolve")
        #expect(process[step: "verify"]?.isLast == true)
        #expect(process.steps.filter(\.resolves).map(\.key) == ["verify"])
        #expect(process.outcomes.filter(\.early).map(\.key).contains("duplicate"))
        for step in process.steps {
            #expect(step.guidance?.zh.isEmpty == false)
            #expect(step.guidance?.en.isEmpty == false)
        }
    }

    /// Every built-in process can be worked to its end, and helps the one who works it.
    @Test(
        arguments: [
            "closed-loop", "complaint", "contact", "corrective-action", "churn-save", "follow-up",
            "heat", "lescant", "receivable", "service-request",
        ])
    func builtInProcessesAreWhole(_ key: String) throws {
        let process = try Process(document: library("processes/\(key).yaml"))
        #expect(process.key == key)
        #expect(process.steps.allSatisfy { $0.guidance?.zh.isEmpty == false })
        #expect(process.steps.allSatisfy { $0.guidance?.en.isEmpty == false })
        #expect(
            process.outcomes.contains { !$0.early } && process.outcomes.contains(where: \.early))
    }

    @Test func aComplaintIsHandledInEightSteps() throws {
        let process = try Process(document: library("processes/complaint.yaml"))
        #expect(
            process.steps.map(\.key) == [
                "receive", "responsibility", "classify", "emotion", "act", "offer", "agree",
                "prevent",
            ])
        let required = process.steps.flatMap(\.fields).filter(\.isRequired).map(\.key)
        #expect(Set(["cause", "customer_confirmed", "prevention"]).isSubset(of: required))
    }

    @Test(
        arguments: [
            ("name: x\nsteps: []\noutcomes: []", ["key missing", "steps empty", "outcomes empty"]),
            (
                """
                key: a
                name: A
                steps: [{key: one, name: One, next: [two]}]
                outcomes: [{key: o, name: O}]
                """,
                ["steps[0].next[0] unknownStep", "steps[0] noLastStep"]
            ),
            (
                """
                key: a
                name: A
                steps:
                  - {key: one, name: One}
                  - {key: two, name: Two}
                outcomes: [{key: o, name: O}]
                """, ["steps[1] unreachableStep"]
            ),
            (
                """
                key: Ä b
                name: {zh: 甲}
                steps: [{key: one, name: One, foo: 1}]
                outcomes: [{key: o, name: O}]
                """,
                ["key notKey", "name.en missing", "steps[0].foo unknownMember"]
            ),
            (
                """
                key: a
                name: A
                steps:
                  - key: one
                    name: One
                    fields: [{key: f, name: F, kind: choice}, {key: g, name: G, kind: pic}]
                outcomes: [{key: o, name: O}, {key: o, name: P}]
                """,
                [
                    "steps[0].fields[0].options missing", "steps[0].fields[1].kind notOneOf",
                    "outcomes double",
                ]
            ),
        ])
    func faultsAreAllNamedAtTheirPlace(yaml: String, expected: [String]) throws {
        let document = try tree(yaml)
        let refusal = #expect(throws: Refusal.self) { try Process(document: document) }
        let found = (refusal?.faults ?? []).map { "\($0.path) \($0.code)" }
        #expect(found == expected)
    }
}
