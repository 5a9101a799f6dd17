import Base
import Columns
import Domain
import Foundation
import Glibc

/// Tables on disk, a file each, so that a start need not read every row from the store. They hold
/// what the database holds of these people, so that only their owner may read them. Has a thread
/// of its own: a table of millions takes a part of a second.
public actor SnapshotFolder {
    private let path: String
    private let build: String
    /// Smaller tables are read from the store as fast; nothing of them is kept.
    nonisolated let fewestRows: Int
    private let queue = QueueExecutor("nuo.snapshots")
    private var files = 0
    private static let ending = ".columns"

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        queue.asUnownedSerialExecutor()
    }

    /// - Parameter build: names the running program; tables that another one wrote are not taken.
    public init(_ path: String, build: String, fewestRows: Int = 20_000) {
        self.path = path
        self.build = build
        self.fewestRows = fewestRows
    }

    /// The tables that there are files of. What was not finished is removed.
    func keys() throws -> [TableKey] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted().compactMap {
            if let key = SnapshotFolder.key($0) { return key }
            try FileManager.default.removeItem(atPath: "\(path)/\($0)")
            return nil
        }
    }

    /// - Throws: `SnapshotFault`, `SnapshotObjection` or what the system says of the file.
    func read(_ key: TableKey) throws -> (SnapshotHead, Table) {
        var reader = try reader(of: key)
        guard let head = try SnapshotHead(reader.note, build: build), head.key == key else {
            throw SnapshotObjection.foreign
        }
        return (head, try reader.table())
    }

    /// Writes a table under a passing name.
    /// - Returns: the name.
    func write(_ table: Table, _ head: SnapshotHead) throws -> String {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        files += 1
        let partial = "\(path)/\(getpid()).\(files).partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SnapshotFolder.trouble(partial) }
        do {
            defer { close(descriptor) }
            try table.write(note: head.bytes(build)) { try put($0, descriptor, partial) }
            // Whole on disk before it has its name.
            guard fsync(descriptor) == 0 else { throw SnapshotFolder.trouble(partial) }
        } catch {
            unlink(partial)
            throw error
        }
        return partial
    }

    /// Gives a table that was written its name.
    func publish(_ partial: String, as key: TableKey) throws {
        guard rename(partial, file(of: key)) == 0 else { throw SnapshotFolder.trouble(partial) }
    }

    func discard(_ partial: String) { unlink(partial) }

    func remove(_ key: TableKey) throws {
        guard unlink(file(of: key)) == 0 || errno == ENOENT else {
            throw SnapshotFolder.trouble(file(of: key))
        }
    }

    /// Removes all of them, as before another database takes the place of this one.
    public func clear() throws {
        for key in try keys() { try remove(key) }
    }

    private func file(of key: TableKey) -> String {
        "\(path)/\(key.workspace)-\(key.rows.text)\(SnapshotFolder.ending)"
    }

    private static func key(_ name: String) -> TableKey? {
        guard name.hasSuffix(ending) else { return nil }
        let parts = name.dropLast(ending.count).split(separator: "-").map(String.init)
        guard parts.count == 2, let workspace = ID<Workspace>(parts[0]),
            let rows = AskedRows(parts[1])
        else { return nil }
        return .init(workspace: workspace, rows: rows)
    }

    private func reader(of key: TableKey) throws -> SnapshotReader {
        let file = try FileSource(path: file(of: key))
        return try SnapshotReader { count in
            // What a damaged file says of its length is not believed.
            let most = min(count, (file.size ?? 0) - file.bytesRead)
            return try [UInt8](unsafeUninitializedCapacity: max(0, most)) { room, filled in
                let room = UnsafeMutableRawBufferPointer(room)
                while filled < room.count {
                    let got = try file.read(into: .init(rebasing: room[filled...]))
                    guard got > 0 else { return }
                    filled += got
                }
            }
        }
    }

    private func put(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws {
        var done = 0
        while done < bytes.count {
            let sent = bytes.withUnsafeBytes { all in
                Glibc.write(descriptor, all.baseAddress.map { $0 + done }, all.count - done)
            }
            guard sent > 0 || errno == EINTR else { throw SnapshotFolder.trouble(path) }
            done += max(0, sent)
        }
    }

    private static func trouble(_ path: String) -> Refusal {
        Refusal(
            .unreadable, "fileUnreadable",
            ["file": path, "reason": String(cString: strerror(errno))])
    }
}
