public import Base
import Domain
import SQL
import Store

/// Root causes by how often they were found.
public struct ShowCauses: Operation {
    public static let name = "cases.causes"
    public static let summary =
        "Show root causes by frequency, with cumulative share and cost, and what redress did."
    public static let access = Access.right(.insightRead)
    public static let input =
        CaseFilter.input + [
            Field("from", .instant, .optional, "90 days ago if absent."),
            Field("to", .instant, .optional, "Now if absent."),
            Field(
                "level", .choice(Level.allCases.map(\.rawValue)), .optional,
                "`branch` counts causes with the topmost cause of the tree they belong to."),
            Field(
                "later", .text(max: 100), .optional,
                "A trait of customers that holds a day, such as that of the last purchase: whether it "
                    + "lies after the redress. The only such trait if absent."),
        ]

    enum Level: String, CaseIterable { case cause, branch }

    private let filter: CaseFilter
    private let from: Instant?
    private let to: Instant?
    private let level: Level
    private let day: String?

    public init(_ input: Input) throws {
        filter = try CaseFilter(input)
        from = input.instantOrNil("from")
        to = input.instantOrNil("to")
        level = input.textOrNil("level").flatMap(Level.init) ?? .cause
        day = input.textOrNil("later")
    }

    public func perform(on desk: Desk) async throws -> CausesResource {
        try await desk.bringLibrary()
        let end = to ?? desk.now() + Span(microseconds: 1)
        let start = from ?? end - .days(90)
        let zone = try await desk.zone()
        return try await desk.read { connection in
            let names = try CauseNames(desk.house, in: desk.workspace, on: connection)
            let repairs = try FoundCause.underRepair(in: desk.workspace, on: connection)
            return CausesResource(
                rows: CauseRow.all(
                    try causes(from: start, before: end, desk, connection), repairs: repairs,
                    by: { level == .branch ? names.top(of: $0) : $0 }),
                names: names,
                effects: try RedressEffects(
                    try redress(from: start, before: end, desk, connection), day: day,
                    zone: zone, in: desk.workspace, on: connection))
        }
    }

    /// Of cases opened in the span.
    private func causes(
        from start: Instant, before end: Instant, _ desk: Desk, _ connection: any Connection
    ) throws -> [FoundCause] {
        var selection = filter.selection(for: desk)
        selection.openedFrom = start
        selection.openedBefore = end
        let found = try FoundCause.list(selection, in: desk.workspace, on: connection)
        let fitting = try filter.fitting(found.map(\.one), for: desk, on: connection)
        return found.filter { fitting.contains($0.one) }
    }

    /// Granted in the span.
    private func redress(
        from start: Instant, before end: Instant, _ desk: Desk, _ connection: any Connection
    ) throws -> [CaseRedress.Granted] {
        let found = try CaseRedress.granted(
            filter.selection(for: desk), from: start, before: end, in: desk.workspace,
            on: connection)
        let fitting = try filter.fitting(found.map(\.one), for: desk, on: connection)
        return found.filter { fitting.contains($0.one) }
    }
}

/// A bar of the Pareto: a cause, or a branch of the tree with all below it.
struct CauseRow: Sendable {
    let key: String
    /// The causes counted here that were found.
    var causes: Set<String> = []
    var cases = 0
    var cost = 0.0
    /// Corrective actions under way.
    var repairs = 0

    /// The most frequent first; of those equal, by key.
    static func all(
        _ found: [FoundCause], repairs: [String: Int], by group: (String) -> String
    ) -> [CauseRow] {
        var rows: [String: CauseRow] = [:]
        for one in found {
            let key = group(one.cause)
            var row = rows[key] ?? CauseRow(key: key)
            row.causes.insert(one.cause)
            row.cases += 1
            row.cost += one.cost
            rows[key] = row
        }
        // An action may mend a branch as a whole, or a cause that was not found of late.
        for (cause, number) in repairs { rows[group(cause)]?.repairs += number }
        return rows.values.sorted { ($1.cases, $0.key) < ($0.cases, $1.key) }
    }
}

/// What causes and redress are called: in the trees, and in the choices of processes.
struct CauseNames: Sendable {
    private var names: [String: Wording] = [:]
    private var parents: [String: String] = [:]
    /// What kinds of redress are called.
    private(set) var redress: [String: Wording] = [:]

    init(_ house: House, in workspace: ID<Workspace>, on connection: any Connection) throws {
        for process in try house.processes(in: workspace, on: connection).map(\.process) {
            for option in process[field: "cause"]?.options ?? [] { names[option.key] = option.name }
            for kind in process.complaint?.redress ?? [] { redress[kind.key] = kind.name }
        }
        for stored in try Documents.list(.cause, in: workspace, on: connection) {
            for cause in try CauseTree(document: stored.json).causes {
                names[cause.key] = cause.name
                parents[cause.key] = cause.parent
            }
        }
    }

    subscript(key: String) -> Wording { names[key] ?? Wording(zh: key, en: key) }
    var all: [String: Wording] { names }
    func parent(of key: String) -> String? { parents[key] }
    func top(of key: String) -> String { parent(of: key).map(top) ?? key }
}

/// A Pareto of causes, and what redress cost and did.
public struct CausesResource: Resource {
    let rows: [CauseRow]
    let names: CauseNames
    let effects: RedressEffects

    private static let wording = Shape.object([Field("zh", .text()), Field("en", .text())])

    public static let shape = Shape.object([
        Field("cases", .integer(0...Int.max), .required, "Cases whose cause was found."),
        Field(
            "causes",
            .array(
                .object([
                    Field("cause", .text(max: 64)), Field("name", wording),
                    Field("branch", wording, .optional, "The cause it belongs to."),
                    Field("cases", .integer(0...Int.max)),
                    Field("share", .number(0...1)),
                    Field("cumulative", .number(0...1), .required, "With all more frequent ones."),
                    Field("cost", .number(), .required, "Of the redress granted."),
                    Field(
                        "causes", .array(.text(max: 64)), .required, "All that are counted here."),
                    Field(
                        "corrective", .integer(0...Int.max), .required,
                        "Corrective actions under way for it."),
                ]))),
        Field("redress", .array(RedressEffect.shape)),
        Field("later", .text(), .optional, "The trait by which later purchases are told."),
        Field("days", .array(.text()), .required, "Traits of these customers that hold days."),
    ])

    public var json: JSON {
        let all = rows.map(\.cases).reduce(0, +)
        var sum = 0
        let causes = rows.map { row -> JSON in
            sum += row.cases
            return [
                "cause": .string(row.key), "name": names[row.key].json,
                "branch": names.parent(of: row.key).map { names[$0].json } ?? .null,
                "cases": .integer(row.cases),
                "share": .number(Double(row.cases) / Double(all)),
                "cumulative": .number(Double(sum) / Double(all)), "cost": .number(row.cost),
                "causes": .array(row.causes.sorted().map(JSON.string)),
                "corrective": .integer(row.repairs),
            ]
        }
        return [
            "cases": .integer(all), "causes": .array(causes),
            "redress": .array(
                effects.all.map { effect in
                    var json = effect.json.object ?? .init()
                    json["name"] = names.redress[effect.kind]?.json
                    return .object(json)
                }),
            "later": .optional(effects.day), "days": .array(effects.days.map(JSON.string)),
        ]
    }
}
