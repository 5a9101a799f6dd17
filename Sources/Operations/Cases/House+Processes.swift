import Base
import Domain
import SQL
import Store

/// A version of a process in a workspace.
struct ProcessKey: Hashable {
    let workspace: ID<Workspace>
    let stamp: DocumentStamp
}

/// Processes, each version read from its document once: every command on a case asks for one.
extension House {
    /// The version of a process that a case began with.
    func process(
        _ stamp: DocumentStamp, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Process {
        let found = try processes([stamp], in: workspace, on: connection)[stamp]
        guard let found else { preconditionFailure("no process \(stamp), which a case follows") }
        return found
    }

    /// Several at once; of those that are not there nothing.
    func processes(
        _ stamps: Set<DocumentStamp>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [DocumentStamp: Process] {
        var found: [DocumentStamp: Process] = [:]
        for stamp in stamps {
            found[stamp] = processShelf[ProcessKey(workspace: workspace, stamp: stamp)]
        }
        let unread = stamps.filter { found[$0] == nil }
        for stored in try Documents.find(.process, unread, in: workspace, on: connection).values {
            let process = try Process(document: stored.json)
            processShelf[ProcessKey(workspace: workspace, stamp: stored.stamp)] = process
            found[stored.stamp] = process
        }
        return found
    }

    /// Every process of a workspace in its newest version, in the order of their keys.
    func processes(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Process.Version] {
        let stamps = try Documents.stamps(.process, in: workspace, on: connection)
        let found = try processes(Set(stamps), in: workspace, on: connection)
        return stamps.compactMap { stamp in
            found[stamp].map { Process.Version(stamp, $0) }
        }
    }

    /// The newest version of the process that somebody names.
    /// - Throws: `Refusal.invalid` at `process` where there is none.
    func process(
        named key: String, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Process.Version {
        let stamp = try Documents.stamps(.process, in: workspace, on: connection)
            .first { $0.key == key }
        guard let stamp else {
            throw Refusal.invalid("process", "noSuchProcess", ["value": key])
        }
        return Process.Version(stamp, try process(stamp, in: workspace, on: connection))
    }
}
