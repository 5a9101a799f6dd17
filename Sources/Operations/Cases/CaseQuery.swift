import Base
import Domain
import Store

/// Which cases the queue lists, and an export of it takes out: its filter, and what a figure of a
/// report counts.
struct CaseQuery: Sendable {
    static let input =
        CaseFilter.input + [
            Field(
                "status", .choice(["active", "any"] + Case.Status.allCases.map(\.rawValue)),
                .optional, "Active means new, open or pending."),
            Field(
                "promise", .text(max: 64), .optional, "Key of a promise that a clock runs under."),
            Field("overdue", .boolean, .optional, "Only with a running clock past its due time."),
            Field("dueFrom", .instant, .optional, "Only what is due next from then on,"),
            Field("dueBefore", .instant, .optional, "and before that."),
            Field("openedFrom", .instant, .optional),
            Field("openedBefore", .instant, .optional),
            Field("closedFrom", .instant, .optional, "Closed for the last time."),
            Field("closedBefore", .instant, .optional),
            Field("openAt", .instant, .optional, "Had come by then and was not closed yet."),
            Field(
                "figure", .choice(Cases.Figure.allCases.map(\.rawValue)), .optional,
                "Only what this figure of the report counts."),
            CaseFilter.repeatDays,
            Field(
                "clock", .choice(ClockKind.allCases.map(\.rawValue)), .optional,
                "Of the promise named: which clock the figures of promises mean."),
            Field("clockFrom", .instant, .optional, "And started from when."),
            Field(
                "redress", .text(max: 64), .optional,
                "Kind of redress that was granted; `none` where a reason was given instead."),
            Field("redressCurrency", .text(max: 10), .optional),
            Field("redressFrom", .instant, .optional, "Offered from when,"),
            Field("redressBefore", .instant, .optional, "and before when."),
            Field(
                "rescored", .boolean, .optional,
                "Only with a score from before and one from after, on the same questionnaire."),
        ]

    let filter: CaseFilter
    private let statuses: [Case.Status]
    private let promise: String?
    private let isOverdue: Bool
    private let isRescored: Bool
    private let spans: Spans
    private let figure: Cases.Figure?
    private let clocks: Cases.Counting.Clocks?
    private let redress: RedressChoice?
    let repeats: Span

    /// Stretches of time.
    private struct Spans: Sendable {
        let dueFrom, dueBefore, openedFrom, openedBefore: Instant?
        let closedFrom, closedBefore, openAt: Instant?

        init(_ input: Input) {
            dueFrom = input.instantOrNil("dueFrom")
            dueBefore = input.instantOrNil("dueBefore")
            openedFrom = input.instantOrNil("openedFrom")
            openedBefore = input.instantOrNil("openedBefore")
            closedFrom = input.instantOrNil("closedFrom")
            closedBefore = input.instantOrNil("closedBefore")
            openAt = input.instantOrNil("openAt")
        }
    }

    /// - Parameter status: where none is asked for.
    init(_ input: Input, status: String) throws {
        filter = try CaseFilter(input)
        switch input.textOrNil("status") ?? status {
        case "active": statuses = Case.Status.allCases.filter(\.isActive)
        case "any": statuses = []
        case let status: statuses = Case.Status(rawValue: status).map { [$0] } ?? []
        }
        promise = input.textOrNil("promise")
        isOverdue = input.bool("overdue")
        isRescored = input.bool("rescored")
        spans = Spans(input)
        figure = input.textOrNil("figure").flatMap(Cases.Figure.init)
        repeats = CaseFilter.repeats(input)
        clocks = input.textOrNil("clock").flatMap(ClockKind.init).flatMap { kind in
            input.textOrNil("promise").map {
                Cases.Counting.Clocks(
                    promise: $0, kind: kind,
                    startedFrom: input.instantOrNil("clockFrom") ?? Instant(seconds: 0))
            }
        }
        redress = input.textOrNil("redress").map {
            RedressChoice(
                $0, currency: input.textOrNil("redressCurrency"),
                from: input.instantOrNil("redressFrom"),
                before: input.instantOrNil("redressBefore"))
        }
    }

    /// What of it the database finds; the filter's condition is left.
    func selection(for desk: Desk, at now: Instant) -> Cases.Selection {
        var selection = filter.selection(for: desk)
        selection.statuses = statuses
        selection.promise = promise
        selection.dueFrom = spans.dueFrom
        selection.dueBefore = isOverdue ? now : spans.dueBefore
        selection.openedFrom = spans.openedFrom
        selection.openedBefore = spans.openedBefore
        selection.closedFrom = spans.closedFrom
        selection.closedBefore = spans.closedBefore
        selection.openAt = spans.openAt
        selection.redress = redress
        selection.isRescored = isRescored
        selection.counting = figure.map {
            Cases.Counting($0, repeats: repeats, now: now, clocks: clocks)
        }
        return selection
    }
}
