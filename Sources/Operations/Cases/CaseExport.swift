public import Base
import Domain
import SQL
import Store

/// Cases as tables: one row a case, or one row an event.
public enum CaseExport: String, Sendable {
    case cases
    case events = "case-events"

    private static let batch = 500

    public static let caseColumns =
        [
            "id", "number", "external", "title_zh", "title_en", "kind", "severity", "status",
            "team",
            "assignee",
            "channel", "cause", "stage", "opened", "first_reply", "resolved", "closed", "outcome",
            "reopenings", "appeals", "transfers", "messages", "replies", "waited_seconds",
            "clocks_kept", "clocks_broken",
        ] + stampColumns

    /// Four of each status: `open_first_in`, `open_last_in`, `open_first_out`, `open_last_out`.
    static let stampColumns = Case.Status.allCases.flatMap { status in
        ["first_in", "last_in", "first_out", "last_out"].map { "\(status.rawValue)_\($0)" }
    }

    public static let eventColumns = [
        "case", "external", "at", "event", "activity", "resource", "actor", "data",
    ]

    public var columns: [String] {
        self == .cases ? CaseExport.caseColumns : CaseExport.eventColumns
    }

    /// Where the next rows begin.
    public struct Place: Hashable, Sendable {
        /// The last case of those that are done with.
        fileprivate let of: ID<Case>?
        /// Within those that follow, the last event that was handed out.
        fileprivate var event: Last?

        fileprivate struct Last: Hashable, Sendable {
            let of: ID<Case>
            let id: ID<Event>
        }

        public static let start = Place(of: nil)

        fileprivate init(of: ID<Case>?, event: Last? = nil) {
            self.of = of
            self.event = event
        }
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
            let stamps = try Cases.stamps(
                of: found.map(\.id), in: desk.workspace, on: connection)
            return (
                found.map { row($0, names, users, masking) + times(stamps[$0.id] ?? [:]) },
                ids.count < batch ? nil : Place(of: ids.last)
            )
        }
    }

    private static func times(_ stamps: [Case.Status: StatusStamps]) -> [String] {
        Case.Status.allCases.flatMap { status -> [String] in
            let of = stamps[status]
            return [of?.firstEntered, of?.lastEntered, of?.firstExited, of?.lastExited]
                .map { $0?.iso8601 ?? "" }
        }
    }

    private static func row(
        _ facts: CaseFacts, _ teams: [ID<Team>: String], _ users: [ID<User>: String],
        _ masking: Masking?
    ) -> [String] {
        func shown(_ text: String) -> String { masking?.text(text) ?? text }
        let about: [String] = [
            facts.id.description, "\(facts.number)", facts.external ?? "",
            shown(facts.title.zh), shown(facts.title.en),
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
        let selection = query.selection(for: desk, at: desk.now())
        return try await desk.read { connection in
            // Which cases are meant is asked first: events of others are never read.
            let ids = try Cases.ids(
                selection, after: place.of, limit: batch, in: desk.workspace, on: connection)
            let fitting = try query.filter.fitting(ids, for: desk, on: connection)
            let found = try CaseFacts.happenings(
                of: Array(fitting), after: place.event.map { ($0.of, $0.id) }, limit: batch * 4,
                in: desk.workspace, on: connection)
            var next: Place?
            if found.count == batch * 4, let last = found.last {
                next = Place(of: place.of, event: .init(of: last.of, id: last.id))
            } else if ids.count == batch {
                next = Place(of: ids.last)
            }
            return (found.map(row), next)
        }
    }

    private static func row(_ event: CaseFacts.Happening) -> [String] {
        [
            event.of.description, event.external ?? "", event.at.iso8601, event.kind,
            event.data["activity"]?.string ?? event.kind, event.data["resource"]?.string ?? "",
            event.actor, event.data.text,
        ]
    }
}
