import YAMLSupport
import Base
import Domain
import Testing

/// What is promised to whom, and what is promised again and again.
@Suite struct ServiceLevelTests {
    private func promise(_ levels: String) throws -> Promise {
        try Promise(
            document: tree(
                """
                key: p
                name: P
                calendar: office
                target: 95 %
                clocks:
                  first_response: {within: 1 h, calendar: around_the_clock}
                  next_response: {within: 2 h}
                  resolution: {within: 8 h, pausable: true}
                escalate: [{after: 0 min, to: team_lead}]
                levels:
                \(levels)
                """))
    }

    private static let levels = """
        - key: vip-phone
          name: VIP
          when: customer.tier == "vip" and channel == "phone"
          clocks: {first_response: {within: 5 min}}
          escalate: []
        - key: vip
          name: VIP
          when: customer.tier == "vip"
          clocks: {first_response: {within: 15 min}, update: {within: 24 h}}
        - key: major
          name: Major
          when: kind == "complaint" and severity != "ordinary"
          clocks: {resolution: {within: 4 h}}
        """

    private func decided(_ facts: [String: JSON]) throws -> [ClockTerms] {
        try promise(Self.levels.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
            .terms(version: 7) { facts[$0] }
    }

    @Test func theFirstLevelThatFitsDecidesAndTheRestStays() throws {
        let phone = try decided(["customer.tier": "vip", "channel": "phone", "kind": "complaint"])
        #expect(phone.map(\.kind) == [.firstResponse, .nextResponse, .resolution])
        #expect(phone.map(\.budget) == [.minutes(5), .hours(2), .hours(8)])
        #expect(phone.allSatisfy { $0.level == "vip-phone" && $0.escalations.isEmpty })
        let vip = try decided(["customer.tier": "vip", "severity": "major", "kind": "complaint"])
        #expect(vip.map(\.budget) == [.minutes(15), .hours(2), .hours(8), .hours(24)])
        #expect(vip.map(\.escalations.count) == [1, 1, 1, 1])
        let major = try decided(["kind": "complaint", "severity": "major"])
        #expect(major.map(\.budget) == [.hours(1), .hours(2), .hours(4)])
        let other = try decided(["kind": "request"])
        #expect(other.map(\.level) == [nil, nil, nil])
    }

    @Test func eachClockCountsItsOwnHoursAndATeamsGoBeforeThePolicys() throws {
        let promise = try promise("  []")
        let usual = promise.terms(version: 1)
        #expect(usual.map(\.calendar) == [nil, "office", "office"])
        let teams = promise.terms(version: 1, teamCalendar: "london")
        #expect(teams.map(\.calendar) == [nil, "london", "london"], "every hour stays every hour")
    }

    @Test func aLevelIsReadWithItsFaults() throws {
        let refusal = #expect(throws: Refusal.self) {
            try promise(
                """
                  - {key: a, name: A, when: tier == 1, clocks: {second: {within: 1 h}}}
                  - {key: b, name: B, when: severity == "major", clocks: {}, escalate: [
                      {after: 0 s, to: team_lead}, {after: 1 s, to: team_lead},
                      {after: 2 s, to: team_lead}, {after: 3 s, to: team_lead},
                      {after: 4 s, to: team_lead}]}
                """)
        }
        #expect(
            (refusal?.faults ?? []).map { "\($0.path) \($0.code)" } == [
                "levels[0].when expression.unknownName", "levels[0].clocks.second unknownMember",
                "levels[1].clocks empty", "levels[1].escalate tooMany",
            ])
    }

    @Test func theNextResponseBeginsWithEachMessageThatNobodyAnswered() throws {
        let bench = try CaseBench()
        var (one, _) = try bench.open(words: "help", repeating: true)
        #expect(one[clock: .nextResponse]?.state == .idle)
        // Before the first answer that is what the customer waits for.
        _ = try one.perform(.receive("hello?"), in: bench.context(5, actor: .customer))
        #expect(one[clock: .nextResponse]?.state == .idle)
        _ = try one.perform(.reply("Yes?"), in: bench.context(10))
        _ = try one.perform(.receive("It broke"), in: bench.context(20, actor: .customer))
        #expect(one[clock: .nextResponse]?.dueAt == bench.at(80))
        _ = try one.perform(.receive("and again"), in: bench.context(50, actor: .customer))
        #expect(one[clock: .nextResponse]?.dueAt == bench.at(80), "asking again puts nobody off")
        _ = try one.perform(.reply("bot", automatic: true), in: bench.context(60))
        #expect(one[clock: .nextResponse]?.state == .running, "a bot is no answer")
        let late = try one.perform(.reply("So sorry"), in: bench.context(90))
        #expect(
            late.entries.filter { $0.clock == .nextResponse }.map(\.kind) == [.missed, .stopped])
        let second = try one.perform(.receive("ok"), in: bench.context(100, actor: .customer))
        #expect(second.ended.map(\.state) == [.missed])
        #expect(one[clock: .nextResponse]?.round == 2)
        #expect(one[clock: .nextResponse]?.dueAt == bench.at(160))
    }

    @Test func anUpdateIsOwedAnewAfterEachReplyAndWaitsWithTheCase() throws {
        let bench = try CaseBench()
        var (one, _) = try bench.open(repeating: true)
        _ = try one.perform(.reply("At it"), in: bench.context(10))
        #expect(one[clock: .update]?.dueAt == bench.at(250))
        _ = try one.perform(.pause(reason: "order number"), in: bench.context(20))
        #expect(one[clock: .update]?.state == .paused)
        let reply = try one.perform(.reply("Please send it"), in: bench.context(60))
        #expect(reply.ended.map(\.state) == [.met])
        #expect(one[clock: .update]?.state == .paused, "the new round waits too")
        _ = try one.perform(.receive("4711"), in: bench.context(100, actor: .customer))
        #expect(one[clock: .update]?.dueAt == bench.at(340))
        try bench.work(&one, to: "verify", 120)
        #expect(one.status == .resolved)
        #expect(one[clock: .update]?.state == .cancelled, "of what is done nobody waits for news")
        #expect(one[clock: .nextResponse]?.state == .met)
        let wrote = try one.perform(.receive("not done"), in: bench.context(200, actor: .customer))
        #expect(wrote.ended.count == 2)
        #expect(one[clock: .update]?.dueAt == bench.at(440))
        #expect(one[clock: .nextResponse]?.dueAt == bench.at(260))
    }

    @Test func aResetNeedsAReasonAndIsRefusedOnceBroken() throws {
        let bench = try CaseBench()
        var (one, _) = try bench.open()
        #expect(throws: Refusal.self) {
            try one.perform(.resetClock(.resolution, reason: " "), in: bench.context(5))
        }
        let reset = try one.perform(
            .resetClock(.resolution, reason: "wrong kind"), in: bench.context(60))
        #expect(reset.entries.map(\.kind) == [.reset])
        #expect(one[clock: .resolution]?.dueAt == bench.at(60 + 24 * 60))
        let broken = #expect(throws: Refusal.self) {
            try one.perform(.resetClock(.firstResponse, reason: "late"), in: bench.context(60))
        }
        #expect(broken?.code == "clockIsMissed")
        #expect(throws: Refusal.self) {
            try one.perform(.resetClock(.update, reason: "none"), in: bench.context(60))
        }
    }
}
