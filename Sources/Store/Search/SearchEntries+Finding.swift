public import Base
public import Domain
public import Language
public import SQL

extension SearchEntries {
    /// What is searched for, and where.
    public struct Selection: Sendable {
        /// At least one.
        public var words: SearchWords
        public var kinds: [Kind]
        /// Only of cases in one of these; any where there are none.
        public var statuses: [Case.Status] = []
        public var team: ID<Team>?
        public var from: Instant?
        public var before: Instant?
        /// Whether customers are found by name and contact too, not only by their key.
        public var namesCustomers = true

        public init(words: SearchWords, kinds: [Kind]) {
            self.words = words
            self.kinds = kinds
        }

        var asksCases: Bool { !statuses.isEmpty || team != nil }
    }

    public struct Hit: Hashable, Sendable {
        public let id: Int64
        public let kind: Kind
        public let one: ID<Case>?
        public let at: Instant
        /// What was said, or the customer; of a title both languages.
        public let text: String
        /// Where the words stand in it, as ranges of its UTF-8.
        public let places: [Range<Int>]
    }

    /// How many entries one search looks at where most of them are in other cases than those
    /// asked for.
    static let scanBatch = 500
    static let scanMost = 10_000

    /// Newest first, and where to go on. Only what is shown is found: who may not see something
    /// learns nothing of it by asking. A search whose words stand in hardly any case asked for
    /// ends early, so that it never reads the whole store.
    /// - Parameter shown: a text as its reader sees it.
    public static func find(
        _ selection: Selection, before: Int64? = nil, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection, shown: (Kind, String) -> String = { $1 }
    ) throws -> (hits: [Hit], next: Int64?) {
        var found: [Hit] = []
        var last = before ?? .max
        var seen = 0
        let size = selection.asksCases ? scanBatch : limit + 1
        while true {
            let batch = try candidates(selection, last, size, workspace, connection)
            for part in batch.filter(\.fits).parts(of: limit + 1) where found.count <= limit {
                found += try hits(Array(part), selection, workspace, connection, shown)
            }
            guard found.count <= limit else {
                let page = Array(found.prefix(limit))
                return (page, page.last?.id)
            }
            last = batch.last?.id ?? last
            seen += batch.count
            if batch.count < size { return (found, nil) }
            if seen >= scanMost { return (found, last) }
        }
    }

    private struct Place {
        let id: Int64
        let kind: Kind
        let one: ID<Case>?
        let at: Instant
        let fits: Bool
    }

    private static func candidates(
        _ selection: Selection, _ last: Int64, _ size: Int, _ workspace: ID<Workspace>,
        _ connection: any Connection
    ) throws -> [Place] {
        let (source, condition, id) = connection.dialect.found(selection.words.terms)
        var conditions: [SQL] = [
            condition, "search_entries.workspace = \(workspace)", "\(id) < \(last)",
        ]
        if selection.kinds.count < Kind.allCases.count {
            conditions.append("kind IN \(SQL.list(selection.kinds.map(\.rawValue)))")
        }
        if let from = selection.from { conditions.append("at >= \(from)") }
        if let before = selection.before { conditions.append("at < \(before)") }
        var fits: [SQL] = ["1 = 1"]
        if !selection.statuses.isEmpty {
            fits.append("cases.status IN \(SQL.list(selection.statuses.map(\.rawValue)))")
        }
        if let team = selection.team { fits.append("cases.team = \(team)") }
        return try connection.rows(
            """
            SELECT hit.id, hit.kind, hit.case_id, hit.at,
                CASE WHEN \(SQL.joined(fits, by: " AND ")) THEN 1 ELSE 0 END
            FROM (
                SELECT search_entries.id AS id, kind, case_id, at FROM \(source)
                WHERE \(SQL.joined(conditions, by: " AND "))
                ORDER BY \(id) DESC LIMIT \(size)
            ) AS hit
            LEFT JOIN cases ON cases.workspace = \(workspace) AND cases.id = hit.case_id
            ORDER BY hit.id DESC
            """
        ) { row in
            Place(
                id: row.int64(0), kind: row.word(1), one: row.idOrNil(2), at: row.instant(3),
                fits: row.bool(4))
        }
    }

    private static func hits(
        _ places: [Place], _ selection: Selection, _ workspace: ID<Workspace>,
        _ connection: any Connection, _ shown: (Kind, String) -> String
    ) throws -> [Hit] {
        var texts: [Int64: String] = [:]
        let messages = places.filter { $0.kind != .title && $0.kind != .customer }
        for part in messages.parts(of: 500) {
            // By the entry to the message: a list of pairs makes SQLite read the whole table.
            try connection.each(
                """
                SELECT entry.id, said.text FROM search_entries AS entry
                JOIN case_messages AS said ON said.workspace = entry.workspace
                  AND said.case_id = entry.case_id AND said.id = entry.id
                WHERE entry.workspace = \(workspace) AND entry.id IN \(SQL.list(part.map(\.id)))
                """
            ) { texts[$0.int64(0)] = $0.text(1) }
        }
        let titles = places.filter { $0.kind == .title }.map(\.id)
        for part in titles.parts(of: 500) {
            try connection.each(
                """
                SELECT id, title_zh, title_en FROM cases
                WHERE workspace = \(workspace) AND id IN \(SQL.list(Array(part)))
                """
            ) { texts[$0.int64(0)] = Cases.searched($0.text(1), $0.text(2)) }
        }
        let customers = places.filter { $0.kind == .customer }.map { ID<Customer>(raw: $0.id) }
        for (id, customer) in try Customers.find(customers, in: workspace, on: connection) {
            texts[id.raw] = selection.namesCustomers ? Customers.said(customer) : customer.key
        }
        return places.compactMap { place in
            guard let text = texts[place.id].map({ shown(place.kind, $0) }),
                let found = selection.words.find(in: text)
            else { return nil }
            return Hit(
                id: place.id, kind: place.kind, one: place.one, at: place.at, text: text,
                places: found)
        }
    }
}
