import CPostgres
import Foundation
import SQL
import Synchronization

/// Hears from other nodes and tells them: one more connection, on a thread of its own. NOTIFY is
/// not sent inside the transactions that cause it, because the server lets only one transaction
/// with a NOTIFY commit at a time; here many commits share one, shortly after.
final class Listener: Sendable {
    private struct State {
        var wanted: Set<String> = []
        var toTell: Set<String> = []
        var isRunning = false
        var isClosed = false
        var whenEnded: [@Sendable () -> Void] = []
    }

    private let server: Server
    private let hub: Notifications
    private let state = Mutex(State())
    /// A byte written here wakes the thread from waiting for the server.
    private let wakeUp: (read: CInt, write: CInt)

    init(_ server: Server, _ hub: Notifications) {
        self.server = server
        self.hub = hub
        var ends: [CInt] = [0, 0]
        precondition(pipe(&ends) == 0, "no file descriptor is free")
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        wakeUp = (ends[0], ends[1])
    }

    deinit {
        close(wakeUp.read)
        close(wakeUp.write)
    }

    func listen(_ channel: String) {
        change { $0.wanted.insert(channel).inserted }
    }

    func tellOthers(_ channel: String) {
        change { $0.toTell.insert(channel).inserted }
    }

    /// Tells what is left to tell and ends.
    func end() async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            let isRunning = state.withLock { state in
                state.isClosed = true
                if state.isRunning { state.whenEnded.append { done.resume() } }
                return state.isRunning
            }
            if isRunning { wake() } else { done.resume() }
        }
    }

    private func change(_ body: (inout State) -> Bool) {
        let (hasChanged, isFirst) = state.withLock { state in
            guard !state.isClosed, body(&state) else { return (false, false) }
            defer { state.isRunning = true }
            return (true, !state.isRunning)
        }
        if isFirst {
            Thread.detachNewThread { self.run() }
        } else if hasChanged {
            wake()
        }
    }

    private func wake() {
        var byte: UInt8 = 1
        // A full pipe wakes as well.
        _ = write(wakeUp.write, &byte, 1)
    }

    private func run() {
        var pause: CInt = 100
        while !isDone {
            do {
                let connection = try server.connect()
                defer { PQfinish(connection) }
                pause = 100
                try serve(connection)
            } catch {
                // The followers' own polling covers the time without; wait and try again.
                if state.withLock({ $0.isClosed }) { break }
                wait(for: nil, milliseconds: pause)
                pause = min(pause * 2, 5_000)
            }
        }
        let whenEnded = state.withLock { state in
            state.isRunning = false
            return state.whenEnded
        }
        for call in whenEnded { call() }
    }

    private var isDone: Bool { state.withLock { $0.isClosed && $0.toTell.isEmpty } }

    private func serve(_ connection: OpaquePointer) throws {
        var listening: Set<String> = []
        while !isDone {
            let (wanted, toTell) = state.withLock { state in
                defer { state.toTell = [] }
                return (state.wanted, state.toTell)
            }
            let new = wanted.subtracting(listening)
            for channel in new { try execute("LISTEN \"\(channel)\"", connection) }
            listening = wanted
            // What was told before we listened is lost; those who wait look for themselves.
            for channel in new { hub.poke(channel) }
            do {
                for channel in toTell { try execute("NOTIFY \"\(channel)\"", connection) }
            } catch {
                // Told again over the next connection; twice does no harm.
                state.withLock { $0.toTell.formUnion(toTell) }
                throw error
            }
            pass(connection)
            let isIdle = state.withLock {
                $0.wanted == wanted && $0.toTell.isEmpty && !$0.isClosed
            }
            guard isIdle else { continue }
            wait(for: PQsocket(connection), milliseconds: -1)
            guard PQconsumeInput(connection) == 1 else {
                throw PostgresFailure(connection, nil, statement: "LISTEN")
            }
        }
    }

    /// Pokes those who wait for what has arrived, except what this node sent itself.
    private func pass(_ connection: OpaquePointer) {
        while let notification = PQnotifies(connection) {
            if notification.pointee.be_pid != PQbackendPID(connection) {
                hub.poke(String(cString: notification.pointee.relname))
            }
            PQfreemem(notification)
        }
    }

    private func execute(_ text: String, _ connection: OpaquePointer) throws {
        let result = PQexec(connection, text)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            throw PostgresFailure(connection, result, statement: text)
        }
    }

    /// Sleeps until the server sends something, somebody calls `wake`, or time is up.
    private func wait(for socket: CInt?, milliseconds: CInt) {
        var places = [pollfd(fd: wakeUp.read, events: Int16(POLLIN), revents: 0)]
        if let socket { places.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
        _ = poll(&places, nfds_t(places.count), milliseconds)
        var drained = [UInt8](repeating: 0, count: 64)
        while read(wakeUp.read, &drained, drained.count) > 0 {}
    }
}
