import Base
import Columns
import Domain

/// What an event is as a row of columns: codes only, a byte or two each. What people wrote, whom it
/// was about and the ids of single things are none: the log tells them, and nobody counts by them.
enum EventColumns {
    static let types: [String: ValueType] = [
        "kind": .text, "object": .text, "by": .text, "actor": .text, "has_customer": .bool,
        "clock": .text, "promise": .text, "reason": .text, "level": .number, "step": .text,
        "instrument": .text, "channel": .text, "language": .text, "metric": .text,
        "medium": .text, "purpose": .text,
    ]

    /// The same in the order in which people read them.
    static let all = [
        "kind", "object", "by", "actor", "has_customer", "clock", "promise", "reason", "level",
        "step", "instrument", "channel", "language", "metric", "medium", "purpose",
    ]

    /// Of an event's own members, by its subject or the first word of its kind, what each column
    /// holds. A member that is not named here may be anything, also what somebody wrote.
    private static func members(of event: Event) -> [(column: String, member: String)] {
        switch event.kind.prefix(while: { $0 != "." }) {
        case "clock": [("clock", "clock"), ("reason", "reason"), ("level", "level")]
        case "response":
            [
                ("instrument", "instrument"), ("channel", "channel"), ("language", "language"),
                ("metric", "metric"),
            ]
        case "case" where event.kind == CaseEvent.Name.stepChanged.text: [("step", "step")]
        case "message": [("medium", "kind"), ("purpose", "purpose")]
        default: []
        }
    }

    static func record(_ event: Event) -> RowRecord {
        var values = JSON.Object([
            .init(key: "kind", value: .string(event.kind)),
            .init(key: "object", value: .string(event.subject.kind)),
            .init(key: "by", value: .string(by(event.actor))),
            .init(key: "actor", value: .string(event.actor)),
            .init(key: "has_customer", value: .bool(event.customer != nil)),
        ])
        for (column, member) in members(of: event) {
            guard let value = event.data[member], !value.isNull, fits(value, column) else {
                continue
            }
            values.append(column, value)
        }
        if let promise = promise(of: event) { values.append("promise", .string(promise)) }
        return RowRecord(Record(id: event.id.raw, time: event.at, values: values))
    }

    /// A code is short, and of the type that its column has.
    private static func fits(_ value: JSON, _ column: String) -> Bool {
        switch value {
        case .string(let text): types[column] == .text && text.utf8.count <= longestCode
        case .number: types[column] == .number
        default: false
        }
    }

    private static let longestCode = 64

    /// Of a clock, whatever its version.
    private static func promise(of event: Event) -> String? {
        guard event.kind.hasPrefix("clock."), let text = event.data["promise"]?.string else {
            return nil
        }
        return DocumentStamp(text)?.key ?? text
    }

    /// A person, a program with a token, whoever answers, or a part of this program.
    private static func by(_ actor: String) -> String {
        if actor.hasPrefix("usr_") { return "user" }
        if actor.hasPrefix("tok_") { return "token" }
        return actor.hasPrefix("system:") ? "system" : "respondent"
    }
}

/// The events of a workspace as columns.
struct EventSet: RowSet {
    let table: Table

    var scope: Scope { Scope(EventColumns.types) }
    var ownColumn: String { "kind" }

    func ownMeasure(of column: String) -> MeasureKind? { nil }
    func scale(of column: String) -> ClosedRange<Int>? { nil }

    /// That something happened is nobody's answer; who may ask may read the log anyway.
    func isSaid(_ column: String) -> Bool { false }
}
