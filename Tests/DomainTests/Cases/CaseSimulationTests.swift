import Base
import Domain
import Testing

/// Thousands of random commands; whatever is refused or done, the case stays consistent.
@Suite struct CaseSimulationTests {
    let bench: CaseBench

    init() throws { bench = try CaseBench() }

    @Test(arguments: 1...150 as ClosedRange<UInt64>)
    func invariantsHoldUnderAnyCommands(seed: UInt64) throws {
        var chance = SeededChance(seed: seed)
        var (one, opening) = try bench.open(repeating: true)
        var facts = opening.events
        var minute: Int64 = 0
        for _ in 0..<80 {
            minute += .random(in: 0...120, using: &chance)
            let before = one
            if Int.random(in: 0..<6, using: &chance) == 0 {
                facts += one.ring(at: bench.at(minute), in: ClockHours()).change.events
                continue
            }
            let actors: [CaseActor] = [.user(ID(raw: 7)), .rule("r"), .customer, .system]
            let context = bench.context(minute, actor: actors.randomElement(using: &chance)!)
            do {
                facts += try one.perform(command(one, using: &chance), in: context).events
            } catch {
                #expect(one == before, "a refusal leaves no trace")
            }
            check(one, at: minute, after: before)
        }
        check(facts: facts.map(\.name.text), of: one)
    }

    private func check(_ one: Case, at minute: Int64, after before: Case) {
        #expect((one.status == .closed) == (one.outcome != nil))
        #expect((one.status == .closed) == (one.closedAt != nil))
        #expect(bench.process[step: one.step] != nil)
        #expect(one.stamps[one.status]?.firstEntered != nil)
        for stamps in one.stamps.values {
            #expect(stamps.firstEntered <= stamps.lastEntered)
            #expect(stamps.lastEntered <= bench.at(minute))
        }
        for (clock, was) in zip(one.clocks, before.clocks) {
            let elapsed = clock.elapsed(at: bench.at(minute), in: bench.hours)
            #expect(elapsed <= Span.minutes(minute))
            #expect(clock.round == was.round || clock.round == was.round + 1)
            guard clock.round == was.round else { continue }
            #expect(elapsed >= was.counted, "a clock never runs backwards")
            #expect(was.missedAt == nil || clock.missedAt == was.missedAt, "broken stays broken")
            if !one.status.isActive, clock.terms.kind == .resolution { #expect(clock.isStopped) }
            if !one.status.isActive, clock.terms.kind == .update { #expect(!clock.isOwed) }
            if one.status == .pending, clock.terms.isPausable { #expect(clock.state != .running) }
            if clock.state == .running { #expect(clock.dueAt != nil) }
        }
    }

    private func check(facts: [String], of one: Case) {
        let count = { (name: String) in facts.count { $0 == name } }
        #expect(count("case.opened") == 1)
        #expect(count("case.reopened") == one.reopenings)
        let rounds = one.clocks.map { $0.state == .idle ? 0 : $0.round }.reduce(0, +)
        #expect(count("clock.started") == rounds, "each round is promised once")
        #expect(count("clock.missed") <= rounds)
        #expect(count("clock.due_soon") <= rounds)
        #expect(count("clock.escalated") <= 2 * rounds)
    }

    private func command(_ one: Case, using chance: inout SeededChance) -> CaseCommand {
        func fields(_ all: [(String, [JSON])]) -> JSON.Object {
            var object = JSON.Object()
            for (key, values) in all where Bool.random(using: &chance) {
                object[key] = values.randomElement(using: &chance)!
            }
            return object
        }
        let given = fields([
            ("summary", ["waited", ""]), ("topic", ["price", "no-such"]),
            ("solution", ["refund", nil]), ("cause", ["skill", 3]),
            ("customer_confirmed", [true, "yes"]),
        ])
        let steps = bench.process.steps.map(\.key) + ["nowhere"]
        switch Int.random(in: 0..<14, using: &chance) {
        case 0:
            let assignee: ID<User>? = Bool.random(using: &chance) ? ID(raw: 9) : nil
            return .assign(team: ID(raw: 1), assignee: assignee)
        case 1: return .classify(.complaint, .major)
        case 2: return .tag(["late", "vip"])
        case 3: return .receive("hello?")
        case 4: return .reply("sorry")
        case 5: return .note("hm")
        case 6: return .record(given)
        case 7, 8, 9:
            let next = bench.process[step: one.step]?.next ?? []
            let wild = Int.random(in: 0..<4, using: &chance) == 0
            return .move(to: (wild ? steps : next).randomElement(using: &chance) ?? "x", given)
        case 10: return .pause(reason: "waiting")
        case 11: return .resume
        case 12:
            let outcome = bench.process.outcomes.randomElement(using: &chance)!.key
            return .close(outcome: outcome, text: "done")
        default: return .reopen(reason: "again")
        }
    }
}
