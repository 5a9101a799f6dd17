import Base
import Columns
import Domain
import Store

/// What a case is as a row of columns: its own fields, what its process asked for, its customer's
/// traits, and what its thread, clocks and events add up to. Filters of lists speak of the same
/// under the same names, so that a number finds its cases.
enum CaseColumns {
    /// What its thread, clocks and events add up to, as the report of cases counts it.
    static let figures: [String: ValueType] = [
        "first_response_minutes": .number, "resolution_minutes": .number,
        "waited_minutes": .number, "messages": .number, "replies": .number,
        "transfers": .number, "clocks_kept": .number, "clocks_missed": .number,
        "promises_kept": .bool, "done": .bool, "reopened": .bool, "settled_once": .bool,
        "upset": .bool, "came_again": .bool, "days_since_last": .number,
        "days_to_next": .number, "effort_score": .number,
    ]
    /// Names that every case may have, in the order in which people read them.
    static let all =
        [
            "kind", "severity", "status", "step", "process", "channel", "team", "assignee", "tags",
            "stage", "outcome.key", "outcome.early", "reopenings", "appeals", "has_response",
            "process_version",
        ] + [
            "first_response_minutes", "resolution_minutes", "waited_minutes", "messages",
            "replies", "transfers", "clocks_kept", "clocks_missed", "promises_kept", "done",
            "reopened", "settled_once", "upset", "came_again", "days_since_last", "days_to_next",
            effortScore,
        ]

    /// What was granted costs: `redress.CNY`.
    static let redressPrefix = "redress."

    /// What the customer said, not what we did.
    static let effortScore = "effort_score"

    static func isFigure(_ name: String) -> Bool {
        figures[name] != nil || name.hasPrefix(redressPrefix)
    }

    /// Within how many days another case of the customer is a repetition, as the report has it by
    /// default.
    static let repeats = CaseRecords.repeats.seconds / 86_400

    /// About so many columns there are.
    static let most = 64

    private static let own = Case.fieldTypes.keys.sorted()

    static func record(_ row: CaseRecords.Stored) -> RowRecord {
        var values = JSON.Object()
        values.members.reserveCapacity(own.count + figures.count + 12)
        for name in own {
            if let value = row.fields.field(name), !value.isNull { values.append(name, value) }
        }
        values.members += figures(of: row).members
        values.members += Exact.members(of: row)
        var remarks: [String] = []
        for member in row.fields.recorded.members {
            add("fields.\(member.key)", member.value, to: &values, &remarks)
        }
        if let customer = row.customer {
            for name in ["key", "name", "language"] {
                add("customer.\(name)", customer.field(name) ?? .null, to: &values, &remarks)
            }
            for member in customer.traits.members {
                add("customer.\(member.key)", member.value, to: &values, &remarks)
            }
        }
        return RowRecord(
            Record(id: row.facts.id.raw, time: row.facts.openedAt, values: values),
            remarks: remarks)
    }

    private static func add(
        _ name: String, _ value: JSON, to values: inout JSON.Object, _ remarks: inout [String]
    ) {
        switch value {
        case .null: return
        case .object: remarks.append(name)
        case .string(let text) where text.utf8.count > AnswerColumns.longestText:
            remarks.append(name)
        default: return values.append(name, value)
        }
        // There must be a column to be told of.
        values.append(name, "")
    }

    /// What the report of cases tells of one; a name that is left out has no value.
    static func figures(of row: CaseRecords.Stored) -> JSON.Object {
        let (facts, wait) = (row.facts, row.facts.wait)
        var values = JSON.Object()
        func put(_ name: String, _ span: Span?) {
            if let span { values.append(name, .number(AnswerColumns.minutes(max(.zero, span)))) }
        }
        put("first_response_minutes", wait.firstReplyAt.map { $0 - facts.openedAt })
        put("resolution_minutes", facts.resolvedAt.map { $0 - facts.openedAt })
        put("waited_minutes", wait.replies > 0 ? wait.total : nil)
        values.append("messages", .integer(wait.messages))
        values.append("replies", .integer(wait.replies))
        values.append("transfers", .integer(facts.transfers))
        values.append("clocks_kept", .integer(facts.kept))
        values.append("clocks_missed", .integer(facts.broken))
        if facts.kept + facts.broken > 0 {
            values.append("promises_kept", .bool(facts.broken == 0))
        }
        let (since, next) = (row.sinceLast.map(wholeDays), row.untilNext.map(wholeDays))
        values.append("done", .bool(facts.resolvedAt != nil))
        if facts.resolvedAt != nil {
            let isAgain = facts.reopenings > 0
            values.append("reopened", .bool(isAgain))
            values.append(
                "settled_once",
                .bool(wait.replies <= 1 && !isAgain && (next ?? .infinity) >= repeats))
        }
        values.append("upset", .bool((facts.stage ?? .latent) >= .grumble))
        values.append(
            "came_again", .bool(facts.reopenings > 0 || (since ?? .infinity) < repeats))
        if let since { values.append("days_since_last", .number(since)) }
        if let next { values.append("days_to_next", .number(next)) }
        if let score = facts.effortScore { values.append(effortScore, .number(score)) }
        for one in row.redress { values.append(redressPrefix + one.currency, .number(one.cost)) }
        return values
    }

    /// Whole days that have passed: fewer than seven of them are less than seven days.
    private static func wholeDays(_ span: Span) -> Double {
        (span.seconds / 86_400).rounded(.down)
    }
}

extension CaseColumns {
    /// Seconds to the microsecond, as the report adds them up. Nobody asks for them by name: nearly
    /// every case has another number.
    enum Exact {
        static let firstResponse = "exact.first_response"
        static let resolution = "exact.resolution"
        static let waited = "exact.waited"

        static func members(of row: CaseRecords.Stored) -> [JSON.Object.Member] {
            let seconds = CaseFigures.One(row.facts)
            return [
                (firstResponse, seconds.firstResponse), (resolution, seconds.resolution),
                (waited, seconds.waited),
            ].compactMap { name, value in
                value.map { .init(key: name, value: .number($0)) }
            }
        }
    }
}
