public import Base
import Domain
import SQL
import Store

/// Cases as tables: one row a case, or one row an event.
public enum CaseExport: String, Sendable {
    case cases
    case events = "case-events"

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

    public var columns: [String] {
        self == .cases ? CaseExport.caseColumns : CaseExport.eventColumns
    }

    /// Where the next rows begin.
    public struct Place: Hashable, Sendable {
        fileprivate let of: ID<Case>?
        fileprivate let event: ID<Event>?

        public static let start = Place(of: nil, event: nil)
    }

    /// All rows, oldest first; times in UTC.
    /// - Parameters:
    ///   - filter: as a list of cases is asked for.
    ///   - write: takes rows as they are read.
    public func write(
        from desk: Desk, where filter: JSON.Object = JSON.Object(),
        _ write: @Sendable ([[String]]) async throws -> Void
    ) async throws {
        let query = try CaseQuery(Input(filter, as: CaseQuery.input), status: "any")
        var place: Place? = .start
        while let here = place {
            let (rows, next) = try await rows(query, after: here, on: desk)
            try await write(rows)
            place = next
        }
    }

    /// The next rows and where to go on; nil after the last.
    func rows(
        _ query: CaseQuery, after place: Place, on desk: Desk
    ) async throws -> (rows: [[String]], next: Place?) {
        guard desk.actor.rights.contains(.exportRun) else {
            throw Refusal.denied(.right(.exportRun), desk.actor)
        }
        return self == .cases
            ? try await CaseExport.cases(query, after: place, on: desk)
            : try await CaseExport.events(query, after: place, on: desk)
    }

    /// Those that the list shows, also what went on as a part of another where it shows that.
    private static func cases(
        _ query: CaseQuery, after place: Place, on desk: Desk
    ) async throws -> (rows: [[String]], next: Place?) {
        let now = desk.now()
        let selection = query.selection(for: desk, at: now)
        return try await desk.read { connection in
            let ids = try Cases.ids(
                selection, after: place.of, limit: batch, in: desk.workspace, on: connection)
            let found = try CaseFacts.list(
                Array(try query.filter.fitting(ids, for: desk, on: connection)),
                withMerged: true, repeats: query.repeats, now: now, in: desk.workspace,
                on: connection)
            let teams = try Teams.list(in: desk.workspace, on: connection)
            let names = Dictionary(uniqueKeysWithValues: teams.map { ($0.id, $0.name) })
            let users = try Users.names(in: desk.workspace, on: connection)
            let masking = try desk.masking(on: connection)
            return (
                found.map { row($0, names, users, masking) },
                ids.count < batch ? nil : Place(of: ids.last, event: nil)
            )
        }
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

    /// Case by case in the order in which things happened: a log for process mining, whose activity
    /// is the event or, of what came from elsewhere, its own word.
    private static func events(
        _ query: CaseQuery, after place: Place, on desk: Desk
    ) async throws -> (rows: [[String]], next: Place?) {
        var after: (of: ID<Case>, id: ID<Event>)?
        if let of = place.of, let event = place.event { after = (of, event) }
        let selection = query.selection(for: desk, at: desk.now())
        let (found, fitting) = try await desk.read { [after] connection in
            let found = try CaseFacts.happenings(
                selection, after: after, limit: batch * 4, in: desk.workspace, on: connection)
            let cases = Array(Set(found.map(\.of)))
            return (found, try query.filter.fitting(cases, for: desk, on: connection))
        }
        let last = found.count < batch * 4 ? nil : found.last
        return (
            found.filter { fitting.contains($0.of) }.map { event in
                [
                    event.of.description, event.external ?? "", event.at.iso8601, event.kind,
                    event.data["activity"]?.string ?? event.kind,
                    event.data["resource"]?.string ?? "", event.actor, event.data.text,
                ]
            },
            last.map { Place(of: $0.of, event: $0.id) }
        )
    }
}
