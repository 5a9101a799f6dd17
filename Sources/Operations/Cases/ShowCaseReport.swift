public import Base
import Columns
import Domain
import SQL
import Statistics
import Store

/// Figures of cases, over all and by one thing.
public struct ShowCaseReport: Operation {
    public static let name = "cases.report"
    public static let summary =
        "Show volumes, response and resolution times, kept promises and effort, by one dimension."
    public static let access = Access.right(.insightRead)
    public static let input =
        CaseFilter.input + [
            Field("from", .instant, .optional, "Opened from; 30 days ago if absent."),
            Field("to", .instant, .optional, "Opened before; now if absent."),
            Field(
                "by", .choice(Dimension.allCases.map(\.rawValue)), .optional, "`kind` if absent."),
            CaseFilter.repeatDays,
        ]

    public enum Dimension: String, CaseIterable, Sendable {
        case kind, severity, team, agent, channel, cause
    }

    private let filter: CaseFilter
    private let from: Instant?
    private let to: Instant?
    private let by: Dimension
    private let repeats: Span

    public init(_ input: Input) throws {
        filter = try CaseFilter(input)
        repeats = CaseFilter.repeats(input)
        from = input.instantOrNil("from")
        to = input.instantOrNil("to")
        by = input.textOrNil("by").flatMap(Dimension.init) ?? .kind
    }

    public func perform(on desk: Desk) async throws -> CaseReportResource {
        try await desk.bringLibrary()
        let now = desk.now()
        let end = to ?? now + Span(microseconds: 1)
        let start = from ?? end - .days(30)
        var figures = try await columns(from: start, before: end, desk)
        if figures == nil {
            figures = try await desk.read { connection in
                try rows(from: start, before: end, now: now, desk, connection)
            }
        }
        let names = try await desk.read { try self.names(desk, $0) }
        let groups = (figures?.groups ?? [:]).sorted {
            ($1.value.cases, $0.key) < ($0.value.cases, $1.key)
        }
        return CaseReportResource(
            from: start, to: end, all: (figures?.all ?? CaseFigures()).json,
            groups: groups.map { key, figures in
                (key, names[key] ?? Wording(zh: key, en: key), figures.json)
            })
    }

    /// Figures over all, and by one thing.
    private struct Figures {
        var all = CaseFigures()
        var groups: [String: CaseFigures] = [:]

        mutating func add(_ one: CaseFigures.One, to key: String) {
            all.add(one)
            groups[key, default: CaseFigures()].add(one)
        }
    }

    /// From columns in memory; nil where they do not hold what is asked for, or memory not them.
    private func columns(
        from start: Instant, before end: Instant, _ desk: Desk
    ) async throws -> Figures? {
        guard filter.isOfColumns, start < end,
            try await desk.read({ try desk.masking(on: $0) }) == nil || filter.condition == nil,
            let cases = try await desk.house.tables.rows(CaseSet.self, in: desk.workspace),
            cases.table.column(column)?.form != .tooDiverse,
            let condition = filter.columns(in: cases, for: desk)
        else { return nil }
        var figures = Figures()
        cases.table.each(
            CaseFigures.One.names + [column], filter: condition, window: start..<end
        ) { _, values in
            figures.add(
                CaseFigures.One(values, repeats: repeats),
                to: values[CaseFigures.One.names.count].string ?? "")
        }
        return figures
    }

    private var column: String {
        switch by {
        case .kind, .severity, .team, .channel: by.rawValue
        case .agent: "assignee"
        case .cause: "fields.cause"
        }
    }

    /// The same from the rows of the store.
    private func rows(
        from start: Instant, before end: Instant, now: Instant, _ desk: Desk,
        _ connection: any Connection
    ) throws -> Figures {
        var figures = Figures()
        for one in try facts(from: start, before: end, now: now, desk, connection) {
            figures.add(CaseFigures.One(one), to: key(one))
        }
        return figures
    }

    private func key(_ facts: CaseFacts) -> String {
        switch by {
        case .kind: facts.kind.rawValue
        case .severity: facts.severity.rawValue
        case .team: facts.team?.description ?? ""
        case .agent: facts.assignee?.description ?? ""
        case .channel: facts.channel ?? ""
        case .cause: facts.cause ?? ""
        }
    }

