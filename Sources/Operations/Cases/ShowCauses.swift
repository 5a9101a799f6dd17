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
    public static let input = [
        Field("from", .instant, .optional, "90 days ago if absent."),
        Field("to", .instant, .optional, "Now if absent."),
        Field("kind", .choice(Case.Kind.allCases.map(\.rawValue)), .optional),
        Field("severity", .choice(Case.Severity.allCases.map(\.rawValue)), .optional),
        Field("team", .id(Team.idPrefix), .optional),
        Field(
            "level", .choice(Level.allCases.map(\.rawValue)), .optional,
            "`branch` counts causes with the topmost cause of the tree they belong to."),
    ]

    enum Level: String, CaseIterable { case cause, branch }

    private var selection = Cases.Selection()
    private let level: Level

    public init(_ input: Input) throws {
        selection.openedFrom = input.instantOrNil("from")
        selection.openedBefore = input.instantOrNil("to")
        selection.kind = input.textOrNil("kind").flatMap(Case.Kind.init)
        selection.severity = input.textOrNil("severity").flatMap(Case.Severity.init)
        selection.team = try input.idOrNil("team")
        level = input.textOrNil("level").flatMap(Level.init) ?? .cause
    }

    public func perform(on desk: Desk) async throws -> CausesResource {
        try await desk.bringLibrary()
        let end = selection.openedBefore ?? desk.now() + Span(microseconds: 1)
        let start = selection.openedFrom ?? end - .days(90)
        var selection = selection
        selection.openedFrom = start
        selection.openedBefore = end
        let chosen = selection
        return try await desk.read { connection in
            let counts = try CauseCounts.of(chosen, in: desk.workspace, on: connection)
            let repairs = try CauseCounts.underRepair(in: desk.workspace, on: connection)
            let names = try CauseNames(in: desk.workspace, on: connection)
            let effects = try CaseRedress.effects(
                from: start, before: end, in: desk.workspace, on: connection)
            return CausesResource(
                rows: CauseRow.all(
                    counts, repairs: repairs, by: { level == .branch ? names.top(of: $0) : $0 }),
                names: names, effects: effects)
        }
    }
}

/// A bar of the Pareto: a cause, or a branch of the tree with all below it.
struct CauseRow: Sendable {
    let key: String
    /// The causes counted here that were found.
    var causes: [String] = []
    var cases = 0
    var cost = 0.0
    /// Corrective actions under way.
    var repairs = 0

    /// The most frequent first; of those equal, by key.
    static func all(
        _ counts: [CauseCounts], repairs: [String: Int], by group: (String) -> String
    ) -> [CauseRow] {
        var rows: [String: CauseRow] = [:]
        for count in counts {
            let key = group(count.cause)
            var row = rows[key] ?? CauseRow(key: key)
            row.causes.append(count.cause)
            row.cases += count.cases
            row.cost += count.cost
            rows[key] = row
        }
        // An action may mend a branch as a whole, or a cause that was not found of late.
        for (cause, number) in repairs { rows[group(cause)]?.repairs += number }
        return rows.values.sorted { ($1.cases, $0.key) < ($0.cases, $1.key) }
    }
}

/// What causes are called: in the trees, and in the choices of processes.
struct CauseNames: Sendable {
    private var names: [String: Wording] = [:]
    private var parents: [String: String] = [:]

    init(in workspace: ID<Workspace>, on connection: any Connection) throws {
        for stored in try Documents.list(.process, in: workspace, on: connection) {
            let process = try Process(document: stored.json)
            for option in process[field: "cause"]?.options ?? [] { names[option.key] = option.name }
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
    let effects: [CaseRedress.Effect]

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
        Field(
            "redress",
            .array(
                .object([
                    Field("kind", .text(max: 64)), Field("currency", .text()),
                    Field("cases", .integer(0...Int.max)), Field("cost", .number()),
                    Field(
                        "scored", .integer(0...Int.max), .required,
                        "Cases with a score before and one after on the same questionnaire."),
                    Field("change", .number(), .optional, "Mean of after minus before."),
                ]))),
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
                "causes": .array(row.causes.map(JSON.string)),
                "corrective": .integer(row.repairs),
            ]
        }
        return [
            "cases": .integer(all), "causes": .array(causes),
            "redress": .array(
                effects.map { effect in
                    [
                        "kind": .string(effect.kind), "currency": .string(effect.currency),
                        "cases": .integer(effect.cases), "cost": .number(effect.cost),
                        "scored": .integer(effect.scored), "change": .optional(effect.change),
                    ]
                }),
        ]
    }
}
