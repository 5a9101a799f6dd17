import Base
import Domain
import SQL
import Store

/// Cases as tables: one row a case, or one row an event.
public enum CaseExport {
    private static let batch = 500

    public static let caseColumns = [
        "id", "external", "title_zh", "title_en", "kind", "severity", "status", "team", "assignee",
        "channel", "cause", "stage", "opened", "first_reply", "resolved", "closed", "outcome",
        "reopenings", "appeals", "transfers", "messages", "replies", "waited_seconds",
        "clocks_kept", "clocks_broken",
    ]

    public static let eventColumns = [
        "case", "external", "at", "event", "activity", "resource", "actor", "data",
    ]

    /// One row a case, oldest first; times in UTC.
    /// - Parameter write: takes rows as they are read.
    public static func cases(
        on desk: Desk, _ write: @Sendable ([[String]]) async throws -> Void
    ) async throws {
        guard desk.actor.rights.contains(.exportRun) else {
            throw Refusal.denied(.right(.exportRun), desk.actor)
        }
        var place: ID<Case>?
        repeat {
            let (after, now) = (place, desk.now())
            let (rows, last) = try await desk.read { connection -> ([[String]], ID<Case>?) in
                let found = try CaseFacts.list(
                    from: Instant(microseconds: .min), before: Instant(microseconds: .max),
                    after: after, limit: batch, now: now, in: desk.workspace, on: connection)
                let teams = try Teams.list(in: desk.workspace, on: connection)
                let names = Dictionary(uniqueKeysWithValues: teams.map { ($0.id, $0.name) })
                let users = try Users.names(in: desk.workspace, on: connection)
                let masking = try desk.masking(on: connection)
                return (
                    found.map { row($0, names, users, masking) },
                    found.count < batch ? nil : found.last?.id
                )
            }
            try await write(rows)
            place = last
        } while place != nil
    }

    private static func row(
        _ facts: CaseFacts, _ teams: [ID<Team>: String], _ users: [ID<User>: String],
        _ masking: Masking?
    ) -> [String] {
        func shown(_ text: String) -> String { masking?.text(text) ?? text }
        let about: [String] = [
            facts.id.description, facts.external ?? "", shown(facts.title.zh),
            shown(facts.title.en),
            facts.kind.rawValue, facts.severity.rawValue, facts.status.rawValue,
            facts.team.flatMap { teams[$0] } ?? "", facts.assignee.flatMap { users[$0] } ?? "",
            facts.channel ?? "", facts.cause ?? "", facts.stage?.rawValue ?? "",
        ]
        let times: [String] = [
            facts.openedAt.iso8601, facts.wait.firstReplyAt?.iso8601 ?? "",
            facts.resolvedAt?.iso8601 ?? "", facts.closedAt?.iso8601 ?? "", facts.outcome ?? "",
        ]
        let counts: [String] = [
            facts.reopenings, facts.appeals, facts.transfers, facts.wait.messages,
            facts.wait.replies,
        ].map { "\($0)" }
        return about + times + counts + [
            JSON.number(facts.wait.total.seconds).text, "\(facts.kept)", "\(facts.broken)",
        ]
    }

    /// One row an event, case by case in the order in which things happened: a log for process
    /// mining, whose activity is the event or, of what came from elsewhere, its own word.
    public static func events(
        on desk: Desk, _ write: @Sendable ([[String]]) async throws -> Void
    ) async throws {
        guard desk.actor.rights.contains(.exportRun) else {
            throw Refusal.denied(.right(.exportRun), desk.actor)
        }
        var place: (of: ID<Case>, id: ID<Event>)?
        repeat {
            let after = place
            let found = try await desk.read { connection in
                try CaseFacts.happenings(
                    after: after, limit: batch * 4, in: desk.workspace, on: connection)
            }
            try await write(
                found.map { event in
                    [
                        event.of.description, event.external ?? "", event.at.iso8601, event.kind,
                        event.data["activity"]?.string ?? event.kind,
                        event.data["resource"]?.string ?? "", event.actor, event.data.text,
                    ]
                })
            place = found.count < batch * 4 ? nil : found.last.map { ($0.of, $0.id) }
        } while place != nil
    }
}
