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
    public static let input = [
        Field("from", .instant, .optional, "30 days ago if absent."),
        Field("to", .instant, .optional, "Now if absent."),
        Field(
            "grain", .choice(Grain.allCases.map(\.rawValue)), .optional,
            "As fine as the span allows if absent."),
    ]

    private static let mostSpans = 400

    private let from: Instant?
    private let to: Instant?
    private let grain: Grain?

    public init(_ input: Input) {
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
            try CaseVolumes.each(
                from: bounds[0], before: last, in: desk.workspace, on: connection,
                opened: { opened[place($0)] += 1 }, closed: { closed[place($0)] += 1 })
            var open = try CaseVolumes.open(at: bounds[0], in: desk.workspace, on: connection)
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
