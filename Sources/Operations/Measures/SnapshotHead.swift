import Base
import Domain
import SQL
import Store

/// What stands in front of a table on disk: what its rows are, and the moment in the log at
/// which they were all of them.
struct SnapshotHead: Hashable, Sendable {
    let key: TableKey
    /// Of the questionnaire, of answers: another version reads them in another way.
    let version: Int
    /// From here on the log tells what changed.
    let cursor: EventCursor
    /// The newest event when the table was written: a row may be newer than the cursor, but not
    /// newer than this.
    let newest: EventCursor

    /// - Parameter build: another program may make other columns of the same answers.
    func bytes(_ build: String) -> [UInt8] {
        let json: JSON = [
            "build": .string(build), "workspace": .string(key.workspace.description),
            "rows": .string(key.rows.text), "version": .integer(version),
            "cursor": .string(LivePlace(cursor).description),
            "newest": .string(LivePlace(newest).description),
        ]
        return json.bytes
    }
}

extension SnapshotHead {
    /// Nil where the bytes are no head, or one that another build wrote.
    init?(_ bytes: [UInt8], build: String) throws {
        let json = try JSON(parsing: bytes)
        guard json["build"]?.string == build,
            let workspace = json["workspace"]?.string.flatMap(ID<Workspace>.init),
            let rows = json["rows"]?.string.flatMap(AskedRows.init),
            let version = json["version"]?.integer,
            let cursor = json["cursor"]?.string.flatMap(LivePlace.init)?.cursor,
            let newest = json["newest"]?.string.flatMap(LivePlace.init)?.cursor
        else { return nil }
        self.init(
            key: .init(workspace: workspace, rows: rows), version: version,
            cursor: cursor, newest: newest)
    }

    /// Why the store does not bear it out; nil where it does. The events it names are looked for
    /// one by one: a store that was put back to an earlier day and went on has others.
    func objection(_ connection: any Connection) throws -> SnapshotObjection? {
        if case .answers(let instrument) = key.rows {
            let stored = try Instruments.find(instrument, in: key.workspace, on: connection)
            guard let stored, stored.version == version else { return .otherVersion }
        }
        guard try connection.holds(cursor), try connection.holds(newest) else {
            return .otherHistory
        }
        return try connection.isFurther(than: SnapshotHead.mostEvents, after: cursor)
            ? .tooOld : nil
    }

    /// Reading every answer anew is as fast as following more events than this.
    static let mostEvents = 100_000
}

/// Why a table on disk is not taken.
enum SnapshotObjection: String, Error {
    /// Written by another build, or under another name than its own.
    case foreign
    /// The questionnaire was edited since, or is gone.
    case otherVersion
    /// The store does not know the moment at which it was written.
    case otherHistory
    case tooOld
    case noRoom
}
