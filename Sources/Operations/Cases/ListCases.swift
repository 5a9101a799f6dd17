import Base
import Domain
import SQL
import Store

/// The queue.
public struct ListCases: Operation {
    public static let name = "cases.list"
    public static let summary = "List cases, by default the active ones, what is due next first."
    public static let access = Access.right(.casesRead)
    public static let input =
        CaseQuery.input + [
            Field("order", .choice(Cases.Selection.Order.allCases.map(\.rawValue)), .optional),
            Field("cursor", .text(max: 60), .optional),
            Field("limit", .integer(1...200), .optional),
        ]

    private let query: CaseQuery
    private let order: Cases.Selection.Order
    private let after: Cases.Place?
    private let limit: Int

    public init(_ input: Input) throws {
        query = try CaseQuery(input, status: "active")
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
        var chosen = query.selection(for: desk, at: now)
        chosen.order = order
        return try await desk.read { [chosen] connection in
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
        for _ in 0..<(query.filter.condition == nil ? 1 : 20) {
            let places = try Cases.places(
                selection, after: place, limit: limit + 1, in: desk.workspace, on: connection)
            let batch = try Cases.find(
                places.prefix(limit).map(\.id), in: desk.workspace, on: connection)
            let fitting = Set(
                try query.filter.fitting(batch, for: desk, on: connection).map(\.id))
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
