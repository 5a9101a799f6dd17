public import Base

/// What a case needs to know of the world to decide.
public struct CaseContext: Sendable {
    /// The version the case is worked by.
    public let process: Process
    /// From which a cause is chosen; nil where the process names no tree.
    public let causes: CauseTree?
    /// The hours its clocks count, and those that steps of its process may come to count.
    public let hours: ClockHours
    /// The calendar of its team, where that has its own.
    public let teamCalendar: String?
    public let actor: CaseActor
    public let now: Instant
    /// The id that a message made by this command takes.
    public let messageID: ID<CaseMessage>

    public init(
        process: Process, causes: CauseTree? = nil, hours: ClockHours,
        teamCalendar: String? = nil, actor: CaseActor, now: Instant, messageID: ID<CaseMessage>
    ) {
        self.process = process
        self.causes = causes
        self.hours = hours
        self.teamCalendar = teamCalendar
        self.actor = actor
        self.now = now
        self.messageID = messageID
    }
}
