public import Base

/// Something given to make up for what went wrong, or the reason why nothing is.
public struct Redress: Hashable, Sendable, Identified {
    public static let idPrefix = "rdr"
    /// The kind of redress that is none.
    public static let nothing = "none"

    public let id: ID<Redress>
    /// A key of the process's list, or `none`.
    public let kind: String
    /// What it costs us, in the process's currency.
    public let cost: Double
    public let currency: String
    public let note: String
    public let offeredBy: CaseActor
    public let offeredAt: Instant
    public internal(set) var state: State
    public internal(set) var decidedBy: CaseActor?
    public internal(set) var decidedAt: Instant?

    public enum State: String, CaseIterable, Sendable {
        /// Above what its author may grant: somebody above has to say.
        case asked
        case granted, refused
    }

    public init(
        id: ID<Redress>, kind: String, cost: Double, currency: String, note: String,
        offeredBy: CaseActor, offeredAt: Instant, state: State, decidedBy: CaseActor?,
        decidedAt: Instant?
    ) {
        self.id = id
        self.kind = kind
        self.cost = cost
        self.currency = currency
        self.note = note
        self.offeredBy = offeredBy
        self.offeredAt = offeredAt
        self.state = state
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
    }

    var json: JSON {
        [
            "redress": .string(id.description), "kind": .string(kind), "cost": .number(cost),
            "currency": .string(currency), "state": .string(state.rawValue),
            "note": .string(note),
        ]
    }
}
