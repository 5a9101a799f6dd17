import Base
import Domain
import SQL
import Store

/// The queue.
public struct ListCases: Operation {
    public static let name = "cases.list"
    public static let summary = "List cases, by default what is due next first."
    public static let access = Access.right(.casesRead)
    public static let input = [
        Field(
            "status", .choice(["active", "any"] + Case.Status.allCases.map(\.rawValue)),
            .optional, "Active (new, open, pending) if absent."),
        Field("assignee", .text(max: 40), .optional, "An id, `me` or `nobody`."),
        Field("team", .id(Team.idPrefix), .optional),
        Field("customer", .id(Customer.idPrefix), .optional),
        Field("kind", .choice(Case.Kind.allCases.map(\.rawValue)), .optional),
        Field("severity", .choice(Case.Severity.allCases.map(\.rawValue)), .optional),
        Field("promise", .text(max: 64), .optional, "Key of a promise that a clock runs under."),
        Field("overdue", .boolean, .optional, "Only with a running clock past its due time."),
        Field("openedFrom", .instant, .optional),
        Field("openedBefore", .instant, .optional),
        Field("text", .text(max: 200), .optional, "Words of the title."),
        Field(
            "filter", .text(max: 2_000), .optional,
            "A condition such as `severity == \"major\" and fields.topic == \"price\"`."),
        Field("order", .choice(Cases.Selection.Order.allCases.map(\.rawValue)), .optional),
        Field("cursor", .text(max: 60), .optional),
        Field("limit", .integer(1...200), .optional),
    ]

    private var selection: Cases.Selection
    private let isMine: Bool
    private let isOverdue: Bool
    private let filter: Expression?
    private let after: Cases.Place?
    private let limit: Int

    /// What a filter may speak of.
    static let fields = Scope(
        [
            "kind": .text, "severity": .text, "status": .text, "step": .text, "process": .text,
            "channel": .text,
            "reopenings": .number, "has_response": .bool, "outcome.key": .text,
            "outcome.early": .bool, "stage": .text, "appeals": .number,
        ], openPrefixes: ["fields."])

    public init(_ input: Input) throws {
        var selection = Cases.Selection()
        switch input.textOrNil("status") ?? "active" {
        case "active": selection.statuses = Case.Status.allCases.filter(\.isActive)
        case "any": break
        case let status: selection.statuses = Case.Status(rawValue: status).map { [$0] } ?? []
        }
        switch input.textOrNil("assignee") {
        case "nobody": selection.assignee = .nobody
        case nil, "me": break
        default: selection.assignee = .user(try input.id("assignee"))
        }
        isMine = input.textOrNil("assignee") == "me"
        isOverdue = input.bool("overdue")
        selection.team = try input.idOrNil("team")
        selection.customer = try input.idOrNil("customer")
        selection.kind = input.textOrNil("kind").flatMap(Case.Kind.init)
        selection.severity = input.textOrNil("severity").flatMap(Case.Severity.init)
        selection.promise = input.textOrNil("promise")
        selection.openedFrom = input.instantOrNil("openedFrom")
        selection.openedBefore = input.instantOrNil("openedBefore")
        selection.text = input.textOrNil("text")
        selection.order = input.textOrNil("order").flatMap(Cases.Selection.Order.init) ?? .due
        self.selection = selection
        filter = try input.textOrNil("filter").map(ListCases.parse)
        after = try input.textOrNil("cursor").map(ListCases.place)
        limit = input.integerOrNil("limit") ?? 50
    }

    private static func parse(_ text: String) throws(Refusal) -> Expression {
        do {
            let filter = try Expression(parsing: text)
            try filter.checkCondition(fields)
            return filter
        } catch {
            var values = error.values
            values["character"] = "\(error.offset + 1)"
            throw .invalid("filter", "expression.\(error.code)", values)
        }
    }

    private static func place(_ cursor: String) throws(Refusal) -> Cases.Place {
        let parts = cursor.split(separator: ".")
        guard parts.count == 2, let due = Int64(parts[0]), let id = ID<Case>(String(parts[1]))
        else { throw .invalid("cursor", "notACursor") }
        return Cases.Place(sortDue: due, id: id)
    }

    public func perform(on desk: Desk) async throws -> Page<CaseResource> {
        var selection = selection
        if isMine { selection.assignee = desk.actor.user.map { .user($0) } ?? .nobody }
        let now = desk.now()
        if isOverdue { selection.dueBefore = now }
        let chosen = selection
        return try await desk.read { connection in
            let (cases, next) = try scan(chosen, desk, connection)
            var hours = Hours(desk.house.library, in: desk.workspace, on: connection)
            let names = try CaseNames(of: cases, on: desk, connection)
            let resources = try cases.map {
                CaseResource($0, at: now, in: try hours.of($0), names: names)
            }
            return Page(
                resources, nextCursor: next.map { "\($0.sortDue).\($0.id)" })
        }
    }

    /// Reads on until the page is full; a filter that fits hardly anything ends the page early
    /// with a cursor, so that one request never reads the whole store.
    private func scan(
        _ selection: Cases.Selection, _ desk: Desk, _ connection: any Connection
    ) throws -> ([Case], Cases.Place?) {
        var found: [Case] = []
        var place = after
        for _ in 0..<(filter == nil ? 1 : 20) {
            let places = try Cases.places(
                selection, after: place, limit: limit + 1, in: desk.workspace, on: connection)
            let batch = try Cases.find(
                places.prefix(limit).map(\.id), in: desk.workspace, on: connection)
            for (one, its) in zip(batch, places) {
                place = its
                guard filter?.holds(one.field) ?? true else { continue }
                found.append(one)
                if found.count == limit { return (found, isLast(its, places) ? nil : its) }
            }
            if places.count <= limit { return (found, nil) }
        }
        return (found, place)
    }

    private func isLast(_ place: Cases.Place, _ places: [Cases.Place]) -> Bool {
        places.count <= limit && places.last == place
    }
}
