public import Base

extension Case {
    /// A case that began, was answered and ended before it came here: from the records of another
    /// system. Its clocks are judged by its own times and tell nobody anything any more.
    public static func past(
        _ opening: CaseOpening, answeredAt: Instant, closedAt: Instant, outcome: Outcome,
        fields: JSON.Object, in context: CaseContext
    ) throws(Refusal) -> (Case, CaseChange) {
        guard answeredAt >= context.now, closedAt >= answeredAt else {
            throw .invalid("closedAt", "endsBeforeStart")
        }
        var (past, change) = try begun(opening, in: context)
        past.fields = fields
        past.enter(.open, at: answeredAt)
        past.eachClock({ $0.terms.kind == .firstResponse }, in: context.hours, &change) {
            $0.stop(at: answeredAt, in: $1)
        }
        past.enter(.closed, at: closedAt)
        past.eachClock({ _ in true }, in: context.hours, &change) {
            $0.stop(at: closedAt, in: $1)
        }
        past.closedAt = closedAt
        past.outcome = outcome
        past.step = context.process.steps.first(where: \.isLast)?.key ?? past.step
        return (past, change)
    }
}
