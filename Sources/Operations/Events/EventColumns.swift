import Base
import Columns
import Domain
import Store

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

    /// What a column holds of an event's own members. A member that is not named here may be
    /// anything, also what somebody wrote.
    struct Origin {
        let column: String
        let member: String
        let kinds: EventRecords.Kinds
    }

    static let origins: [Origin] =
        ["clock", "promise", "reason", "level"].map { Origin($0, of: .object("clock")) }
        + ["instrument", "channel", "language", "metric"].map {
            Origin($0, of: .object("response"))
        } + [
            Origin("step", of: .one(CaseEvent.Name.stepChanged.text)),
            Origin("medium", from: "kind", of: .object("message")),
            Origin("purpose", of: .object("message")),
        ]

    private static let originsByObject = Dictionary(grouping: origins) { object(of: $0.kinds) }

    private static func object(of kinds: EventRecords.Kinds) -> Substring {
        switch kinds {
        case .object(let object): object[...]
        case .one(let kind): kind.prefix { $0 != "." }
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
        for origin in originsByObject[event.kind.prefix { $0 != "." }] ?? []
        where origin.kinds.contains(event.kind) {
            guard let found = event.data[origin.member] else { continue }
            let value = value(found, in: origin.column)
            if !value.isNull { values.append(origin.column, value) }
        }
        return RowRecord(Record(id: event.id.raw, time: event.at, values: values))
    }

    /// What is kept of a member: a code is short, and of the type that its column has; a promise is
    /// the same in all its versions.
    static func value(_ found: JSON, in column: String) -> JSON {
        switch found {
        case .string(let text) where column == "promise":
            .string(DocumentStamp(text)?.key ?? text)
        case .string(let text) where types[column] == .text && text.utf8.count <= longestCode:
            found
        case .number where types[column] == .number: found
        default: .null
        }
    }

    private static let longestCode = 64

    /// A person, a program with a token, a part of this program; or whoever answers.
    static let starts = [
        (start: "usr_", word: "user"), (start: "tok_", word: "token"),
        (start: "system:", word: "system"),
    ]
    static let others = "respondent"

    private static func by(_ actor: String) -> String {
        starts.first { actor.hasPrefix($0.start) }?.word ?? others
    }
}

extension EventColumns.Origin {
    fileprivate init(
        _ column: String, from member: String? = nil, of kinds: EventRecords.Kinds
    ) {
        self.init(column: column, member: member ?? column, kinds: kinds)
    }
}

/// Where the database finds them.
private struct EventPlaces: RowPlaces {
    func column(_ name: String, at path: String) -> StoredColumn? {
        switch name {
        case "kind": return StoredColumn(EventRecords.kind)
        case "object": return StoredColumn(EventRecords.object)
        case "actor": return StoredColumn(EventRecords.actor)
        case "has_customer": return StoredColumn(EventRecords.hasCustomer)
        case "by":
            return StoredColumn(
                EventRecords.by(EventColumns.starts, other: EventColumns.others))
        default: break
        }
        return EventColumns.origins.first { $0.column == name }.map { origin in
            StoredColumn(EventRecords.member(origin.member, of: origin.kinds)) {
                EventColumns.value($0, in: name)
            }
        }
    }
}

/// The events of a workspace as columns.
struct EventSet: WorkspaceRows {
    static let rows = AskedRows.events

    let table: Table

    var scope: Scope { Scope(EventColumns.types) }
    var ownColumn: String { "kind" }

    func ownMeasure(of column: String) -> MeasureKind? { nil }
    func scale(of column: String) -> ClosedRange<Int>? { nil }

    /// That something happened is nobody's answer; who may ask may read the log anyway.
    func isSaid(_ column: String) -> Bool { false }
    func mayGiveAway(_ column: String, _ values: [JSON], _ masking: Masking) -> Bool { false }

    func with(_ table: Table) -> EventSet { EventSet(table: table) }
    func places(at now: Instant) -> any RowPlaces { EventPlaces() }
}
