import SQL

/// Waits for events: until a commit tells of some, or time is up.
struct EventWait: Sendable {
    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    /// Runs `body` with a wait that hears of commits from before its first look.
    static func on(
        _ database: any Database, _ body: @escaping @Sendable (EventWait) async throws -> Void
    ) async throws {
        let notifications = database.notifications(eventsChannel)
        let (wakes, waker) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup { group in
            group.addTask {
                for await _ in notifications { waker.yield() }
                // The database is closed, or the task cancelled.
                waker.finish()
            }
            group.addTask { try await body(EventWait(wakes: wakes, waker: waker)) }
            // The body ends first, by an error or because the stream has ended.
            defer { group.cancelAll() }
            while try await group.next() != nil {}
        }
    }

    /// - Returns: false when it is time to stop.
    func wait(atMost time: Duration) async -> Bool {
        let timer = Task {
            do { try await Task.sleep(for: time) } catch { return }
            waker.yield()
        }
        defer { timer.cancel() }
        var iterator = wakes.makeAsyncIterator()
        return await iterator.next() != nil
    }
}
