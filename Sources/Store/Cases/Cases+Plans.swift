public import Base
public import Domain
public import SQL

extension Cases {
    /// A corrective action: what was to be made better, and when.
    public struct Plan: Hashable, Sendable {
        public let id: ID<Case>
        public let title: Wording
        public let begunAt: Instant
        /// Nil for one that ended before it was done: part of another, without a cause.
        public let doneAt: Instant?
    }

    /// Those begun or done within a span of time, the last begun first.
    public static func plans(
        in span: Range<Instant>, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Plan] {
        let (from, to) = (span.lowerBound, span.upperBound)
        return try connection.rows(
            """
            SELECT id, title_zh, title_en, opened,
                CASE WHEN outcome_early = 1 THEN NULL ELSE closed END
            FROM cases
            WHERE workspace = \(workspace) AND kind = 'corrective' AND merged_into IS NULL
              AND opened < \(to) AND (opened >= \(from) OR (closed >= \(from) AND closed < \(to)))
            ORDER BY opened DESC, id DESC LIMIT \(limit)
            """
        ) {
            Plan(
                id: $0.id(0), title: Wording(zh: $0.text(1), en: $0.text(2)),
                begunAt: $0.instant(3), doneAt: $0.instantOrNil(4))
        }
    }
}
