public import Base
public import Domain
public import SQL

/// When cases came and when they were closed: what volumes over time are made of.
public enum CaseVolumes {
    public struct Stay: Hashable, Sendable {
        public let id: ID<Case>
        public let opened: Instant
        /// For the last time; nil while it is open.
        public let closed: Instant?
    }

    /// Of the cases that were chosen, those open at some time of a span; in no order.
    public static func stays(
        _ selection: Cases.Selection, from start: Instant, before end: Instant,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stay] {
        let which = Cases.conditions(selection).map { SQL(" AND \($0)") }
        return try connection.rows(
            """
            SELECT id, opened, closed FROM cases WHERE workspace = \(workspace)
              AND merged_into IS NULL AND opened < \(end)
              AND (closed IS NULL OR closed >= \(start))\(SQL.joined(which, by: ""))
            """
        ) { Stay(id: $0.id(0), opened: $0.instant(1), closed: $0.instantOrNil(2)) }
    }
}
