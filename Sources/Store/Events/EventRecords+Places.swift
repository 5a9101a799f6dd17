public import Base
public import Domain
import SQL

extension EventRecords {
    /// The entries of the event log, counted by the database.
    public static func groups(in workspace: ID<Workspace>) -> RowGroups {
        RowGroups(
            "events AS e", where: "e.workspace = \(workspace)", time: "e.at", order: ["e.id"])
    }

    public static let kind = RowPlace(.text, "e.kind")
    /// Of what kind its subject is.
    public static let object = RowPlace(.text, "e.subject_kind")
    public static let actor = RowPlace(.text, "e.actor")
    public static let hasCustomer = RowPlace.flag("e.customer IS NOT NULL")

    /// A word for who did it, by how the actor's name begins.
    public static func by(_ starts: [(start: String, word: String)], other: String) -> RowPlace {
        let cases = starts.map { one -> SQL in
            // A length that is bound would be of a type that one engine does not cut by.
            let length = SQL(stringLiteral: "\(one.start.unicodeScalars.count)")
            return "WHEN SUBSTR(e.actor, 1, \(length)) = \(one.start) THEN \(one.word)"
        }
        return RowPlace(.text, "CASE \(SQL.joined(cases, by: " ")) ELSE \(other) END")
    }

    /// A member of what its event tells, of events of some kinds.
    public static func member(_ member: String, of kinds: Kinds) -> RowPlace {
        RowPlace(.document) {
            "CASE WHEN \(kinds.condition) THEN \($0.member([member], of: "e.data")) END"
        }
    }

    public enum Kinds: Hashable, Sendable {
        /// All of an object: `clock`.
        case object(String)
        /// One: `case.step_changed`.
        case one(String)

        public func contains(_ kind: String) -> Bool {
            switch self {
            case .object(let object): kind.hasPrefix(object + ".")
            case .one(let own): kind == own
            }
        }

        fileprivate var condition: SQL {
            switch self {
            case .one(let own): return "e.kind = \(own)"
            case .object(let object):
                let start = object + "."
                let length = SQL(stringLiteral: "\(start.unicodeScalars.count)")
                return "SUBSTR(e.kind, 1, \(length)) = \(start)"
            }
        }
    }
}
