public import Base
public import Domain
import SQL

extension CaseRecords {
    /// Cases at their opening, without those that went on as a part of another, counted by the
    /// database.
    public static func groups(in workspace: ID<Workspace>) -> RowGroups {
        RowGroups(
            "cases", where: "cases.workspace = \(workspace) AND cases.merged_into IS NULL",
            time: "cases.opened", order: ["cases.id"])
    }

    /// Where a column of analysis stands; nil where there is none of the name.
    /// - Parameter now: a clock that runs past its due time is missed.
    public static func place(of name: String, at now: Instant) -> RowPlace? {
        own[name] ?? clocks(name, now) ?? figures[name] ?? open(name)
    }

    /// What conditions call it and what it is called in its row.
    private static let own: [String: RowPlace] = [
        "number": RowPlace(.number, "cases.number"),
        "kind": RowPlace(.text, "cases.kind"), "severity": RowPlace(.text, "cases.severity"),
        "status": RowPlace(.text, "cases.status"), "step": RowPlace(.text, "cases.step"),
        "channel": RowPlace(.text, "cases.channel"), "stage": RowPlace(.text, "cases.stage"),
        "outcome.key": RowPlace(.text, "cases.outcome"),
        "outcome.early": RowPlace(
            .flag, "CASE WHEN cases.outcome IS NOT NULL THEN cases.outcome_early END"),
        "reopenings": RowPlace(.number, "cases.reopenings"),
        "appeals": RowPlace(.number, "cases.appeals"),
        "has_response": .flag("cases.response IS NOT NULL"),
        "tags": RowPlace(.document, "cases.tags"),
        "team": RowPlace(.code { ID<Team>(raw: $0).description }, "cases.team"),
        "assignee": RowPlace(.code { ID<User>(raw: $0).description }, "cases.assignee"),
        // `closed-loop@3`: key and version of its process.
        "process": RowPlace(
            .text, "SUBSTR(cases.process, 1, LENGTH(RTRIM(cases.process, '0123456789')) - 1)"),
        "process_version": RowPlace(
            .number,
            """
            CAST(SUBSTR(cases.process, LENGTH(RTRIM(cases.process, '0123456789')) + 1) AS BIGINT)
            """),
    ]

    // MARK: - What its thread, clocks and events add up to

    private static func clocks(_ name: String, _ now: Instant) -> RowPlace? {
        let (kept, missed) = (Cases.keptClocks(), Cases.brokenClocks(now))
        return switch name {
        case "clocks_kept": RowPlace(.number, kept)
        case "clocks_missed": RowPlace(.number, missed)
        case "promises_kept":
            RowPlace(
                .flag, "CASE WHEN \(missed) > 0 THEN 0 WHEN \(kept) > 0 THEN 1 END")
        default: nil
        }
    }

    private static let isDone: SQL = "\(Cases.firstDone) IS NOT NULL"

    private static let figures: [String: RowPlace] = [
        "first_response_minutes": RowPlace(
            .number, RowPlace.minutes("\(Cases.firstReply(to: "cases")) - cases.opened")),
        "resolution_minutes": RowPlace(
            .number, RowPlace.minutes("\(Cases.firstDone) - cases.opened")),
        "waited_minutes": RowPlace(
            .number,
            RowPlace.minutes(
                "CASE WHEN \(Cases.replies) > 0 THEN COALESCE(\(Cases.waited), 0) END")),
        "messages": RowPlace(.number, Cases.received),
        "replies": RowPlace(.number, Cases.replies),
        "transfers": RowPlace(.number, Cases.transfers),
        "done": .flag(isDone),
        "reopened": RowPlace(
            .flag,
            """
            CASE WHEN \(isDone) THEN CASE WHEN cases.reopenings > 0 THEN 1 ELSE 0 END END
            """),
        "settled_once": RowPlace(
            .flag,
            """
            CASE WHEN \(isDone) THEN CASE WHEN cases.reopenings = 0 AND \(Cases.replies) <= 1
                AND COALESCE(\(Cases.untilNext), \(repeats)) >= \(repeats) THEN 1 ELSE 0 END END
            """),
        "upset": .flag("cases.stage IN \(Cases.upset)"),
        "came_again": .flag(
            """
            cases.reopenings > 0 OR COALESCE(\(Cases.sinceLast), \(repeats)) < \(repeats)
            """),
        "days_since_last": RowPlace(.number, RowPlace.wholeDays(Cases.sinceLast)),
        "days_to_next": RowPlace(.number, RowPlace.wholeDays(Cases.untilNext)),
        "effort_score": RowPlace(.number, Cases.effortScore),
    ]

    /// Within which another case of the customer is a repetition.
    public static let repeats = Span.days(7)

    // MARK: - What the workspace names

    private static func open(_ name: String) -> RowPlace? {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        return switch parts[0] {
        case "fields": RowPlace(.document) { $0.member([parts[1]], of: "cases.fields") }
        case "customer": customer(parts[1])
        case "redress":
            RowPlace(
                .number,
                """
                (SELECT SUM(d.cost) FROM case_redress AS d WHERE d.workspace = cases.workspace
                    AND d.case_id = cases.id AND d.state = 'granted' AND d.currency = \(parts[1]))
                """)
        default: nil
        }
    }

    private static func customer(_ name: String) -> RowPlace {
        let join: SQL =
            "LEFT JOIN customers AS c ON c.workspace = cases.workspace AND c.id = cases.customer"
        return switch name {
        case "key": RowPlace(.text, beside: join, "c.key")
        case "name": RowPlace(.text, beside: join, "c.name")
        case "language": RowPlace(.text, beside: join, "c.language")
        default: RowPlace(.document, beside: join) { $0.member([name], of: "c.traits") }
        }
    }
}
