public import Base
import Columns
import Domain
import SQL
import Store

/// How many cases came and went over time, and how many were open.
public struct ShowCaseVolumes: Operation {
    public static let name = "cases.volumes"
    public static let summary =
        "Show how many cases came, were closed and were open, by day, week or month."
    public static let access = Access.right(.insightRead)
    public static let input =
        CaseFilter.input + [
            Field("from", .instant, .optional, "30 days ago if absent."),
            Field("to", .instant, .optional, "Now if absent."),
            Field(
                "grain", .choice(Grain.allCases.map(\.rawValue)), .optional,
                "As fine as the span allows if absent."),
        ]

    private static let mostSpans = 400

    private let filter: CaseFilter
    private let from: Instant?
    private let to: Instant?
    private let grain: Grain?

    public init(_ input: Input) throws {
        filter = try CaseFilter(input)
        from = input.instantOrNil("from")
        to = input.instantOrNil("to")
        grain = input.textOrNil("grain").flatMap(Grain.init)
    }

    public func perform(on desk: Desk) async throws -> Page<CaseVolumeResource> {
        let end = to ?? desk.now() + Span(microseconds: 1)
        let start = min(end - Span(microseconds: 1), from ?? end - .days(30))
        let zone = try await desk.zone()
        let grain = grain ?? ShowCaseVolumes.grain(for: end - start)
        let limit = ShowCaseVolumes.mostSpans
        guard let buckets = grain.buckets(covering: start..<end, in: zone, limit: limit) else {
            throw Refusal.invalid("grain", "tooMany", ["max": "\(limit)"])
        }
        return try await desk.read { connection in
            let bounds = buckets.bounds
            var opened = [Int](repeating: 0, count: bounds.count - 1)
            var closed = opened
            let last = bounds[bounds.count - 1]
            func place(_ moment: Instant) -> Int {
                // The last bound that is not later; bounds ascend.
                var (low, high) = (0, opened.count - 1)
                while low < high {
                    let middle = (low + high + 1) / 2
                    if bounds[middle] <= moment { low = middle } else { high = middle - 1 }
                }
                return low
            }
            var open = 0
            for stay in try stays(from: bounds[0], before: last, desk, connection) {
                if stay.opened < bounds[0] { open += 1 } else { opened[place(stay.opened)] += 1 }
                if let end = stay.closed, end < last { closed[place(end)] += 1 }
            }
            return Page(
                opened.indices.map { place in
                    open += opened[place] - closed[place]
                    return CaseVolumeResource(
                        from: bounds[place], to: bounds[place + 1],
                        day: bounds[place].civil(in: zone).date, opened: opened[place],
                        closed: closed[place], open: open)
                })
        }
    }

    private func stays(
        from start: Instant, before end: Instant, _ desk: Desk, _ connection: any Connection
    ) throws -> [CaseVolumes.Stay] {
        let found = try CaseVolumes.stays(
            filter.selection(for: desk), from: start, before: end, in: desk.workspace,
            on: connection)
        guard filter.condition != nil else { return found }
        let fitting = try filter.fitting(found.map(\.id), for: desk, on: connection)
        return found.filter { fitting.contains($0.id) }
    }

    private static func grain(for span: Span) -> Grain {
        if span <= .days(45) { return .day }
        return span <= .days(400) ? .week : .month
    }
}

/// What happened in one stretch of time.
public struct CaseVolumeResource: Resource {
    let from: Instant
    let to: Instant
    let day: CivilDate
    let opened: Int
    let closed: Int
    let open: Int

    public static let shape = Shape.object([
        Field("from", .instant), Field("to", .instant),
        Field("day", .text(max: 10), .required, "On which it begins."),
        Field("opened", .integer(0...Int.max)),
        Field("closed", .integer(0...Int.max), .required, "For the last time."),
        Field("open", .integer(0...Int.max), .required, "At its end."),
    ])

    public var json: JSON {
        [
            "from": .string(from.iso8601), "to": .string(to.iso8601), "day": .string("\(day)"),
            "opened": .integer(opened), "closed": .integer(closed), "open": .integer(open),
        ]
    }
}