    private func facts(
        from start: Instant, before end: Instant, now: Instant, _ desk: Desk,
        _ connection: any Connection
    ) throws -> [CaseFacts] {
        var selection = filter.selection(for: desk)
        selection.openedFrom = start
        selection.openedBefore = end
        if let fitting = try filter.fitting(selection, for: desk, on: connection) {
            return try CaseFacts.list(
                Array(fitting), repeats: repeats, now: now, in: desk.workspace, on: connection)
        }
        return try CaseFacts.list(
            selection, repeats: repeats, now: now, in: desk.workspace, on: connection)
    }

    private func names(
        _ desk: Desk, _ connection: any Connection
    ) throws -> [String: Wording] {
        var names: [String: Wording] = [:]
        switch by {
        case .team:
            for team in try Teams.list(in: desk.workspace, on: connection) {
                names[team.id.description] = Wording(zh: team.name, en: team.name)
            }
        case .agent:
            for (id, name) in try Users.names(in: desk.workspace, on: connection) {
                names[id.description] = Wording(zh: name, en: name)
            }
        case .cause:
            let known = try CauseNames(desk.house, in: desk.workspace, on: connection)
            for (key, name) in known.all { names[key] = name }
        case .kind, .severity, .channel: break
        }
        return names
    }
}

/// Figures over all cases of a span, and of each group.
public struct CaseReportResource: Resource {
    let from: Instant
    let to: Instant
    let all: JSON
    let groups: [(key: String, name: Wording, figures: JSON)]

    private static let times = Shape.object([
        Field("median", .number()),
        Field("low", .number(), .optional, "Of the median's 95 % interval; absent with few."),
        Field("high", .number(), .optional), Field("p90", .number()),
        Field("n", .integer(0...Int.max)),
    ])
    static let share = Shape.object([
        Field("value", .number(0...1)), Field("low", .number(0...1), .optional),
        Field("high", .number(0...1), .optional), Field("n", .integer(0...Int.max)),
    ])
    static let mean = Shape.object([
        Field("value", .number()), Field("low", .number(), .optional),
        Field("high", .number(), .optional), Field("n", .integer(0...Int.max)),
    ])
    private static let figures = Shape.object([
        Field("cases", .integer(0...Int.max)), Field("active", .integer(0...Int.max)),
        Field("closed", .integer(0...Int.max)),
        Field("firstResponse", times, .optional, "Seconds from opening to a person's reply."),
        Field("resolution", times, .optional, "Seconds from opening until first done."),
        Field("kept", share, .optional, "Of all clocks that are decided."),
        Field("reopened", share, .optional, "Of those done once."),
        Field("transferred", share, .optional, "Given from one person to another."),
        Field(
            "once", share, .optional,
            "Settled with one contact: one reply, not reopened, no other case soon after."),
        Field("waited", times, .optional, "Seconds a customer waited for answers, altogether."),
        Field("upset", share, .optional, "Cases whose customer showed displeasure."),
        Field("effort", .number(), .required, "Messages a customer had to write, per case."),
        Field(
            "effortScore", mean, .optional,
            "How easy customers found it, 1 to 7: the effort score (CES)."),
        Field("again", share, .optional, "Reopened, or soon after another case."),
    ])

    public static let shape = Shape.object([
        Field("from", .instant), Field("to", .instant), Field("all", figures),
        Field(
            "groups",
            .array(
                .object([
                    Field("key", .text(), .optional, "Absent for cases that have none."),
                    Field("name", .object([Field("zh", .text()), Field("en", .text())])),
                    Field("figures", figures),
                ]))),
    ])

    public var json: JSON {
        [
            "from": .string(from.iso8601), "to": .string(to.iso8601), "all": all,
            "groups": .array(
                groups.map {
                    [
                        "key": .optional($0.key.isEmpty ? nil : $0.key), "name": $0.name.json,
                        "figures": $0.figures,
                    ]
                }),
        ]
    }
}
