import Base
import Domain
import Testing
import YAMLSupport

/// The clock of a step: begun with it, ended by leaving it, and none of what is promised.
@Suite struct StepClockTests {
    private let version: Process.Version
    private let start = Instant(seconds: 1_772_000_000)

    init() throws {
        version = Process.Version(
            DocumentStamp("p", version: 3),
            try Process(
                document: tree(
                    """
                    key: p
                    name: P
                    steps:
                      - {key: take, name: Take, time: {within: 10 min}, next: [mend]}
                      - {key: mend, name: Mend, time: {within: 2 h, pausable: true},
                         next: [ask, take]}
                      - {key: wait, name: Wait, next: [ask]}
                      - {key: ask, name: Ask, resolves: true, time: {within: 3 d},
                         next: [end, mend, wait]}
                      - {key: end, name: End, last: true, next: [mend]}
                    outcomes: [{key: done, name: Done}, {key: early, name: Early, early: true}]
                    reopen_at: mend
                    """)))
    }

    private func context(_ minute: Int64) -> CaseContext {
        CaseContext(
            process: version.process, hours: ClockHours(), actor: .user(ID(raw: 7)),
            now: start + .minutes(minute), messageID: ID(raw: minute))
    }

    private func open() throws -> Case {
        let terms = ClockTerms(
            kind: .resolution, promise: DocumentStamp("r", version: 1), calendar: nil,
            budget: .hours(24), dueSoon: .hours(20), isPausable: true,
            escalations: [Escalation(after: .minutes(5), levelsUp: 1)])
        return try Case.open(
            CaseOpening(
                id: ID(raw: 1), number: 1, kind: .feedback, title: Wording(zh: "低", en: "Low"),
                process: version.stamp, terms: [terms]), in: context(0)
        ).0
    }

    private func move(_ one: inout Case, _ step: String, _ minute: Int64) throws -> [String] {
        try one.perform(.move(to: step, .init()), in: context(minute)).events.map(\.name.text)
    }

    @Test func eachStepCountsItsOwnTime() throws {
        var one = try open()
        #expect(one[clock: .step]?.terms.level == "take" && one.dueAt == start + .minutes(10))
        #expect(one.promisedAt == start + .hours(24), "owed to the customer is only the promise")
        #expect(one[clock: .step]?.terms.promise == version.stamp)
        #expect(
            try move(&one, "mend", 4) == ["clock.met", "case.step_changed", "clock.started"])
        let clock = one[clock: .step]
        #expect(clock?.round == 2 && clock?.terms.level == "mend")
        #expect(one.dueAt == start + .minutes(124))
        _ = try one.perform(.pause(reason: "parts"), in: context(14))
        _ = try one.perform(.resume, in: context(74))
        #expect(one[clock: .step]?.dueAt == start + .minutes(184), "waiting does not count")
        #expect(
            try move(&one, "take", 80) == [
                "clock.cancelled", "case.step_changed", "clock.started",
            ],
            "who goes back has not done it")
    }

    @Test func aReplyOrAnotherKindOfCaseLeavesItAlone() throws {
        var one = try open()
        _ = try one.perform(.reply("Hello"), in: context(1))
        _ = try one.perform(.classify(.request, .major, terms: []), in: context(2))
        #expect(one[clock: .step]?.state == .running)
        #expect(one[clock: .resolution]?.state == .cancelled, "nothing is promised to such a case")
    }

    @Test func itGoesOnBesideWhatIsSettledAndEndsWithTheCase() throws {
        var one = try open()
        _ = try move(&one, "mend", 1)
        _ = try move(&one, "ask", 2)
        #expect(one.status == .resolved && one[clock: .resolution]?.state == .met)
        #expect(one[clock: .step]?.state == .running, "three days to ask")
        _ = try move(&one, "end", 3)
        #expect(one[clock: .step]?.state == .met, "the last step has no time")
        _ = try one.perform(.close(outcome: "done", text: "x"), in: context(4))
        let reopened = try one.perform(.reopen(reason: "again"), in: context(5))
        #expect(one.step == "mend" && one[clock: .step]?.state == .running)
        #expect(reopened.ended.map(\.terms.level) == ["ask"])
        _ = try one.perform(.close(outcome: "early", text: "x"), in: context(6))
        #expect(one[clock: .step]?.state == .cancelled)
    }

    @Test func whoIsToldIsThePolicysWord() throws {
        var one = try open()
        let soon = one.ring(at: start + .minutes(8), in: ClockHours()).rung
        #expect(soon.map(\.alarm) == [.dueSoon] && soon.map(\.clock) == [.step])
        let rung = one.ring(at: start + .minutes(15), in: ClockHours()).rung
        #expect(rung.map(\.alarm) == [.overdue, .escalate(0)])
        #expect(one[clock: .step]?.terms.escalations.map(\.levelsUp) == [1])
        let left = try move(&one, "mend", 16)
        #expect(left.first == "clock.stopped", "too late stays too late")
        #expect(
            one.suggestedStage("hm", unanswered: 0, by: StageWords(document: [:]), at: start)?
                .reason != "waited", "the customer was promised nothing by it")
    }

    @Test func aMergedCaseKeepsItsOwnSteps() throws {
        var (one, other) = (try open(), try open())
        _ = try move(&other, "mend", 1)
        let target = Case(
            id: ID(raw: 2), number: 2, kind: other.kind, severity: other.severity,
            status: other.status,
            title: other.title, customer: nil, team: nil, assignee: nil, process: other.process,
            step: other.step, fields: .init(), tags: [], origin: other.origin,
            openedAt: other.openedAt, closedAt: nil, outcome: nil, reopenings: 0,
            stamps: other.stamps, clocks: other.clocks)
        var into = target
        _ = try one.merge(
            into: &into, by: context(2).actor, at: context(2).now,
            in: (ClockHours(), ClockHours()))
        #expect(into[clock: .step] == target[clock: .step])
        #expect(one[clock: .step]?.state == .cancelled)
    }

    @Test func timesOfStepsAreRead() throws {
        let faulty = try tree(
            """
            key: p
            name: P
            steps:
              - {key: a, name: A, time: {within: 5 s}, next: [b]}
              - {key: b, name: B, time: {calendar: office, soon: 1}}
            outcomes: [{key: o, name: O}]
            """)
        let refusal = #expect(throws: Refusal.self) { try Process(document: faulty) }
        #expect(
            refusal?.faults.map { "\($0.path) \($0.code)" } == [
                "steps[0].time.within spanOutOfRange", "steps[1].time.soon unknownMember",
                "steps[1].time.within missing",
            ])
        let complaint = try Process(document: library("processes/complaint.yaml"))
        let until = complaint.steps.firstIndex { $0.resolves } ?? 0
        let all = complaint.steps[..<until].compactMap { $0.time?.within.seconds }.reduce(0, +)
        let policy = try Promise(document: library("promises/complaint-major.yaml"))
        let promised = policy.clocks.first { $0.kind == .resolution }?.within.seconds
        #expect(all > 0 && all <= promised ?? 0, "the steps together keep the shortest promise")
        #expect(throws: Refusal.self, "nobody is promised a step") {
            try Promise(
                document: tree(
                    """
                    key: p
                    name: P
                    calendar: around_the_clock
                    target: 90 %
                    clocks: {step: {within: 1 h}}
                    """))
        }
    }
}
