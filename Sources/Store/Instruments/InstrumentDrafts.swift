public import Base
public import Domain
public import SQL

/// Documents that are being written, one for a questionnaire, with the texts they had before.
public enum InstrumentDrafts {
    public struct Stored: Hashable, Sendable {
        /// Of the questionnaire, also where it was never published.
        public let instrument: ID<Instrument>
        /// Grows by one with every change.
        public let revision: Int
        /// The version it began from; 0 where there is none yet.
        public let base: Int
        /// As the text says; what it does not say is empty.
        public let title: Wording
        public let text: String
        public let author: String
        public let changedAt: Instant

        public init(
            instrument: ID<Instrument>, revision: Int, base: Int, title: Wording, text: String,
            author: String, changedAt: Instant
        ) {
            self.instrument = instrument
            self.revision = revision
            self.base = base
            self.title = title
            self.text = text
            self.author = author
            self.changedAt = changedAt
        }
    }

    /// Newest change first.
    public static func list(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM instrument_drafts WHERE workspace = \(workspace)
            ORDER BY changed DESC, instrument DESC
            """, read)
    }

    public static func find(
        _ instrument: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            """
            SELECT \(columns) FROM instrument_drafts
            WHERE workspace = \(workspace) AND instrument = \(instrument)
            """, read)
    }

    /// Keeps the first text of a draft, or the next upon the revision before.
    /// - Returns: false where another was quicker.
    public static func save(
        _ draft: Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        if draft.revision == 1 {
            return try connection.run(
                """
                INSERT INTO instrument_drafts (workspace, \(columns))
                VALUES (\(workspace), \(draft.instrument), \(draft.revision), \(draft.base),
                  \(draft.title.zh), \(draft.title.en), \(draft.text), \(draft.author),
                  \(draft.changedAt))
                ON CONFLICT DO NOTHING
                """) == 1
        }
        return try connection.run(
            """
            UPDATE instrument_drafts SET revision = \(draft.revision), base = \(draft.base),
              title_zh = \(draft.title.zh), title_en = \(draft.title.en), text = \(draft.text),
              author = \(draft.author), changed = \(draft.changedAt)
            WHERE workspace = \(workspace) AND instrument = \(draft.instrument)
              AND revision = \(draft.revision - 1)
            """) == 1
    }

    public static func remove(
        _ instrument: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        for table: StaticString in ["instrument_drafts", "instrument_draft_steps"] {
            try connection.run(
                """
                DELETE FROM \(name: table)
                WHERE workspace = \(workspace) AND instrument = \(instrument)
                """)
        }
    }

    // MARK: Steps back

    /// How many steps back are kept.
    public static let stepsMost = 100

    /// Remembers the text that a change replaces.
    public static func remember(
        _ old: Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO instrument_draft_steps (workspace, instrument, revision, text)
            VALUES (\(workspace), \(old.instrument), \(old.revision), \(old.text))
            """)
        try connection.run(
            """
            DELETE FROM instrument_draft_steps
            WHERE workspace = \(workspace) AND instrument = \(old.instrument)
              AND revision <= \(old.revision - stepsMost)
            """)
    }

    /// The text before the last change that was not yet taken back; it is forgotten here.
    public static func recall(
        _ instrument: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> String? {
        let last = try connection.first(
            """
            SELECT revision, text FROM instrument_draft_steps
            WHERE workspace = \(workspace) AND instrument = \(instrument)
            ORDER BY revision DESC LIMIT 1
            """
        ) { (revision: $0.int(0), text: $0.text(1)) }
        guard let last else { return nil }
        try connection.run(
            """
            DELETE FROM instrument_draft_steps
            WHERE workspace = \(workspace) AND instrument = \(instrument)
              AND revision = \(last.revision)
            """)
        return last.text
    }

    /// How many changes can be taken back.
    public static func steps(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) FROM instrument_draft_steps
            WHERE workspace = \(workspace) AND instrument = \(instrument)
            """
        ) { $0.int(0) } ?? 0
    }

    private static let columns: SQL =
        "instrument, revision, base, title_zh, title_en, text, author, changed"

    private static func read(_ row: Row) throws -> Stored {
        Stored(
            instrument: row.id(0), revision: row.int(1), base: row.int(2),
            title: Wording(zh: row.text(3), en: row.text(4)), text: row.text(5),
            author: row.text(6), changedAt: row.instant(7))
    }
}
