public import Base
public import Domain
public import SQL

extension Cases {
    /// Which cases to list, in which order.
    public struct Selection: Hashable, Sendable {
        public enum Assignee: Hashable, Sendable {
            case nobody
            case user(ID<User>)
        }

        public enum Order: String, CaseIterable, Sendable {
            /// What is due next first; what has no running clock last.
            case due
            case newest
        }

        public var statuses: [Case.Status] = []
        public var kind: Case.Kind?
        public var severity: Case.Severity?
        public var assignee: Assignee?
        public var team: ID<Team>?
        public var customer: ID<Customer>?
        /// Only with a clock under this promise.
        public var promise: String?
        /// Only with a running clock that is due from then on, and before that.
        public var dueFrom: Instant?
        public var dueBefore: Instant?
        public var openedFrom: Instant?
        public var openedBefore: Instant?
        /// Closed for the last time.
        public var closedFrom: Instant?
        public var closedBefore: Instant?
        /// Only what had come by then and was not closed yet.
        public var openAt: Instant?
        public var redress: RedressChoice?
        /// Only with a score from before and one from after, on the same questionnaire.
        public var isRescored = false
        /// Words in the title.
        public var text: String?
        /// Only what a figure counts.
        public var counting: Counting?
        public var order = Order.due

        public init() {}
    }

    /// Where a list goes on.
    public struct Place: Hashable, Sendable {
        public let sortDue: Int64
        public let id: ID<Case>

        public init(sortDue: Int64, id: ID<Case>) {
            self.sortDue = sortDue
            self.id = id
        }
    }

    /// The places of the next cases that fit.
    public static func places(
        _ selection: Selection, after place: Place?, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Place] {
        var conditions = conditions(selection)
        let order: SQL
        switch selection.order {
        case .due:
            order = "sort_due, id"
            if let place {
                conditions.append("(sort_due, id) > (\(place.sortDue), \(place.id))")
            }
        case .newest:
            order = "id DESC"
            if let place { conditions.append("id < \(place.id)") }
        }
        conditions.insert("workspace = \(workspace)", at: 0)
        return try connection.rows(
            """
            SELECT sort_due, id FROM cases WHERE \(SQL.joined(conditions, by: " AND "))
            ORDER BY \(order) LIMIT \(limit)
            """
        ) { Place(sortDue: $0.int64(0), id: $0.id(1)) }
    }

    /// How many fit, counted up to `most`: a queue of a hundred thousand is long enough to know.
    public static func count(
        _ selection: Selection, upTo most: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Int {
        let all = ["workspace = \(workspace)"] + conditions(selection)
        return try connection.first(
            """
            SELECT COUNT(*) FROM (
                SELECT 1 FROM cases WHERE \(SQL.joined(all, by: " AND ")) LIMIT \(most)
            ) AS counted
            """
        ) { $0.int(0) } ?? 0
    }

    /// The ids of the next that fit, in the order of opening.
    public static func ids(
        _ selection: Selection, after place: ID<Case>?, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<Case>] {
        let all =
            ["workspace = \(workspace)", "id > \(place?.raw ?? .min)"] + conditions(selection)
        return try connection.rows(
            """
            SELECT id FROM cases WHERE \(SQL.joined(all, by: " AND ")) ORDER BY id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    static func conditions(_ selection: Selection) -> [SQL] {
        var all: [SQL] = []
        let statuses = selection.statuses
        if !statuses.isEmpty {
            // Tells both engines that the queue's index will do; where all active ones are meant,
            // it alone.
            if statuses.allSatisfy(\.isActive) { all.append("is_active = 1") }
            if statuses.allSatisfy({ !$0.isActive }) { all.append("is_active = 0") }
            if Set(statuses) != Set(Case.Status.allCases.filter(\.isActive)) {
                let words = SQL.joined(statuses.map { "\($0.rawValue)" }, by: ", ")
                all.append("status IN (\(words))")
            }
        }
        if let kind = selection.kind { all.append("kind = \(kind.rawValue)") }
        if let severity = selection.severity { all.append("severity = \(severity.rawValue)") }
        switch selection.assignee {
        case .nobody: all.append("assignee IS NULL")
        case .user(let user): all.append("assignee = \(user)")
        case nil: break
        }
        if let team = selection.team { all.append("team = \(team)") }
        if let customer = selection.customer { all.append("customer = \(customer)") }
        if let before = selection.dueBefore { all.append("sort_due < \(before)") }
        if let from = selection.dueFrom { all.append("sort_due >= \(from)") }
        if let from = selection.openedFrom { all.append("opened >= \(from)") }
        if let before = selection.openedBefore { all.append("opened < \(before)") }
        if let from = selection.closedFrom { all.append("closed >= \(from)") }
        if let before = selection.closedBefore { all.append("closed < \(before)") }
        if let moment = selection.openAt {
            all.append("opened < \(moment) AND (closed IS NULL OR closed >= \(moment))")
        }
        if let redress = selection.redress { all.append(redress.condition) }
        if selection.isRescored { all.append("\(CaseRedress.scoreChange) IS NOT NULL") }
        if let counting = selection.counting {
            all += ["cases.merged_into IS NULL", counting.condition]
        }
        if let promise = selection.promise {
            all.append(
                """
                EXISTS (SELECT 1 FROM case_clocks WHERE case_clocks.workspace = cases.workspace
                    AND case_clocks.case_id = cases.id AND case_clocks.kind <> 'step'
                    AND case_clocks.promise = \(promise))
                """)
        }
        if let text = selection.text {
            let pattern = "%\(escaped(text.lowercased()))%"
            all.append(
                """
                (LOWER(title_zh) LIKE \(pattern) ESCAPE '!'
                    OR LOWER(title_en) LIKE \(pattern) ESCAPE '!')
                """)
        }
        return all
    }

    private static func escaped(_ text: String) -> String {
        var out = ""
        for character in text {
            if "%_!".contains(character) { out.append("!") }
            out.append(character)
        }
        return out
    }
}
