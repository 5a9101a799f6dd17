import Base
import Domain
import SQL
import Store

/// The queue.
public struct ListCases: Operation {
    public static let name = "cases.list"
    public static let summary = "List cases, by default what is due next first."
    public static let access = Access.right(.casesRead)
    public static let input =
        CaseFilter.input + [
            Field(
                "status", .choice(["active", "any"] + Case.Status.allCases.map(\.rawValue)),
                .optional, "Active (new, open, pending) if absent."),
            Field(
                "promise", .text(max: 64), .optional, "Key of a promise that a clock runs under."),
            Field("overdue", .boolean, .optional, "Only with a running clock past its due time."),
            Field("openedFrom", .instant, .optional),
            Field("openedBefore", .instant, .optional),
            Field(
                "figure", .choice(Cases.Figure.allCases.map(\.rawValue)), .optional,
                "Only what this figure of the report counts."),
            CaseFilter.repeatDays,
            Field(
                "clock", .choice(ClockKind.allCases.map(\.rawValue)), .optional,
                "Of the promise named: which clock the figures `kept` and `broken` mean."),
            Field("clockFrom", .instant, .optional, "And started from when."),
            Field("order", .choice(Cases.Selection.Order.allCases.map(\.rawValue)), .optional),
            Field("cursor", .text(max: 60), .optional),
            Field("limit", .integer(1...200), .optional),
        ]

    private let filter: CaseFilter
    private let statuses: [Case.Status]
    private let promise: String?
    private let isOverdue: Bool
    private let openedFrom: Instant?
    private let openedBefore: Instant?
    private let figure: Cases.Figure?
    private let repeats: Span
    private let clocks: Cases.Counting.Clocks?
    private let order: Cases.Selection.Order
    private let after: Cases.Place?
    private let limit: Int

    public init(_ input: Input) throws {
        filter = try CaseFilter(input)
        switch input.textOrNil("status") ?? "active" {
        case "active": statuses = Case.Status.allCases.filter(\.isActive)
        case "any": statuses = []
        case let status: statuses = Case.Status(rawValue: status).map { [$0] } ?? []
        }
        promise = input.textOrNil("promise")
        isOverdue = input.bool("overdue")
        openedFrom = input.instantOrNil("openedFrom")
        openedBefore = input.instantOrNil("openedBefore")
        figure = input.textOrNil("figure").flatMap(Cases.Figure.init)
        repeats = CaseFilter.repeats(input)
        clocks = input.textOrNil("clock").flatMap(ClockKind.init).flatMap { kind in
            input.textOrNil("promise").map {
                Cases.Counting.Clocks(
                    promise: $0, kind: kind,
                    startedFrom: input.instantOrNil("clockFrom") ?? Instant(seconds: 0))
            }
        }
        order = input.textOrNil("order").flatMap(Cases.Selection.Order.init) ?? .due
        after = try input.textOrNil("cursor").map(ListCases.place)
        limit = input.integerOrNil("limit") ?? 50
    }

    private static func place(_ cursor: String) throws(Refusal) -> Cases.Place {
        let parts = cursor.split(separator: ".")
        guard parts.count == 2, let due = Int64(parts[0]), let id = ID<Case>(String(parts[1]))
        else { throw .invalid("cursor", "notACursor") }
        return Cases.Place(sortDue: due, id: id)
    }

    public func perform(on desk: Desk) async throws -> Page<CaseResource> {
        let now = desk.now()
        let chosen = selection(for: desk, at: now)
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

    private func selection(for desk: Desk, at now: Instant) -> Cases.Selection {
        var selection = filter.selection(for: desk)
        selection.statuses = statuses
        selection.promise = promise
        if isOverdue { selection.dueBefore = now }
        selection.openedFrom = openedFrom
        selection.openedBefore = openedBefore
        selection.counting = figure.map {
            Cases.Counting($0, repeats: repeats, now: now, clocks: clocks)
        }
        selection.order = order
        return selection
    }

    /// Reads on until the page is full; a filter that fits hardly anything ends the page early
    /// with a cursor, so that one request never reads the whole store.
    private func scan(
        _ selection: Cases.Selection, _ desk: Desk, _ connection: any Connection
    ) throws -> ([Case], Cases.Place?) {
        var found: [Case] = []
        var place = after
        for _ in 0..<(filter.condition == nil ? 1 : 20) {
            let places = try Cases.places(
                selection, after: place, limit: limit + 1, in: desk.workspace, on: connection)
            let batch = try Cases.find(
                places.prefix(limit).map(\.id), in: desk.workspace, on: connection)
            let fitting = Set(
                try filter.fitting(batch, for: desk, on: connection).map(\.id))
            for (one, its) in zip(batch, places) {
                place = its
                guard fitting.contains(one.id) else { continue }
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
