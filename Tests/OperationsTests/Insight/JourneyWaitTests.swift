import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// How long the unhappy waited for a reply stands at the touchpoint that they rated badly.
@Suite struct JourneyWaitTests {
    private static let document = """
        key: trip
        title: {zh: 行程, en: Trip}
        languages: [zh, en]
        pages:
          - items:
              - key: parcel
                kind: rating
                title: {zh: 配送, en: Delivery}
                scale: &scale {points: 5, labels: {1: {zh: 差, en: Poor}, 5: {zh: 好, en: Good}}}
              - {key: bags, kind: rating, title: {zh: 行李, en: Bags}, scale: *scale}
              - {key: seat, kind: rating, title: {zh: 座位, en: Seat}, scale: *scale}
              - {key: recommend, kind: nps, score: true, title: {zh: 推荐, en: Recommend}}
        """
    private static let rule = """
        key: mine
        name: {zh: 低分, en: Low}
        when: response.completed
        if: nps <= 6
        do:
          - open_case: {kind: feedback, process: closed-loop, title: {en: Low, zh: 低}}
        """

    /// Seven unhappy people; six of them get a reply, each ten minutes later than the one before.
    private func with(
        _ engine: Engine,
        _ body: @escaping @Sendable (AnsweredInstrument, [ID<Response>]) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let trip = try await AnsweredInstrument(workspace, document: Self.document)
            let desk = workspace.desk(.manager)
            try await desk.perform(SaveDocument<RuleDocuments>.self, ["text": .string(Self.rule)])
            var made: [ID<Response>] = []
            for place in 0..<8 {
                let one = try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "trip",
                        "answers": [
                            "parcel": .integer(1 + place % 2),
                            "bags": .integer(place < 4 ? 2 : 3), "seat": 5,
                            "recommend": .integer(place < 7 ? 2 : 10),
                        ],
                    ])
                made.append(try #require(one.id))
            }
            let answered = made
            try await FollowerRunner(
                RulesFollower(test.house), on: database, holder: "test",
                clock: { test.house.now() }, report: { Issue.record("\($0)") }
            ).catchUp()
            // The table is in memory before anybody replies.
            #expect(try await trip.ask(["measure": "count"])["total"]?["n"] == 8)
            let cases = try await desk.read { connection in
                try answered.prefix(7).map { response in
                    try #require(
                        try connection.first(
                            """
                            SELECT id FROM cases
                            WHERE workspace = \(desk.workspace) AND response = \(response)
                              AND rule = 'mine'
                            """
                        ) { ID<Case>(raw: $0.int64(0)) })
                }
            }
            for one in cases {
                try await desk.perform(
                    NoteOnCase.self,
                    ["case": .string(one.description), "text": "Nobody hears of this"])
            }
            for one in cases.prefix(6) {
                test.pass(.minutes(10))
                try await desk.perform(
                    ReplyToCase.self,
                    ["case": .string(one.description), "text": "We are sorry"])
            }
            try await body(trip, answered)
        }
    }

    @Test(arguments: Engine.available)
    func waitsStandAtTheStepThatWasRatedBadly(_ engine: Engine) async throws {
        try await with(engine) { trip, _ in
            let steps = try await trip.ask(ShowJourney.self, [:])["steps"]?.array ?? []
            // 10, 20, 30, 40, 50, 60 minutes: of six the ends are the interval.
            #expect(steps[0]["wait"] == ["median": 35, "low": 10, "high": 60, "n": 6])
            // Of four nothing is shown.
            #expect(
                steps[1]["wait"] == ["median": .null, "low": .null, "high": .null, "n": 4])
            #expect(steps[2]["wait"] == .null)
            let few = try await trip.ask(ShowJourney.self, ["filter": "answers.parcel == 1"])
            #expect(few["steps"]?.array?[0]["wait"]?["n"] == 3)
        }
    }

    /// In memory and row by row.
    @Test(arguments: Engine.available)
    func recordsAreFoundByHowLongTheyWaited(_ engine: Engine) async throws {
        try await with(engine) { trip, answered in
            for more in ["", " and status == \"completed\""] {
                let found = try await trip.workspace.desk(.manager).perform(
                    ListResponses.self,
                    [
                        "instrument": .string(trip.id.description),
                        "filter": .string("wait_minutes > 30" + more),
                    ])
                #expect(Set(found.items.map(\.id)) == Set(answered[3..<6]), "\(more)")
            }
        }
    }

    @Test func longWaitsAreKeptToTheHour() {
        #expect(AnswerColumns.minutes(.minutes(1_439)) == 1_439)
        #expect(AnswerColumns.minutes(.minutes(1_475)) == 1_500)
        #expect(AnswerColumns.minutes(.zero) == 0)
    }
}
