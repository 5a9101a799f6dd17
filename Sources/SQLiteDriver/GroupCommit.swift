import Dispatch
import SQL
import Synchronization

/// A body that waits to be written, and whom to tell.
protocol PendingWrite: Sendable {
    /// Runs the body and keeps what it returned.
    func run(on connection: SQLiteConnection) throws
    /// Tells the caller: what the body returned is durable, or the failure.
    func finish(_ failure: (any Error)?)
}

/// Lets many callers share one commit, because a commit costs a sync of the disk and there is one
/// writer. No timer: while one commit runs, the next bodies gather; when idle, a body is alone.
final class GroupCommit: Sendable {
    /// A body waits at most for this many others or this much of their work before its commit.
    private static let largestGroup = 256
    private static let longestWorkNanoseconds: UInt64 = 4_000_000
    /// A body that gives way waits at most this long while others go before it.
    private static let longestWayNanoseconds: UInt64 = 100_000_000

    private struct Queue {
        var waiting: [any PendingWrite] = []
        var first = 0
        /// Those that give way, and since when.
        var behind: [(write: any PendingWrite, since: UInt64)] = []
        var isDraining = false
        var isClosed = false

        mutating func next() -> (any PendingWrite)? {
            guard first < waiting.count else {
                waiting.removeAll(keepingCapacity: true)
                first = 0
                return nil
            }
            defer { first += 1 }
            return waiting[first]
        }

        /// One that gives way, when nobody else waits or it has waited long enough.
        mutating func nextBehind() -> (any PendingWrite)? {
            guard let oldest = behind.first else { return nil }
            let waited = DispatchTime.now().uptimeNanoseconds - oldest.since
            guard first >= waiting.count || waited >= longestWayNanoseconds else { return nil }
            return behind.removeFirst().write
        }
    }

    private let connections: Connections
    private let notifications: Notifications
    private let queue = Mutex(Queue())

    init(_ connections: Connections, _ notifications: Notifications) {
        self.connections = connections
        self.notifications = notifications
    }

    /// - Parameter givesWay: whether others that wait go before it.
    func submit(_ write: some PendingWrite, givesWay: Bool = false) {
        let next: Submission = queue.withLock { queue in
            if queue.isClosed { return .refuse }
            if givesWay {
                queue.behind.append((write, DispatchTime.now().uptimeNanoseconds))
            } else {
                queue.waiting.append(write)
            }
            if queue.isDraining { return .wait }
            queue.isDraining = true
            return .drain
        }
        switch next {
        case .refuse: write.finish(DatabaseError.closed)
        case .wait: break
        case .drain: connections.write { self.drain($0) }
        }
    }

    /// Takes no more bodies; calls back on the writer when the last is done.
    func close(_ done: @escaping @Sendable () -> Void) {
        queue.withLock { $0.isClosed = true }
        // The writer's queue is serial: what is being drained comes before this. Who has queued
        // but not yet asked for the writer is served here.
        connections.write { handle in
            self.drain(handle)
            done()
        }
    }

    private func drain(_ handle: SQLiteHandle) {
        while commitGroup(handle) {}
    }

    /// Writes one group; false when nothing waits any more.
    private func commitGroup(_ handle: SQLiteHandle) -> Bool {
        guard let next = next() else { return false }
        var write = next.write
        let deadline = DispatchTime.now().uptimeNanoseconds + GroupCommit.longestWorkNanoseconds
        var group = Group(handle)
        while true {
            group.add(write)
            guard !next.isAlone, group.size < GroupCommit.largestGroup,
                DispatchTime.now().uptimeNanoseconds < deadline,
                let following = queue.withLock({ $0.next() })
            else { break }
            write = following
        }
        group.commit(notifications)
        for write in group.lost {
            var alone = Group(handle, isAlone: true)
            alone.add(write)
            alone.commit(notifications)
        }
        handle.learn()
        return true
    }

    /// What gives way may take long, so nobody shares its commit.
    private func next() -> (write: any PendingWrite, isAlone: Bool)? {
        queue.withLock { queue in
            if let write = queue.nextBehind() { return (write, true) }
            if let write = queue.next() { return (write, false) }
            queue.isDraining = false
            return nil
        }
    }
}

private enum Submission { case refuse, wait, drain }

/// The bodies that share one transaction.
private struct Group {
    private let handle: SQLiteHandle
    private let isAlone: Bool
    /// Those whose work stands in the open transaction, not yet acknowledged.
    private var done: [any PendingWrite] = []
    private var notified: Set<String> = []
    /// Those whose work went down with the transaction by no fault of theirs, when a disk is full
    /// for one. They are run once more, each alone.
    private(set) var lost: [any PendingWrite] = []
    private(set) var size = 0

    init(_ handle: SQLiteHandle, isAlone: Bool = false) {
        self.handle = handle
        self.isAlone = isAlone
    }

    mutating func add(_ write: any PendingWrite) {
        size += 1
        do {
            if handle.isOutsideTransaction { try handle.run("BEGIN IMMEDIATE") }
            // The first can be undone by undoing all, so it needs no savepoint of its own.
            let isFirst = done.isEmpty
            if !isFirst { try handle.run("SAVEPOINT body") }
            let connection = SQLiteConnection(handle)
            do {
                try write.run(on: connection)
                if let failure = connection.failure { throw failure }
            } catch {
                // Told only when undone; should that fail, it is lost like the others.
                try undo(isFirst: isFirst)
                return write.finish(error)
            }
            if !isFirst { try handle.run("RELEASE body") }
            done.append(write)
            notified.formUnion(connection.notified)
        } catch {
            done.append(write)
            abandon(error)
        }
    }

    mutating func commit(_ notifications: Notifications) {
        guard !done.isEmpty else { return rollBack() }
        do {
            try handle.run("COMMIT")
        } catch {
            return abandon(error)
        }
        for channel in notified { notifications.poke(channel) }
        for write in done { write.finish(nil) }
    }

    /// Undoes the last body alone.
    private mutating func undo(isFirst: Bool) throws {
        if handle.isOutsideTransaction {
            // After a full disk and the like SQLite has undone everything by itself.
            lost += done
            done = []
            notified = []
        } else if isFirst {
            try handle.run("ROLLBACK")
        } else {
            try handle.run("ROLLBACK TO body")
            try handle.run("RELEASE body")
        }
    }

    private mutating func abandon(_ error: any Error) {
        rollBack()
        if isAlone {
            for write in done { write.finish(error) }
        } else {
            lost += done
        }
        done = []
        notified = []
    }

    private func rollBack() {
        guard !handle.isOutsideTransaction else { return }
        do {
            try handle.run("ROLLBACK")
        } catch {
            preconditionFailure("SQLite cannot roll back: \(error)")
        }
    }
}
