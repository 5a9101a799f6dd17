public import Base
import SQL
import Store

/// Work that goes on round after round beside the server, of many nodes on one at a time.
public struct LeasedRounds: Sendable {
    let house: House
    /// What the lease is of: `mailings`.
    let name: String
    /// Names this node and process, unlike any other.
    let holder: String
    /// How long a node that falls silent keeps the others from the work.
    let span: Span
    /// What went wrong, for the log; the round is tried again.
    let report: @Sendable (any Error) -> Void

    public init(
        house: House, name: String, holder: String, span: Span,
        report: @escaping @Sendable (any Error) -> Void
    ) {
        self.house = house
        self.name = name
        self.holder = holder
        self.span = span
        self.report = report
    }

    /// Whether this node may go on; from now on nobody else does for the lease's time.
    public func claim() async throws -> Bool {
        let now = house.now()
        return try await house.database.write { [name, holder, span] in
            try $0.holdLease(name, holder: holder, until: now + span, now: now)
        }
    }

    /// Lets the work go, so that another node need not wait until the lease is over.
    func end() async throws {
        try await house.database.write { [name, holder] in
            try $0.releaseLease(name, holder: holder)
        }
    }

    /// Works until the task is cancelled or the database is closed.
    /// - Parameter round: does what is due, and tells how long to wait then.
    public func run(_ round: () async throws -> Span) async {
        guard await Rounds(report: report).run(round) else { return }
        do { try await end() } catch { report(error) }
    }

    /// Looks now and then, for the first time after one such time: the start is busy enough.
    func run(every pause: Span, _ look: () async throws -> Void) async {
        var isFirst = true
        await run {
            if !isFirst { try await look() }
            isFirst = false
            return pause
        }
    }

    /// One look into each workspace, where this node may go on.
    func inEachWorkspace(as name: String, _ look: (Desk) async throws -> Void) async throws {
        guard try await claim() else { return }
        for workspace in try await house.database.read(Workspaces.all) {
            try await look(Desk(house, actor: .system(name, in: workspace)))
        }
    }
}

/// Work that goes on round after round beside the server, on every node.
struct Rounds: Sendable {
    /// What went wrong, for the log; the round is tried again.
    let report: @Sendable (any Error) -> Void

    /// Works until the task is cancelled or the database is closed.
    /// - Parameter round: does what is due, and tells how long to wait then.
    /// - Returns: whether the database is still open.
    @discardableResult
    func run(_ round: () async throws -> Span) async -> Bool {
        while !Task.isCancelled {
            var wait = Span.seconds(1)
            do {
                wait = try await round()
            } catch {
                if let error = error as? DatabaseError, error.kind == .closed { return false }
                report(error)
            }
            guard wait > .seconds(0) else { continue }
            // Sleeping ends early only by cancelling, and then so does the loop.
            do { try await Task.sleep(for: .microseconds(wait.microseconds)) } catch { break }
        }
        return true
    }
}
