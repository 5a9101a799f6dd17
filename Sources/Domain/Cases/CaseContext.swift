public import Base

/// What a case needs to know of the world to decide.
public struct CaseContext: Sendable {
    /// The version the case began with.
    public let process: Process
    /// From which a cause is chosen; nil where the process names no tree.
    public let causes: CauseTree?
    /// The hours its clocks count.
    public let hours: ClockHours
    public let actor: CaseActor
    public let now: Instant
    /// The id that a message made by this command takes.
    public let messageID: ID<CaseMessage>

    public init(
        process: Process, causes: CauseTree? = nil, hours: ClockHours, actor: CaseActor,
        now: Instant,
        messageID: ID<CaseMessage>
    ) {
        self.process = process
        self.causes = causes
        self.hours = hours
        self.actor = actor
        self.now = now
        self.messageID = messageID
    }
}
