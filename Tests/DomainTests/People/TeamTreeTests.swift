import Base
import Domain
import Testing

@Suite struct TeamTreeTests {
    private func team(_ n: Int64) -> ID<Team> { ID(raw: n) }

    /// 1 ← 2 ← 3 ← … ← n
    private func chain(_ n: Int64) -> TeamTree {
        TeamTree((1...n).map { (team($0), $0 == 1 ? nil : team($0 - 1)) })
    }

    @Test func aboveIsNearestFirst() {
        #expect(chain(4).above(team(4)) == [team(3), team(2), team(1)])
        #expect(chain(4).above(team(1)).isEmpty)
    }

    @Test(arguments: [Int64(1), 2, 3])
    func aTeamNeverStandsUnderItself(_ below: Int64) {
        let refusal = #expect(throws: Refusal.self) {
            try chain(3).check(team(1), under: team(below))
        }
        #expect(refusal?.faults.first?.code == "teamCircle")
    }

    @Test func otherMovesAreTaken() throws {
        try chain(3).check(team(3), under: team(1))
        try chain(3).check(team(3), under: nil)
        try chain(3).check(team(9), under: team(3))
    }

    @Test func theParentMustExist() {
        let refusal = #expect(throws: Refusal.self) {
            try chain(3).check(team(3), under: team(99))
        }
        #expect(refusal?.faults.first?.code == "noSuchTeam")
    }

    @Test func depthIsLimitedCountingWhatMovesAlong() throws {
        try chain(7).check(team(100), under: team(7))
        #expect(throws: Refusal.self) { try chain(8).check(team(100), under: team(8)) }
        // A team with two levels below it needs room for all three.
        var rows: [(team: ID<Team>, parent: ID<Team>?)] = (1...6)
            .map { (team($0), $0 == 1 ? nil : team($0 - 1)) }
        rows += [(team(20), nil), (team(21), team(20)), (team(22), team(21))]
        try TeamTree(rows).check(team(20), under: team(5))
        #expect(throws: Refusal.self) { try TeamTree(rows).check(team(20), under: team(6)) }
    }

    @Test func brokenRowsDoNotHang() {
        let tree = TeamTree([(team(1), team(2)), (team(2), team(3)), (team(3), team(2))])
        #expect(tree.above(team(1)) == [team(2), team(3)])
    }
}
