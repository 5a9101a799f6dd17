import Base
import Domain
import Testing

@Suite struct SignInLimitTests {
    private let start = Instant(seconds: 1_000_000)

    @Test func triesAboveTheLimitMustWait() throws {
        let limit = SignInLimit(tries: 3)
        var count: SignInLimit.Count?
        for _ in 1...3 {
            count = limit.counting(count, at: start)
            try limit.check(#require(count), at: start)
        }
        let fourth = limit.counting(count, at: start + .minutes(5))
        let refusal = #expect(throws: Refusal.self) {
            try limit.check(fourth, at: start + .minutes(5))
        }
        #expect(refusal?.kind == .tooMany)
        #expect(refusal?.values == ["minutes": "10"])
    }

    @Test func theWindowEnds() {
        let limit = SignInLimit(tries: 3)
        let full = SignInLimit.Count(tries: 9, since: start)
        #expect(limit.counting(full, at: start + .minutes(14)).tries == 10)
        #expect(
            limit.counting(full, at: start + .minutes(15))
                == .init(
                    tries: 1, since: start + .minutes(15)))
        // A clock set back must not lock anyone out for long.
        #expect(limit.counting(full, at: start - .days(1)).tries == 1)
    }

    @Test func sessionsEndByIdlenessAndByAge() {
        let used = SessionTerms(begunAt: start, lastSeenAt: start + .days(29) + .hours(20))
        #expect(!used.isOver(at: start + .days(30) - .seconds(1)))
        #expect(used.isOver(at: start + .days(30)))
        let idle = SessionTerms(begunAt: start, lastSeenAt: start)
        #expect(!idle.isOver(at: start + .hours(12) - .seconds(1)))
        #expect(idle.isOver(at: start + .hours(12)))
    }

    @Test func scopesAreNoWiderThanTheirMaker() throws {
        let own = Role.agent.rights
        #expect(try Scopes.checked(["cases:read"], within: own) == [.casesRead])
        let refusal = #expect(throws: Refusal.self) {
            try Scopes.checked(["cases:read", "people:write", "moon:read"], within: own)
        }
        #expect(refusal?.faults.map(\.code) == ["scopeBeyondOwn", "noSuchScope"])
        #expect(refusal?.faults.map(\.path) == ["scopes[1]", "scopes[2]"])
        #expect(throws: Refusal.self) { try Scopes.checked([], within: own) }
    }

    @Test func scopesSurviveStorage() {
        for role in Role.allCases {
            #expect(Scopes.stored(Scopes.text(role.rights)) == role.rights)
        }
        #expect(Scopes.stored("cases:read gone:away") == [.casesRead])
    }
}
