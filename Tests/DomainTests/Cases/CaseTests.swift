import Base
import Domain
import Testing

@Suite struct CaseTests {
    let bench: CaseBench

    init() throws { bench = try CaseBench() }

    @Test func openingStartsBothClocksAndTheThread() throws {
        let (opened, change) = try bench.open(words: "等了两个小时没人理")
        #expect(opened.status == .new)
        #expect(opened.step == "record")
        #expect(
            change.events.map(\.name.text) == ["case.opened", "clock.started", "clock.started"])
        #expect(change.messages.map(\.kind) == [.received])
        #expect(opened.dueAt == bench.start + .minutes(15))
    }

    @Test func aPersonsReplyStopsTheFirstResponseClockOnce() throws {
        var (one, _) = try bench.open()
        let first = try one.perform(.reply("Sorry."), in: bench.context(10))
        #expect(first.events.map(\.name.text) == ["case.replied", "clock.met"])
        #expect(one.status == .open)
        let second = try one.perform(.reply("Still at it."), in: bench.context(20))
        #expect(second.events.map(\.name.text) == ["case.replied"])
    }

    @Test func anAutomaticReplyIsNoFirstResponse() throws {
        var (one, _) = try bench.open()
        let byRule = try one.perform(
            .reply("We have it."), in: bench.context(1, actor: .rule("greeting")))
        #expect(byRule.events.map(\.name.text) == ["case.replied"])
        let marked = try one.perform(.reply("Bot.", automatic: true), in: bench.context(2))
        #expect(marked.messages.first?.isAutomatic == true)
        #expect(one[clock: .firstResponse]?.state == .running)
        #expect(one.status == .new)
    }

    @Test func aStepIsLeftOnlyWithItsFields() throws {
        var (one, _) = try bench.open()
        let before = one
        let refusal = #expect(throws: Refusal.self) {
            try one.perform(.move(to: "classify", .init()), in: bench.context(1))
        }
        #expect(refusal?.faults.map(\.path) == ["fields.summary"])
        #expect(one == before)
        try bench.move(&one, "classify", ["summary": "late"], 2)
        #expect(one.step == "classify")
        #expect(one.status == .open)
        #expect(throws: Refusal.self) {
            try one.perform(.move(to: "verify", .init()), in: bench.context(3))
        }
        #expect(throws: Refusal.self) { try bench.move(&one, "dispatch", ["topic": "no-such"], 3) }
        #expect(throws: Refusal.self) { try bench.move(&one, "dispatch", ["nonsense": 1], 3) }
    }

    @Test func resolvingStopsTheClockAndGoingBackLetsItRunOn() throws {
        var (one, _) = try bench.open()
        try bench.work(&one, to: "verify", 60)
        #expect(one.status == .resolved)
        #expect(one[clock: .resolution]?.state == .met)
        try bench.move(&one, "resolve", [:], 100)
        #expect(one.status == .open)
        #expect(one.reopenings == 1)
        #expect(one[clock: .resolution]?.state == .running)
        let elapsed = one[clock: .resolution]?.elapsed(at: bench.at(110), in: bench.hours)
        #expect(elapsed == .minutes(70))
        #expect(one[clock: .firstResponse]?.isStopped == true)
    }

    @Test func pendingPausesOnlyWhatMayPauseAndTheCustomersWordEndsIt() throws {
        var (one, _) = try bench.open()
        let paused = try one.perform(.pause(reason: "等客户提供订单号"), in: bench.context(5))
        #expect(paused.events.map(\.name.text) == ["case.paused", "clock.paused"])
        #expect(one.status == .pending)
        #expect(one[clock: .firstResponse]?.state == .running)
        let heard = try one.perform(.receive("在这里"), in: bench.context(50, actor: .customer))
        #expect(
            heard.events.map(\.name.text) == ["case.received", "case.resumed", "clock.resumed"])
        #expect(one.status == .open)
        #expect(one[clock: .resolution]?.elapsed(at: bench.at(50), in: bench.hours) == .minutes(5))
    }

    @Test func closesAtTheLastStepOnly() throws {
        var (one, _) = try bench.open()
        #expect(throws: Refusal(.conflict, "caseIsNotAtLastStep", ["step": "record"])) {
            try one.perform(.close(outcome: "solved", text: "done"), in: bench.context(1))
        }
        try bench.work(&one, to: "verify", 60)
        #expect(throws: Refusal.self, "the customer's confirmation is required") {
            try one.perform(.close(outcome: "solved", text: "done"), in: bench.context(61))
        }
        _ = try one.perform(
            .record(.init([.init(key: "customer_confirmed", value: true)])),
            in: bench.context(61))
        let closed = try one.perform(.close(outcome: "solved", text: "done"), in: bench.context(62))
        #expect(closed.events.first?.name.text == "case.closed")
        #expect(one.status == .closed)
        #expect(one.dueAt == nil)
        #expect(throws: Refusal(.conflict, "caseIsClosed")) {
            try one.perform(.reply("bye"), in: bench.context(63))
        }
        _ = try one.perform(.note("for the record"), in: bench.context(63))
    }

    @Test func aDuplicateClosesAnywhereAndOwesNothing() throws {
        var (one, _) = try bench.open()
        _ = try one.perform(.close(outcome: "duplicate", text: "of …"), in: bench.context(3))
        #expect(one.clocks.map(\.state) == [.cancelled, .cancelled])
        #expect(one.outcome?.isEarly == true)
        _ = try one.perform(.reopen(reason: "was none"), in: bench.context(30))
        #expect(one.clocks.map(\.state) == [.running, .running])
        #expect(one.step == "resolve")
    }

    @Test func stampsKeepFirstAndLast() throws {
        var (one, _) = try bench.open()
        try bench.work(&one, to: "verify", 60)
        _ = try one.perform(.receive("not yet"), in: bench.context(70, actor: .customer))
        try bench.move(&one, "verify", [:], 80)
        let resolved = try #require(one.stamps[.resolved])
        #expect(resolved.firstEntered == bench.at(60))
        #expect(resolved.lastEntered == bench.at(80))
        #expect(resolved.firstExited == bench.at(70))
        #expect(one.stamps[.new]?.lastExited != nil)
        #expect(one.reopenings == 1)
    }

    @Test func clocksRingThroughTheCase() throws {
        var (one, _) = try bench.open()
        let (rung, change) = one.ring(at: bench.at(46), in: ClockHours())
        #expect(rung.map(\.alarm) == [.dueSoon, .overdue, .escalate(0), .escalate(1)])
        #expect(change.events.last?.name.text == "clock.escalated")
        #expect(one.ring(at: bench.at(47), in: ClockHours()).rung.isEmpty)
    }
}

