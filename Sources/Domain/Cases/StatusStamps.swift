public import Base

/// When a case first and last entered and left a status. Four stamps answer "how long until it was
/// first resolved" and "when was it last touched" without double counting what was reopened.
public struct StatusStamps: Hashable, Sendable {
    public let firstEntered: Instant
    public private(set) var lastEntered: Instant
    public private(set) var firstExited: Instant?
    public private(set) var lastExited: Instant?

    public init(
        firstEntered: Instant, lastEntered: Instant, firstExited: Instant?, lastExited: Instant?
    ) {
        self.firstEntered = firstEntered
        self.lastEntered = lastEntered
        self.firstExited = firstExited
        self.lastExited = lastExited
    }

    init(enteredAt now: Instant) {
        self.init(firstEntered: now, lastEntered: now, firstExited: nil, lastExited: nil)
    }

    mutating func enter(at now: Instant) { lastEntered = now }

    mutating func exit(at now: Instant) {
        firstExited = firstExited ?? now
        lastExited = now
    }
}
