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

    /// Whether a case was in the status at that moment; nil where it came and went in between more
    /// often than is known.
    public func covers(_ moment: Instant) -> Bool? {
        guard moment >= firstEntered else { return false }
        if moment >= lastEntered {
            return lastExited.map { moment < $0 || $0 < lastEntered } ?? true
        }
        guard let firstExited else { return true }
        if moment < firstExited { return true }
        return lastExited == firstExited ? false : nil
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
