import Base
import Domain
import SQL
import Store

/// Waits for the customer, or until a day.
public struct PauseCase: Operation {
    public static let name = "cases.pause"
    public static let summary = """
        Wait for the customer, or until a day: clocks that may pause stop counting. On that day \
        the case goes on by itself, when its team opens, and whoever has it is told.
        """
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("reason", .text(max: 2_000)),
        Field("until", .text(max: 10), .optional, "The day on which it goes on: 2026-11-30."),
    ]

    private let id: ID<Case>
    private let reason: String
    private let until: CivilDate?

    public init(_ input: Input) throws {
        id = try input.id("case")
        reason = input.text("reason")
        until = try input.textOrNil("until").flatMap { $0.isEmpty ? nil : $0 }.map { text in
            guard let day = CivilDate(text) else { throw Refusal.invalid("until", "notADate") }
            return day
        }
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let (one, _) = try ledger.take(id)
            var days = WorkDays(ledger)
            let begins = try until.map { try days.beginning(of: $0, for: one) }
            return try ledger.command(.pause(reason: reason, until: begins), on: id)
                .resource(on: desk, ledger.connection)
        }
    }
}

extension House {
    /// Lets cases go on whose day has come, and tells whoever has them, or leads their team. One
    /// that cannot go on keeps no other from it.
    /// - Returns: what was wrong with the first of those.
    func endWaits(until now: Instant) async throws -> (any Error)? {
        let found = try await database.read { try Cases.waited(by: now, limit: 100, on: $0) }
        var wrong: (any Error)?
        for one in found {
            let desk = Desk(self, actor: .system("clock", in: one.workspace))
            do {
                try await desk.write { try $0.endWait(of: one.id) }
            } catch let error as DatabaseError where error.kind != .other {
                throw error
            } catch {
                wrong = wrong ?? error
            }
        }
        return wrong
    }
}

extension Ledger {
    fileprivate func endWait(of id: ID<Case>) throws {
        let (present, _) = try take(id)
        // Whoever came first has done it.
        guard let until = present.waitsUntil, until <= now else { return }
        let one = try command(.resume, on: id)
        try tell(one.assignee == nil ? .lead(levelsUp: 0) : .assignee, "wait_over", of: one)
    }
}
