public import Base
public import Domain
public import SQL

/// What is known of how responses came about, beside the responses.
public enum Qualities {
    /// Evidence with the flags that were given by it.
    public struct Judged: Sendable {
        public let evidence: Quality.Evidence
        public let flags: Set<Quality.Flag>
    }

    /// Notes what a page tells of who answers; a page later adds to what earlier ones told.
    public static func note(
        _ response: ID<Response>, of instrument: ID<Instrument>, device: String?, isMachine: Bool,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO response_quality (workspace, response, instrument, device, is_machine)
            VALUES (\(workspace), \(response), \(instrument), \(device), \(isMachine))
            ON CONFLICT (workspace, response) DO UPDATE SET
              device = COALESCE(excluded.device, response_quality.device),
              is_machine = CASE WHEN excluded.is_machine > response_quality.is_machine
                THEN excluded.is_machine ELSE response_quality.is_machine END
            """)
    }

    /// What pages told of some responses that are not judged yet.
    public static func notes(
        of ids: [ID<Response>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Response>: (device: String?, isMachine: Bool)] {
        guard !ids.isEmpty else { return [:] }
        var notes: [ID<Response>: (device: String?, isMachine: Bool)] = [:]
        try connection.each(
            """
            SELECT response, device, is_machine FROM response_quality
            WHERE workspace = \(workspace) AND response IN \(SQL.list(ids))
            """
        ) { notes[$0.id(0)] = ($0.textOrNil(1), $0.bool(2)) }
        return notes
    }

    /// Keeps evidence, whatever was known before; flags stay as they are.
    public static func keep(
        _ all: [Quality.Evidence], of instrument: ID<Instrument>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        for part in all.parts(of: 100) {
            let rows = part.map { one -> [SQLValue] in
                [
                    workspace.sqlValue, one.id.sqlValue, instrument.sqlValue, one.at.sqlValue,
                    one.seconds?.sqlValue ?? .null, one.customer?.sqlValue ?? .null,
                    one.device?.sqlValue ?? .null, one.digest?.sqlValue ?? .null,
                    one.isMachine.sqlValue, one.isStraight.sqlValue, one.isInattentive.sqlValue,
                ]
            }
            try connection.run(
                """
                INSERT INTO response_quality (workspace, response, instrument, at, seconds,
                  customer, device, digest, is_machine, is_straight, is_inattentive)
                VALUES \(SQL.rows(rows))
                ON CONFLICT (workspace, response) DO UPDATE SET at = excluded.at,
                  seconds = excluded.seconds, customer = excluded.customer,
                  device = excluded.device, digest = excluded.digest,
                  is_machine = excluded.is_machine, is_straight = excluded.is_straight,
                  is_inattentive = excluded.is_inattentive
                """)
        }
    }

    /// Everything known of an instrument's completed responses in the order of time.
    public static func list(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Judged] {
        try connection.rows(
            """
            SELECT \(columns) FROM response_quality
            WHERE workspace = \(workspace) AND instrument = \(instrument) AND at IS NOT NULL
            ORDER BY at, response
            """, judged)
    }

    /// Some responses and those by which they are duplicates: what came from the same devices or
    /// customers within a day before, or with the same answers shortly before; in the order of
    /// time. On a busy day that is far less than the day.
    public static func related(
        to some: [Quality.Evidence], of instrument: ID<Instrument>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Judged] {
        guard let first = some.map(\.at).min(), let last = some.map(\.at).max() else { return [] }
        func since(_ start: Instant, _ condition: SQL) -> SQL {
            """
            SELECT \(columns) FROM response_quality
            WHERE workspace = \(workspace) AND instrument = \(instrument)
              AND at >= \(start) AND at <= \(last) AND \(condition)
            """
        }
        // By their ids alone: with their times beside it SQLite would read all that lies between.
        var parts: [SQL] = [
            """
            SELECT \(columns) FROM response_quality
            WHERE workspace = \(workspace) AND response IN \(SQL.list(some.map(\.id)))
            """
        ]
        let devices = Set(some.compactMap(\.device)).sorted()
        if !devices.isEmpty {
            parts.append(since(first - Quality.samePerson, "device IN \(SQL.list(devices))"))
        }
        let customers = Set(some.compactMap(\.customer)).sorted()
        if !customers.isEmpty {
            parts.append(since(first - Quality.samePerson, "customer IN \(SQL.list(customers))"))
        }
        let digests = Set(some.compactMap(\.digest)).sorted()
        if !digests.isEmpty {
            parts.append(since(first - Quality.sameAnswers, "digest IN \(SQL.list(digests))"))
        }
        // Put in order outside: SQLite would rather read the parts in order than by their keys.
        return try connection.rows(
            """
            SELECT \(columns) FROM (\(SQL.joined(parts, by: " UNION "))) AS parts
            ORDER BY at, response
            """, judged)
    }

    private static let columns: SQL = """
        response, at, seconds, is_straight, is_inattentive, digest, device, customer, is_machine,
        flags
        """

    private static func judged(_ row: Row) throws -> Judged {
        Judged(
            evidence: Quality.Evidence(
                id: row.id(0), at: row.instant(1), seconds: row.doubleOrNil(2),
                isStraight: row.bool(3), isInattentive: row.bool(4), digest: row.textOrNil(5),
                device: row.textOrNil(6), customer: row.int64OrNil(7), isMachine: row.bool(8)),
            flags: flags(row.text(9)))
    }

    public static func setFlags(
        _ flags: Set<Quality.Flag>, of response: ID<Response>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE response_quality SET flags = \(text(flags))
            WHERE workspace = \(workspace) AND response = \(response)
            """)
    }

    /// The flags of some responses; those without any are left out.
    public static func flags(
        of ids: [ID<Response>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Response>: Set<Quality.Flag>] {
        guard !ids.isEmpty else { return [:] }
        var found: [ID<Response>: Set<Quality.Flag>] = [:]
        try connection.each(
            """
            SELECT response, flags FROM response_quality
            WHERE workspace = \(workspace) AND response IN \(SQL.list(ids)) AND flags <> ''
            """
        ) { found[$0.id(0)] = flags($0.text(1)) }
        return found
    }

    /// How many completed responses of an instrument have no evidence yet.
    public static func unjudged(
        of instrument: ID<Instrument>, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<Response>] {
        try connection.rows(
            """
            SELECT r.id FROM responses AS r LEFT JOIN response_quality AS q
              ON q.workspace = r.workspace AND q.response = r.id
            WHERE r.workspace = \(workspace) AND r.instrument = \(instrument)
              AND r.status = 'completed' AND q.at IS NULL
            LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    // MARK: Baselines

    public static func baseline(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Quality.Baseline? {
        try connection.first(
            """
            SELECT n, median FROM quality_baselines
            WHERE workspace = \(workspace) AND instrument = \(instrument) AND n > 0
            """
        ) { Quality.Baseline(n: $0.int(0), medianSeconds: $0.double(1)) }
    }

    public static func keep(
        _ baseline: Quality.Baseline, of instrument: ID<Instrument>, at: Instant,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO quality_baselines (workspace, instrument, n, median, at)
            VALUES (\(workspace), \(instrument), \(baseline.n), \(baseline.medianSeconds), \(at))
            ON CONFLICT (workspace, instrument) DO UPDATE SET n = excluded.n,
              median = excluded.median, at = excluded.at, pending = 0
            """)
    }

    /// Notes that more times are known, and tells how many the last median was taken of and how
    /// many came since; counting them all would cost more with every response there is.
    public static func noteTimes(
        _ count: Int, of instrument: ID<Instrument>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> (taken: Int, since: Int) {
        try connection.first(
            """
            INSERT INTO quality_baselines (workspace, instrument, n, median, at, pending)
            VALUES (\(workspace), \(instrument), 0, 0, 0, \(count))
            ON CONFLICT (workspace, instrument) DO UPDATE SET
              pending = quality_baselines.pending + excluded.pending
            RETURNING n, pending
            """
        ) { ($0.int(0), $0.int(1)) } ?? (0, 0)
    }

    static func flags(_ text: String) -> Set<Quality.Flag> {
        Set(text.split(separator: " ").compactMap { Quality.Flag(rawValue: String($0)) })
    }

    private static func text(_ flags: Set<Quality.Flag>) -> String {
        Quality.Flag.allCases.filter(flags.contains).map(\.rawValue).joined(separator: " ")
    }
}
