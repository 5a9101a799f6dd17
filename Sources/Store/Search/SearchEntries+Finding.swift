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
    /// - Parameters:
    ///   - stride: how many entries are walked through at once at least, where they are.
    ///   - shown: a text as its reader sees it.
    public static func find(
        _ selection: Selection, before: Int64? = nil, limit: Int, stride: Int = 5_000,
        in workspace: ID<Workspace>, on connection: any Connection,
        shown: (Kind, String) -> String = { $1 }
    ) throws -> (hits: [Hit], next: Int64?) {
        var found: [Hit] = []
        var candidates = SearchCandidates(
            selection, before: before ?? .max, stride: stride, in: workspace, on: connection)
        let size = selection.asksCases ? scanBatch : limit + 1
        while !candidates.areDone {
            let batch = try candidates.next(size)
            for part in batch.filter(\.fits).parts(of: limit + 1) where found.count <= limit {
                found += try hits(Array(part), selection, workspace, connection, shown)
            }
            guard found.count <= limit else {
                let page = Array(found.prefix(limit))
                return (page, page.last?.id)
            }
            if candidates.seen >= scanMost {
                return (found, candidates.areDone ? nil : candidates.last)
            }
        }
        return (found, nil)
    }

    private static func hits(
        _ places: [SearchCandidates.Place], _ selection: Selection, _ workspace: ID<Workspace>,
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

extension SearchEntries.Hit {
    /// A case that was found by what is no word of it: its title, with nothing marked.
    /// - Parameter shown: a text as its reader sees it.
    public init(_ one: Case, shown: (String) -> String) {
        self.init(
            id: one.id.raw, kind: .title, one: one.id, at: one.openedAt,
            text: shown(Cases.searched(one.title.zh, one.title.en)), places: [])
    }
}
