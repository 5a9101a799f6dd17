import Base
import Domain
import Testing

@Suite struct CaseGivingTests {
    private let users = (1...4).map { ID<User>(raw: $0) }

    @Test func whoIsAwayOrHasEnoughIsPassedOver() throws {
        let load = [users[0]: 0, users[1]: 5, users[2]: 2, users[3]: 3]
        let giving = try #require(
            TeamAssignment.load.give(
                among: users, load: load, lastGiven: [:], away: [users[0]], most: 5))
        #expect(giving.to == users[2] && giving.load == 2)
        #expect(giving.away == [users[0]] && giving.full == [users[1]])
        #expect(CaseGiving(giving.json) == giving)
    }

    @Test func inTurnGoesOnPastThem() throws {
        let last = Dictionary(
            uniqueKeysWithValues: users.enumerated().map { place, user in
                (user, Instant(seconds: Int64(place)))
            })
        let giving = TeamAssignment.roundRobin.give(
            among: users, load: [:], lastGiven: last, away: [users[0], users[1]])
        #expect(giving?.to == users[2])
    }

    @Test func skillsCountAmongThoseWhoAreThere() throws {
        let giving = try #require(
            TeamAssignment.skill.give(
                among: users, load: [users[1]: 1], lastGiven: [:],
                fitting: [users[0]: ["en", "refund"], users[1]: ["en"]], away: [users[0]]))
        #expect(giving.to == users[1] && giving.skills == ["en"])
    }

    @Test func whereNobodyIsLeftNobodyIsGivenIt() throws {
        let giving = try #require(
            TeamAssignment.skill.give(
                among: users, load: [users[0]: 1], lastGiven: [:], away: Set(users.dropFirst()),
                most: 1))
        #expect(giving.to == nil && giving.full == [users[0]] && giving.away.count == 3)
        #expect(TeamAssignment.manual.give(among: users, load: [:], lastGiven: [:]) == nil)
    }
}
