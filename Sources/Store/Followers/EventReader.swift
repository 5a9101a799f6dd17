public import SQL

/// Reads events in the order of following for those who keep their place in memory: live pages,
/// columns. After a restart they begin where they choose.
public struct EventReader: Sendable {
    private let database: any Database
    private let limit: Int
    /// How long to wait when nothing tells of new events.
    private let poll: Duration

    public init(_ database: any Database, limit: Int = 500, poll: Duration = .seconds(2)) {
        self.database = database
        self.limit = limit
        self.poll = poll
    }

    /// Hands on batch after batch, waiting for new ones, until the task is cancelled, the database
    /// is closed or `body` throws.
    public func follow(
        from start: EventCursor, _ body: @escaping @Sendable (EventBatch) async throws -> Void
    ) async throws {
        try await EventWait.on(database) { wait in
            var cursor = start
            var unsettled = Duration.milliseconds(2)
            while !Task.isCancelled {
                let (batch, isBehind) = try await next(after: cursor)
                if !batch.events.isEmpty {
                    try await body(batch)
                    cursor = batch.end
                    unsettled = .milliseconds(2)
                } else {
                    // An older transaction holds newer events back; nothing tells of its end.
                    unsettled = isBehind ? min(unsettled * 2, poll) : .milliseconds(2)
                    guard await wait.wait(atMost: isBehind ? unsettled : poll) else { return }
                }
            }
        }
    }

    /// One look, and whether there is more than it could see yet.
    func next(after cursor: EventCursor) async throws -> (EventBatch, isBehind: Bool) {
        let limit = limit
        return try await database.read { connection in
            let batch = try connection.events(after: cursor, limit: limit)
            return (batch, try connection.newestEvent() > batch.end)
        }
    }
}
