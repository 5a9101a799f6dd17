public import Base
public import Domain
import SQL

extension Cases {
    /// What a figure of the report counts, so that it leads to its cases. Merged cases are in none:
    /// each counts once, with the case it went on in.
    public enum Figure: String, CaseIterable, Sendable {
        case all
        /// A person answered.
        case answered
        /// Resolved or closed at some time.
        case done
        /// With a clock that was kept, with one that was not.
        case kept, broken
        /// With a clock that was kept or not, with one that still runs.
        case decided, running
        /// Settled with one contact.
        case once
        /// Given from one person to another.
        case transferred
        /// The customer showed displeasure.
        case upset
        /// The customer wrote.
        case wrote
        /// The customer said how easy it was.
        case rated
        /// Reopened, or after another case of the customer.
        case again
        case reopened
    }

    /// A figure, by what it is counted.
    public struct Counting: Hashable, Sendable {
        public let figure: Figure
        /// Within which another case of the customer is a repetition.
        public let repeats: Span
        /// When it is asked: a clock that runs past its due time is broken.
        public let now: Instant
        /// Which clocks are meant by kept and broken; nil means all.
        public let clocks: Clocks?

        /// As kept-rates count them.
        public struct Clocks: Hashable, Sendable {
            public let promise: String
            public let kind: ClockKind
            public let startedFrom: Instant

            public init(promise: String, kind: ClockKind, startedFrom: Instant) {
                self.promise = promise
                self.kind = kind
                self.startedFrom = startedFrom
            }
        }

        public init(_ figure: Figure, repeats: Span, now: Instant, clocks: Clocks? = nil) {
            self.figure = figure
            self.repeats = repeats
            self.now = now
            self.clocks = clocks
        }

        var condition: SQL {
            switch figure {
            case .all: "cases.merged_into IS NULL"
            case .answered: "\(Cases.replies) > 0"
            case .done: "\(Cases.firstDone) IS NOT NULL"
            case .kept: "\(Cases.keptClocks(clocks)) > 0"
            case .broken: "\(Cases.brokenClocks(now, clocks)) > 0"
            case .decided:
                """
                (\(Cases.keptClocks(clocks)) > 0 OR \(Cases.brokenClocks(now, clocks)) > 0)
                """
            case .running: "\(Cases.runningClocks(now, clocks)) > 0"
            case .once:
                """
                \(Cases.firstDone) IS NOT NULL AND cases.reopenings = 0
                  AND \(Cases.replies) <= 1 AND \(Cases.after(within: repeats)) = 0
                """
            case .transferred: "\(Cases.transfers) > 0"
            case .upset: "cases.stage IN \(Cases.upset)"
            case .wrote: "\(Cases.received) > 0"
            case .rated: "\(Cases.effortScore) IS NOT NULL"
            case .again:
                "(cases.reopenings > 0 OR \(Cases.before(within: repeats)) > 0)"
            case .reopened: "cases.reopenings > 0"
            }
        }
    }

    // The facts of reports and the conditions above are the same texts, so they cannot disagree.

    static let firstDone: SQL = """
        (SELECT MIN(s.first_entered) FROM case_stamps AS s WHERE s.workspace = cases.workspace
            AND s.case_id = cases.id AND s.status IN ('resolved', 'closed'))
        """

    static let transfers: SQL = """
        (SELECT COUNT(*) FROM events AS e WHERE e.workspace = cases.workspace
            AND e.subject_kind = 'case' AND e.subject = cases.id AND e.kind = 'case.assigned'
            AND e.data NOT LIKE '%"was_assignee":null%')
        """

    static func keptClocks(_ which: Counting.Clocks? = nil) -> SQL {
        """
        (SELECT COUNT(*) FROM case_clocks AS k WHERE k.workspace = cases.workspace
            AND k.case_id = cases.id AND k.kind <> 'step' AND k.missed IS NULL
            AND k.state = 'met'\(those(which)))
        """
    }

    static func brokenClocks(_ now: Instant, _ which: Counting.Clocks? = nil) -> SQL {
        """
        (SELECT COUNT(*) FROM case_clocks AS k WHERE k.workspace = cases.workspace
            AND k.case_id = cases.id AND k.kind <> 'step'\(those(which))
            AND (k.missed IS NOT NULL OR (k.state = 'running' AND k.due < \(now))))
        """
    }

    /// Still running or paused, and not broken.
    static func runningClocks(_ now: Instant, _ which: Counting.Clocks? = nil) -> SQL {
        """
        (SELECT COUNT(*) FROM case_clocks AS k WHERE k.workspace = cases.workspace
            AND k.case_id = cases.id\(those(which)) AND k.missed IS NULL
            AND (k.state = 'paused' OR (k.state = 'running' AND k.due >= \(now))))
        """
    }

