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
    ]

    private let from: Instant?
    private let to: Instant?
    private let kind: Case.Kind?

    public init(_ input: Input) {
        from = input.instantOrNil("from")
        to = input.instantOrNil("to")
        kind = input.textOrNil("kind").flatMap(Case.Kind.init)
    }

    public func perform(on desk: Desk) async throws -> CausesResource {
        try await desk.bringLibrary()
        let end = to ?? desk.now() + Span(microseconds: 1)
        let start = from ?? end - .days(90)
        return try await desk.read { connection in
            let counts = try CauseCounts.of(
                openedFrom: start, before: end, kind: kind, in: desk.workspace, on: connection)
            let names = try CauseNames(in: desk.workspace, on: connection)
            let effects = try CaseRedress.effects(
                from: start, before: end, in: desk.workspace, on: connection)
            return CausesResource(counts: counts, names: names, effects: effects)
        }
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
}

/// A Pareto of causes, and what redress cost and did.
public struct CausesResource: Resource {
    let counts: [CauseCounts]
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
        let all = counts.map(\.cases).reduce(0, +)
        var sum = 0
        let causes = counts.map { count -> JSON in
            sum += count.cases
            return [
                "cause": .string(count.cause), "name": names[count.cause].json,
                "branch": names.parent(of: count.cause).map { names[$0].json } ?? .null,
                "cases": .integer(count.cases),
                "share": .number(Double(count.cases) / Double(all)),
                "cumulative": .number(Double(sum) / Double(all)), "cost": .number(count.cost),
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
