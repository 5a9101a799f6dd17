import Base
import Columns
import Domain
import SQL
import Statistics
import Store
import TestSupport
import Testing

@testable import Operations

/// Cases as columns: followed change by change, asked by `insight.query`, and what the report takes
/// its figures from.
@Suite struct CaseColumnsTests {
    private static func stored(_ desk: Desk) async throws -> [CaseRecords.Stored] {
        let now = desk.now()
        return try await desk.read {
            try CaseRecords.page(after: nil, limit: 10_000, at: now, in: desk.workspace, on: $0)
        }
    }

    private static func members(_ object: JSON.Object) -> [String: JSON] {
        Dictionary(uniqueKeysWithValues: object.members.map { ($0.key, $0.value) })
    }

    /// Whatever happens, the table that followed it holds what the store tells.
    @Test(arguments: Engine.available)
    func whatIsFollowedIsWhatIsStored(engine: Engine) async throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            try await engine.withDatabase { database in
                var desk = try await BusyDesk(database, seed: seed)
                let agent = desk.bench.manager
                for round in 0..<160 {
                    try await desk.happen()
                    guard round % 8 == 0 else { continue }
                    let set = try #require(
                        try await agent.house.tables.rows(CaseSet.self, in: agent.workspace))
                    let stored = try await Self.stored(agent)
                    #expect(set.table.count == stored.count)
                    for row in stored {
                        let wanted = CaseColumns.record(row).record
                        let found = set.table.record(wanted.id)
                        #expect(found?.time == wanted.time)
                        let values = found.map { Self.members($0.values) }
                        #expect(values == Self.members(wanted.values))
                    }
                }
            }
        }
    }

    private static let conditions = [
        "kind == \"complaint\"", "severity != \"major\"", "is_missing(team)",
        "tags contains \"late\"",
        "customer.tier == \"gold\" and customer.age < 33", "not (status == \"closed\")",
        "transfers > 0 or reopened", "first_response_minutes > 600", "promises_kept",
        "is_missing(first_response_minutes)", "days_since_last < 3", "settled_once",
        "messages >= 2", "redress.CNY > 10", "effort_score <= 4", "channel in [\"phone\", \"web\"]",
        "waited_minutes >= 60 and not upset", "clocks_missed > clocks_kept",
    ]
    private static let dimensions = [
        "kind", "status", "team", "tags", "customer.tier", "transfers", "promises_kept", "channel",
        "messages", "customer.age", "reopened",
    ]
    private static let measures: [(kind: String, item: String, value: JSON?)] = [
        ("count", "kind", nil), ("mean", "first_response_minutes", nil),
        ("median", "first_response_minutes", nil), ("p90", "waited_minutes", nil),
        ("median", "resolution_minutes", nil), ("share", "promises_kept", nil),
        ("share", "kind", "complaint"), ("share", "tags", "late"), ("mean", "transfers", nil),
        ("mean", "redress.CNY", nil), ("share", "upset", nil),
    ]

    /// By hand, from the values of each case.
    private static func compute(
        _ measure: (kind: String, item: String, value: JSON?), _ rows: [JSON.Object]
    ) -> (value: Double?, n: Int) {
        let values = rows.compactMap { $0[measure.item] }
        let numbers = values.compactMap(\.number).sorted()
        switch measure.kind {
        case "count": return (Double(rows.count), rows.count)
        case "mean":
            let n = numbers.count
            return (n == 0 ? nil : numbers.reduce(0, +) / Double(n), n)
        case "median", "p90":
            guard !numbers.isEmpty else { return (nil, 0) }
            let place = (measure.kind == "median" ? 0.5 : 0.9) * Double(numbers.count - 1)
            let (low, high) = (Int(place), min(Int(place) + 1, numbers.count - 1))
            let part = place - Double(low)
            return (numbers[low] * (1 - part) + numbers[high] * part, numbers.count)
        default:
            let hits = values.count { value in
                guard let wanted = measure.value else { return value == true }
                return value.array?.contains(wanted) ?? (value == wanted)
            }
            let n = values.count
            return (n == 0 ? nil : 100 * Double(hits) / Double(n), n)
        }
    }

    /// Every cell of a question says what the cases themselves say, and its filter finds them.
    @Test(arguments: Engine.available)
    func everyCellIsWhatItsCasesSay(engine: Engine) async throws {
        try await engine.withDatabase { database in
            var desk = try await BusyDesk(database, seed: 11)
            for _ in 0..<220 { try await desk.happen() }
            let asking = desk.bench.place.desk(.analyst)
            let all = try await Self.stored(asking).map { CaseColumns.record($0).record }
            #expect(all.count > 50)
            var cells = 0
            for _ in 0..<60 {
                let filter = desk.chance.below(4) > 0 ? desk.chance.one(of: Self.conditions) : nil
                let sides = Set(
                    (0..<desk.chance.below(3)).map { _ in
                        desk.chance.one(of: Self.dimensions)
                    }
                ).sorted()
                let measures = (0..<3).map { _ in desk.chance.one(of: Self.measures) }
                var question: [String: JSON] = [
                    "of": "cases", "dimensions": .array(sides.map(JSON.string)),
                    "measures": .array(
                        measures.map {
                            var one: [String: JSON] = [
                                "measure": .string($0.kind), "item": .string($0.item),
                            ]
                            if let value = $0.value { one["value"] = value }
                            return .object(one.members)
                        }),
                ]
                if let filter { question["filter"] = .string(filter) }
                let report = try await asking.perform(QueryInsight.self, question.members).json
                for cell in report["cells"]?.array ?? [] {
                    let text = cell["values"]?.array?.first?["measure"]?["filter"]?.string
                    let condition = try text.map { try Expression(parsing: $0) }
                    let rows = all.filter { record in
                        condition?.holds { record.values[$0] } ?? true
                    }
                    for (value, measure) in zip(cell["values"]?.array ?? [], measures) {
                        let wanted = Self.compute(measure, rows.map(\.values))
                        let found = value["measure"]
                        #expect(found?["n"] == .integer(wanted.n))
                        if measure.kind != "count", wanted.n < 2, measure.kind == "mean" {
                            continue
                        }
                        let apart = (found?["value"]?.number ?? .nan) - (wanted.value ?? .nan)
                        #expect(
                            wanted.value == nil ? found?["value"] == .null : abs(apart) < 1e-6,
                            "\(measure) of \(text ?? "all")")
                    }
                    cells += 1
                    guard cells % 7 == 0 else { continue }
                    var list: [String: JSON] = ["status": "any", "figure": "all", "limit": 200]
                    if let text { list["filter"] = .string(text) }
                    let listed = try await asking.perform(ListCases.self, list.members)
                    #expect(listed.items.count == rows.count, "\(text ?? "all")")
                }
            }
            #expect(cells > 120)
        }
    }

    /// From columns and from the rows of the store the report has the same numbers.
    @Test(arguments: Engine.available)
    func theReportSaysTheSameBothWays(engine: Engine) async throws {
        try await engine.withDatabase { database in
            var desk = try await BusyDesk(database, seed: 5)
            for _ in 0..<200 { try await desk.happen() }
            let time = desk.bench.test.now
            let other = TestHouse(database, seed: 99, answersMemory: 0)
            other.pass(time - other.now)
            let memory = desk.bench.manager
            let store = Desk(other.house, actor: memory.actor)
            #expect(try await other.house.tables.rows(CaseSet.self, in: memory.workspace) == nil)
            for by in ShowCaseReport.Dimension.allCases {
                for filter in [nil, "assignee", "team"] + Self.conditions {
                    var input: [String: JSON] = [
                        "by": .string(by.rawValue), "from": .string(TestHouse.start.iso8601),
                        "to": .string((time + .days(1)).iso8601),
                        "repeatDays": .integer(1 + desk.chance.below(9)),
                    ]
                    switch filter {
                    case "assignee": input["assignee"] = "nobody"
                    case "team": input["team"] = .string("\(desk.bench.team)")
                    default: input["filter"] = filter.map(JSON.string)
                    }
                    let (a, b) = (
                        try await memory.perform(ShowCaseReport.self, input.members).json,
                        try await store.perform(ShowCaseReport.self, input.members).json
                    )
                    #expect(a == b, "\(filter ?? "all")")
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func aClockThatRunsOutIsMissedAtOnce(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            _ = try await bench.open()
            func missed() async throws -> JSON? {
                try await bench.agent.perform(
                    QueryInsight.self,
                    [
                        "of": "cases", "measure": "mean", "item": "clocks_missed",
                        "from": "2000-01-01T00:00:00Z",
                    ]
                ).json["distribution"]?.array?.first?["value"]
            }
            #expect(try await missed() == 0)
            bench.test.pass(.days(60))
            #expect((try await missed()?.number ?? 0) > 0, "though nothing has noted it")
        }
    }

    @Test(arguments: Engine.available)
    func whoMayNotReadCasesMayNotCountThem(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            _ = try await bench.open()
            let question: JSON.Object = ["of": "cases", "measure": "count"].members
            let refused = await #expect(throws: Refusal.self) {
                try await bench.place.desk(.viewer).perform(QueryInsight.self, question)
            }
            #expect(refused?.kind == .forbidden)
            #expect(
                try await bench.agent.perform(QueryInsight.self, question).total.n == 1)
            let other = JSON.string("\(ID<Instrument>(raw: 1))")
            for (input, path, code) in [
                (["measure": "count"], "instrument", "ofWhat"),
                (["of": "cases", "instrument": other], "of", "ofBoth"),
                (["of": "cases", "quality": "clean"], "quality", "onlyOfResponses"),
                (["of": "cases", "measure": "nps", "item": "kind"], "measure", "needsNPS"),
                (["of": "cases", "dimensions": ["nobody"]], "dimensions", "unknownColumn"),
                (
                    ["of": "cases", "filter": "kinds == 1"], "filter",
                    "expression.unknownNameSuggest"
                ),
            ] as [([String: JSON], String, String)] {
                let fault = await #expect(throws: Refusal.self) {
                    try await bench.agent.perform(QueryInsight.self, input.members)
                }
                #expect(fault?.faults.first?.path == path && fault?.faults.first?.code == code)
            }
            let small = TestHouse(database, seed: 9, answersMemory: 0)
            let counted = try await Desk(small.house, actor: bench.agent.actor)
                .perform(QueryInsight.self, question)
            #expect(counted.total.n == 1)
            let alsoRefused = await #expect(throws: Refusal.self, "the database counts no more") {
                try await Desk(small.house, actor: bench.place.desk(.viewer).actor)
                    .perform(QueryInsight.self, question)
            }
            #expect(alsoRefused?.kind == .forbidden)
        }
    }

    /// What few customers said of their effort is not shown; how long we took is.
    @Test(arguments: Engine.available)
    func onlyWhatCustomersSaidIsHidden(engine: Engine) async throws {
        try await engine.withDatabase { database in
            var desk = try await BusyDesk(database, seed: 3)
            for _ in 0..<60 { try await desk.happen() }
            let report = try await desk.bench.agent.perform(
                QueryInsight.self,
                [
                    "of": "cases", "dimensions": ["kind", "severity"],
                    "measures": [
                        ["measure": "mean", "item": "effort_score"],
                        ["measure": "median", "item": "first_response_minutes"],
                    ],
                ]
            ).json
            let values = report["cells"]?.array?.compactMap { $0["values"]?.array } ?? []
            #expect(!values.isEmpty)
            for pair in values {
                let (said, done) = (pair[0]["measure"], pair[1]["measure"])
                #expect(done?["isHidden"] == false)
                let n = said?["n"]?.integer ?? 0
                if (1..<5).contains(n) { #expect(said?["value"] == .null) }
            }
        }
    }
}
