public import Base
public import Domain
public import SQL

/// Files as stored, each in one row with its bytes.
public enum Attachments {
    public struct Stored: Hashable, Sendable {
        public let id: ID<Attachment>
        /// What it belongs to; nil as long as it waits for that.
        public let subject: Event.Subject?
        /// The question it answers; empty where it answers none.
        public let place: String
        /// Who may put it to use: the hash of a respondent's key, or an actor's name.
        public let holder: String
        public let attachment: Attachment
        /// Of the bytes.
        public let digest: String
        public let createdAt: Instant

        public init(
            id: ID<Attachment>, subject: Event.Subject?, place: String, holder: String,
            attachment: Attachment, digest: String, createdAt: Instant
        ) {
            self.id = id
            self.subject = subject
            self.place = place
            self.holder = holder
            self.attachment = attachment
            self.digest = digest
            self.createdAt = createdAt
        }
    }

    /// - Returns: false where the holder has the same file waiting at this place.
    @discardableResult
    public static func insert(
        _ row: Stored, _ bytes: [UInt8], in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        let file = row.attachment
        return try connection.run(
            """
            INSERT INTO attachments (workspace, \(columns), bytes)
            VALUES (\(workspace), \(row.id), \(row.subject?.kind), \(row.subject?.id),
              \(row.place), \(row.holder), \(file.name), \(file.type.media), \(file.size),
              \(row.digest), \(row.createdAt), \(SQLValue.blob(bytes)))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    public static func find(
        _ id: ID<Attachment>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM attachments WHERE workspace = \(workspace) AND id = \(id)",
            read)
    }

    public static func bytes(
        of id: ID<Attachment>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [UInt8]? {
        try connection.first(
            "SELECT bytes FROM attachments WHERE workspace = \(workspace) AND id = \(id)"
        ) { $0.blobOrNil(0) ?? [] }
    }

    /// What a holder brought, in order of time; used or not.
    public static func list(
        heldBy holder: String, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM attachments
            WHERE workspace = \(workspace) AND holder = \(holder) ORDER BY created, id
            """, read)
    }

    /// What belongs to something, in order of time.
    public static func list(
        of subject: Event.Subject, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM attachments
            WHERE workspace = \(workspace) AND subject_kind = \(subject.kind)
              AND subject = \(subject.id)
            ORDER BY created, id
            """, read)
    }

    /// What belongs to some things of a kind, in order of place and time.
    public static func list(
        of kind: String, _ subjects: [Int64], in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Stored] {
        try subjects.parts(of: 500).flatMap { part in
            try connection.rows(
                """
                SELECT \(columns) FROM attachments
                WHERE workspace = \(workspace) AND subject_kind = \(kind)
                  AND subject IN (\(SQL.joined(part.map { "\($0)" }, by: ", ")))
                ORDER BY place, created, id
                """, read)
        }
    }

    /// Everything of one thing belongs to another from now on.
    public static func move(
        from old: Event.Subject, to new: Event.Subject, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE attachments SET subject_kind = \(new.kind), subject = \(new.id)
            WHERE workspace = \(workspace) AND subject_kind = \(old.kind)
              AND subject = \(old.id)
            """)
    }

    /// A second row of the same file, which belongs to something else.
    public static func copy(
        _ id: ID<Attachment>, as new: ID<Attachment>, to subject: Event.Subject,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO attachments (workspace, \(columns), bytes)
            SELECT workspace, CAST(\(new) AS BIGINT), CAST(\(subject.kind) AS TEXT),
              CAST(\(subject.id) AS BIGINT), place, holder, name, type, size, digest, created,
              bytes
            FROM attachments WHERE workspace = \(workspace) AND id = \(id)
            """)
    }

    /// What belonged to something waits again; what its holder has brought anew meanwhile is
    /// there once.
    public static func release(
        from subject: Event.Subject, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            DELETE FROM attachments AS a
            WHERE a.workspace = \(workspace) AND a.subject_kind = \(subject.kind)
              AND a.subject = \(subject.id) AND EXISTS (
                SELECT 1 FROM attachments AS b
                WHERE b.workspace = a.workspace AND b.holder = a.holder AND b.place = a.place
                  AND b.digest = a.digest AND b.subject IS NULL)
            """)
        try connection.run(
            """
            UPDATE attachments SET subject_kind = NULL, subject = NULL
            WHERE workspace = \(workspace) AND subject_kind = \(subject.kind)
              AND subject = \(subject.id)
            """)
    }

    /// Removes what waits.
    /// - Returns: false where it does not wait, or is somebody else's.
    public static func remove(
        _ id: ID<Attachment>, heldBy holder: String, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            DELETE FROM attachments WHERE workspace = \(workspace) AND id = \(id)
              AND holder = \(holder) AND subject IS NULL
            """) == 1
    }

    /// Gives what waits to what it belongs to from now on.
    public static func give(
        _ ids: [ID<Attachment>], to subject: Event.Subject, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        for id in ids {
            try connection.run(
                """
                UPDATE attachments
                SET subject_kind = \(subject.kind), subject = \(subject.id)
                WHERE workspace = \(workspace) AND id = \(id) AND subject IS NULL
                """)
        }
    }

    /// Removes what belongs to something but is not among `ids`.
    public static func keepOnly(
        _ ids: [ID<Attachment>], of subject: Event.Subject, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        let others: SQL =
            ids.isEmpty ? "" : "AND id NOT IN (\(SQL.joined(ids.map { "\($0)" }, by: ", ")))"
        try connection.run(
            """
            DELETE FROM attachments
            WHERE workspace = \(workspace) AND subject_kind = \(subject.kind)
              AND subject = \(subject.id) \(others)
            """)
    }

    /// Bytes that wait in a workspace.
    public static func waitingBytes(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM attachments
            WHERE workspace = \(workspace) AND subject IS NULL
            """
        ) { $0.int(0) } ?? 0
    }

    /// Removes what nobody put to use since a moment, and what belonged to responses that are gone.
    public static func sweep(waitingSince moment: Instant, on connection: any Connection) throws {
        try connection.run(
            "DELETE FROM attachments WHERE subject IS NULL AND created < \(moment)")
        try connection.run(
            """
            DELETE FROM attachments
            WHERE subject IS NOT NULL AND subject_kind = 'response' AND NOT EXISTS (
              SELECT 1 FROM responses AS r
              WHERE r.workspace = attachments.workspace AND r.id = attachments.subject)
            """)
        // What came in and became nothing is forgotten, files and all.
        try connection.run(
            """
            DELETE FROM attachments
            WHERE subject IS NOT NULL AND subject_kind = 'incoming' AND NOT EXISTS (
              SELECT 1 FROM incoming AS i
              WHERE i.workspace = attachments.workspace AND i.id = attachments.subject
                AND i.raw IS NOT NULL)
            """)
    }

    private static let columns: SQL = """
        id, subject_kind, subject, place, holder, name, type, size, digest, created
        """

    private static func read(_ row: Row) throws -> Stored {
        guard let type = FileType(media: row.text(6)) else {
            throw DatabaseError(.other, "attachment \(row.int64(0)) is of type \(row.text(6))")
        }
        let subject = row.textOrNil(1).flatMap { kind in
            row.int64OrNil(2).map { Event.Subject(kind, $0) }
        }
        return Stored(
            id: row.id(0), subject: subject, place: row.text(3), holder: row.text(4),
            attachment: Attachment(name: row.text(5), type: type, size: row.int(7)),
            digest: row.text(8), createdAt: row.instant(9))
    }
}
