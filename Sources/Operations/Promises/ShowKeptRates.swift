public import Base
import Domain
import SQL
import Statistics
import Store

/// How often each promise was kept.
public struct ShowKeptRates: Operation {
    public static let name = "promises.kept"
    public static let summary =
        """
        Show how often each promise was kept, with interval and n, of clocks started in a span.
        """
    public static let access = Access.right(.insightRead)
    public static let input = [
        Field("from", .instant, .optional, "If absent, each promise counts its own window."),
        Field("to", .instant, .optional, "Now if absent."),
    ]

    private let from: Instant?
    private let to: Instant?

    public init(_ input: Input) {
        from = input.instantOrNil("from")
        to = input.instantOrNil("to")
    }

    /// The same made by the program.
    init(from: Instant?, to: Instant?) {
        self.from = from
        self.to = to
    }

    public func perform(on desk: Desk) async throws -> Page<KeptRateResource> {
        try await desk.bringLibrary()
        let now = desk.now()
        let end = to ?? now + Span(microseconds: 1)
        return try await desk.read { connection in
            let stored = try Documents.list(.promise, in: desk.workspace, on: connection)
            var counted: [Instant: [KeptCounts]] = [:]
            return Page(
                try stored.flatMap { stored -> [KeptRateResource] in
                    let promise = try Promise(document: stored.json)
                    let start = from ?? end - promise.window
                    let counts =
                        try counted[start]
                        ?? KeptCounts.of(
                            startedFrom: start, before: end, lately: KeptRateResource.paces,
                            now: now, in: desk.workspace, on: connection)
                    counted[start] = counts
                    return promise.kinds.map { kind in
                        let count = counts.first {
                            $0.promise == promise.key && $0.clock == kind
                        }
                        return KeptRateResource(promise, kind, count, from: start, to: end)
                    }
                })
        }
    }
}

/// How often one clock of a promise was kept: a number with its evidence.
public struct KeptRateResource: Resource {
    let promise: Promise
    let kind: ClockKind
    let counts: KeptCounts?
    let from: Instant
    let to: Instant
    let estimate: Estimate?

    init(
        _ promise: Promise, _ kind: ClockKind, _ counts: KeptCounts?, from: Instant,
        to: Instant
    ) {
        self.promise = promise
        self.kind = kind
        self.counts = counts
        self.from = from
        self.to = to
        let kept = counts?.kept ?? 0
        let share = Share(hits: kept, of: kept + (counts?.broken ?? 0))
        // Without a decided clock there is no rate; nothing else is refused.
        do { estimate = try share.estimate() } catch { estimate = nil }
    }

    /// Over how many days back the pace of the error budget is told.
    static let paces = [1, 7]

    public static let shape = Shape.object([
        Field("promise", .text(max: 64)),
        Field("name", .object([Field("zh", .text()), Field("en", .text())])),
        Field("clock", .choice(ClockKind.allCases.map(\.rawValue))),
        Field(
            "withinSeconds", .number(), .optional,
            "As promised to everybody; absent where only some levels promise it."),
        Field("calendar", .text(), .optional, "Whose opening hours count; absent: every hour."),
        Field("levels", .array(level), .required, "Who is promised something else."),
        Field("target", .number(0...1)),
        Field("from", .instant),
        Field("to", .instant),
        Field("kept", .integer(0...Int.max)),
        Field("broken", .integer(0...Int.max)),
        Field(
            "brokenCases", .integer(0...Int.max), .required,
            "Of how many cases: one may break a promise again and again."),
        Field("open", .integer(0...Int.max), .required, "Still running and not broken."),
        Field("rate", .number(0...1), .optional, "Absent where nothing is decided yet."),
        Field("low", .number(0...1), .optional, "Lower end of the 95 % interval."),
        Field("high", .number(0...1), .optional),
        Field("method", .text(), .optional),
        Field(
            "budgetLeft", .integer(Int.min...Int.max), .required,
            "How many more may break before the target is missed; negative when it is."),
        Field(
            "burn", .number(), .optional,
            "Share of the error budget that is used; above 1 the target is missed."),
        Field("burnRates", .array(burnRate), .required, "Over spans shorter than the window."),
    ])

    private static let burnRate = Shape.object([
        Field("days", .integer(1...Int.max), .required, "Back from the end."),
        Field("decided", .integer(0...Int.max)), Field("broken", .integer(0...Int.max)),
        Field(
            "rate", .number(), .optional,
            "Share broken by the share that may break: 1 uses up the budget in just the window."),
    ])

    /// How fast the error budget is used: the share broken of what was decided lately, by the share
    /// that may break. Source: Beyer et al., The Site Reliability Workbook (2018), chapter 5.
    private var burnRates: [JSON] {
        let spans = (counts?.lately ?? []).filter { to - from > .days(Int64($0.days)) }
        return spans.map { span in
            let decided = span.kept + span.broken
            let allowed = Double(decided) * (1 - promise.target)
            return [
                "days": .integer(span.days), "decided": .integer(decided),
                "broken": .integer(span.broken),
                "rate": .optional(allowed > 0 ? Double(span.broken) / allowed : nil),
            ]
        }
    }

    /// Broken per allowed to break: nil where nothing is decided, or nothing may break.
    private var burn: Double? {
        let decided = Double((counts?.kept ?? 0) + (counts?.broken ?? 0))
        let allowed = decided * (1 - promise.target)
        return allowed > 0 ? Double(counts?.broken ?? 0) / allowed : nil
    }

    private static let level = Shape.object([
        Field("key", .text(max: 64)),
        Field("name", .object([Field("zh", .text()), Field("en", .text())])),
        Field("withinSeconds", .number()), Field("calendar", .text(), .optional),
    ])

    private var line: Promise.Line? { promise.clocks.first { $0.kind == kind } }

    private var levels: [JSON] {
        promise.levels.compactMap { level in
            level.clocks.first { $0.kind == kind }.map {
                [
                    "key": .string(level.key), "name": level.name.json,
                    "withinSeconds": .number($0.within.seconds),
                    "calendar": .optional($0.calendar),
                ]
            }
        }
    }

    public var json: JSON {
        let kept = counts?.kept ?? 0
        let broken = counts?.broken ?? 0
        let allowed = (Double(kept + broken) * (1 - promise.target)).rounded(.down)
        return [
            "promise": .string(promise.key),
            "name": promise.name.json,
            "clock": .string(kind.rawValue),
            "withinSeconds": .optional(line?.within.seconds),
            "calendar": .optional(line?.calendar),
            "levels": .array(levels),
            "target": .number(promise.target),
            "from": .string(from.iso8601),
            "to": .string(to.iso8601),
            "kept": .integer(kept),
            "broken": .integer(broken),
            "brokenCases": .integer(counts?.brokenCases ?? 0),
            "open": .integer(counts?.open ?? 0),
            "rate": .optional(estimate?.value),
            "low": .optional(estimate?.low),
            "high": .optional(estimate?.high),
            "method": .optional(estimate?.method.name),
            "budgetLeft": .integer(Int(allowed) - broken),
            "burn": .optional(burn),
            "burnRates": .array(burnRates),
        ]
    }
}