/// A case of the closed loop under the built-in promise, and minutes to move it by.
struct CaseBench {
    let process: Process
    let start = Instant(seconds: 1_772_000_000)
    let hours: any WorkingTime = AroundTheClock()

    init() throws { process = try Process(document: library("processes/closed-loop.yaml")) }

    func at(_ minute: Int64) -> Instant { start + .minutes(minute) }

    func context(_ minute: Int64, actor: CaseActor = .user(ID(raw: 7))) -> CaseContext {
        CaseContext(
            process: process, hours: ClockHours(), actor: actor, now: at(minute),
            messageID: ID(raw: minute))
    }

    func open(words: String? = nil, repeating: Bool = false) throws -> (Case, CaseChange) {
        let promise = DocumentStamp("negative-feedback", version: 1)
        let escalations = [
            Escalation(after: .zero, levelsUp: 0),
            Escalation(after: .minutes(30), levelsUp: 1),
        ]
        return try Case.open(
            CaseOpening(
                id: ID(raw: 1), number: 1, kind: .feedback,
                title: Wording(zh: "低分", en: "Low score"),
                process: DocumentStamp("closed-loop", version: 1),
                terms: [
                    ClockTerms(
                        kind: .firstResponse, promise: promise, calendar: nil,
                        budget: .minutes(15), dueSoon: .minutes(12), isPausable: false,
                        escalations: escalations),
                    ClockTerms(
                        kind: .resolution, promise: promise, calendar: nil, budget: .hours(24),
                        dueSoon: .hours(19), isPausable: true, escalations: escalations),
                ]
                    + (repeating
                        ? [again(.nextResponse, .hours(1)), again(.update, .hours(4))] : []),
                words: words), in: context(0, actor: .system))
    }

    private func again(_ kind: ClockKind, _ budget: Span) -> ClockTerms {
        ClockTerms(
            kind: kind, promise: DocumentStamp("negative-feedback", version: 1), calendar: nil,
            budget: budget, dueSoon: budget, isPausable: kind == .update, escalations: [])
    }

    func move(
        _ one: inout Case, _ step: String, _ fields: KeyValuePairs<String, JSON>, _ minute: Int64
    ) throws {
        let object = JSON.Object(fields.map { .init(key: $0.key, value: $0.value) })
        _ = try one.perform(.move(to: step, object), in: context(minute))
    }

    /// Through the loop up to a step, all at one minute.
    func work(_ one: inout Case, to last: String, _ minute: Int64) throws {
        _ = try one.perform(.reply("Sorry."), in: context(minute))
        let way: [(String, KeyValuePairs<String, JSON>)] = [
            ("classify", ["summary": "waited"]), ("dispatch", ["topic": "delivery"]),
            ("resolve", [:]), ("verify", ["solution": "called back", "cause": "procedure"]),
        ]
        for (step, fields) in way where one.step != last {
            try move(&one, step, fields, minute)
        }
    }
}
