public import Base

/// Something that whoever works on a case may not do alone: it waits for somebody's yes, and is
/// done with it.
public struct Approval: Hashable, Sendable, Identified {
    public static let idPrefix = "apv"

    public let id: ID<Approval>
    public let act: Act
    /// What is asked for, as the act takes it: `outcome` and `text`, `into`, or `kind` and
    /// `severity`.
    public let details: JSON.Object
    public let askedBy: CaseActor
    public let askedAt: Instant
    public internal(set) var state: State
    public internal(set) var decidedBy: CaseActor?
    public internal(set) var decidedAt: Instant?
    public internal(set) var reason: String?

    public enum Act: String, CaseIterable, Sendable {
        case close
        /// End it as a part of another, which is to close it by another name.
        case merge
        /// Class it less grave, or as something else than it is.
        case lower
    }

    public enum State: String, CaseIterable, Sendable {
        case asked, granted, refused
        /// The case went on otherwise, or whoever asked took it back.
        case void
    }

    public init(
        id: ID<Approval>, act: Act, details: JSON.Object, askedBy: CaseActor, askedAt: Instant,
        state: State = .asked, decidedBy: CaseActor? = nil, decidedAt: Instant? = nil,
        reason: String? = nil
    ) {
        self.id = id
        self.act = act
        self.details = details
        self.askedBy = askedBy
        self.askedAt = askedAt
        self.state = state
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.reason = reason
    }

    var json: JSON {
        [
            "approval": .string(id.description), "act": .string(act.rawValue),
            "details": .object(details), "state": .string(state.rawValue),
            "asked_by": .string(askedBy.text), "reason": .optional(reason),
        ]
    }
}