    private static func those(_ which: Counting.Clocks?) -> SQL {
        guard let which else { return "" }
        return """
             AND k.promise = \(which.promise) AND k.kind = \(which.kind.rawValue)
              AND k.started >= \(which.startedFrom)
            """
    }

    /// Other cases the same customer opened not longer before it.
    static func before(within span: Span) -> SQL {
        """
        (SELECT COUNT(*) FROM cases AS o WHERE o.workspace = cases.workspace
            AND o.customer = cases.customer AND o.merged_into IS NULL
            AND (o.opened, o.id) < (cases.opened, cases.id)
            AND o.opened > cases.opened - \(span.microseconds))
        """
    }

    /// Other cases the same customer opened not longer after it.
    static func after(within span: Span) -> SQL {
        """
        (SELECT COUNT(*) FROM cases AS o WHERE o.workspace = cases.workspace
            AND o.customer = cases.customer AND o.merged_into IS NULL
            AND (o.opened, o.id) > (cases.opened, cases.id)
            AND o.opened < cases.opened + \(span.microseconds))
        """
    }

    /// How easy the customer found it: asked about the case, or what opened it.
    static let effortScore: SQL = """
        COALESCE(
            (SELECT AVG(r.score) FROM responses AS r WHERE r.workspace = cases.workspace
                AND r.case_id = cases.id AND r.metric = 'ces' AND r.score IS NOT NULL),
            (SELECT r.score FROM responses AS r WHERE r.workspace = cases.workspace
                AND r.id = cases.response AND r.metric = 'ces'))
        """

    static let replies = messages("reply")
    static let received = messages("received")

    private static func messages(_ kind: String) -> SQL {
        """
        (SELECT COUNT(*) FROM case_messages AS m WHERE m.workspace = cases.workspace
            AND m.case_id = cases.id AND m.automatic = 0 AND m.settles = 0
            AND m.kind = \(kind))
        """
    }

    static var upset: SQL {
        SQL.list(Stage.allCases.filter { $0 >= .grumble }.map(\.rawValue))
    }
}

extension Cases {
    /// Of `r`, a response: from the opening of its case to a person's first reply, as the report of
    /// cases counts it, of several cases the shortest; null without one. Of an anonymous answer
    /// nothing is known. A message is looked for within its case, not joined: SQLite would begin
    /// with all messages there are.
    static let waitOfAnswer: SQL = """
        (SELECT MIN(\(firstReply(to: "k")) - k.opened) FROM cases AS k
        WHERE k.workspace = r.workspace AND k.response = r.id AND k.merged_into IS NULL
            AND r.is_anonymous = 0)
        """

    /// When a person first replied; null where nobody did.
    /// - Parameter one: what the statement calls the case.
    static func firstReply(to one: SQL) -> SQL {
        """
        (SELECT MIN(m.at) FROM case_messages AS m
            WHERE m.workspace = \(one).workspace AND m.case_id = \(one).id AND m.automatic = 0
                AND m.settles = 0 AND m.kind NOT IN ('note', 'received'))
        """
    }

    /// All stretches from a message nobody had answered to a person's answer, in microseconds; null
    /// without one.
    static let waited: SQL = """
        (SELECT CAST(SUM(w.answered - w.at) AS BIGINT) FROM (
            SELECT m.at, m.kind, LAG(m.kind) OVER (ORDER BY m.at, m.id) AS former,
                MIN(CASE WHEN m.kind <> 'received' THEN m.at END) OVER (ORDER BY m.at, m.id
                    ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS answered
            FROM case_messages AS m
            WHERE m.workspace = cases.workspace AND m.case_id = cases.id AND m.automatic = 0
                AND m.settles = 0 AND m.kind <> 'note'
        ) AS w WHERE w.kind = 'received' AND COALESCE(w.former, '') <> 'received')
        """

    /// Since the customer's case before it was opened, in microseconds; null where it is the first.
    static let sinceLast: SQL = """
        cases.opened - (SELECT o.opened FROM cases AS o
            WHERE o.workspace = cases.workspace AND o.customer = cases.customer
              AND o.merged_into IS NULL AND (o.opened, o.id) < (cases.opened, cases.id)
            ORDER BY o.opened DESC, o.id DESC LIMIT 1)
        """

    /// And until the next; null where it is the last.
    static let untilNext: SQL = """
        (SELECT o.opened FROM cases AS o
            WHERE o.workspace = cases.workspace AND o.customer = cases.customer
              AND o.merged_into IS NULL AND (o.opened, o.id) > (cases.opened, cases.id)
            ORDER BY o.opened, o.id LIMIT 1) - cases.opened
        """
}
