public import Base
public import Domain
public import SQL

extension Customers {
    /// One page of a list and where the next begins.
    public struct Listed: Sendable {
        public let customers: [Stored]
        /// Nil where there are no more.
        public let next: ID<Customer>?
    }

    /// How many rows a filter looks at before it hands over what it has found, so that no filter
    /// can hold a reader for long.
    static let scanMost = 50_000
    private static let scanBatch = 1_000

    /// Newest first.
    /// - Parameters:
    ///   - search: part of key, name or contact, in any letters.
    ///   - filter: over traits, see `Customer.value`.
    ///   - known: when they became known; nil takes all.
    ///   - before: the last of the page before.
    ///   - shown: a customer as the reader sees it; only what is shown is found.
    ///   - more: what the filter asks of some customers besides; nil where it asks nothing else.
    public static func list(
        search: String? = nil, filter: Expression? = nil, known span: Range<Instant>? = nil,
        before: ID<Customer>? = nil, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection,
        shown: ((Stored) -> Stored)? = nil,
        more: (([ID<Customer>]) throws -> [ID<Customer>: JSON.Object])? = nil
    ) throws -> Listed {
        let window: SQL =
            span.map { "AND created >= \($0.lowerBound) AND created < \($0.upperBound)" } ?? ""
        let isSifted = filter != nil || (shown != nil && search != nil)
        var found: [Stored] = []
        var last = before?.raw ?? .max
        var seen = 0
        while found.count <= limit {
            guard !isSifted || seen < scanMost else {
                return Listed(customers: found, next: ID(raw: last))
            }
            let size = isSifted ? scanBatch : limit + 1
            let batch = try connection.rows(
                """
                SELECT \(columns) FROM customers
                WHERE workspace = \(workspace) AND id < \(last) AND merged_into IS NULL
                  \(window) \(matching(search))
                ORDER BY id DESC LIMIT \(size)
                """, read)
            let known = try more?(batch.map(\.id)) ?? [:]
            for one in batch where found.count <= limit {
                last = one.id.raw
                let stored = shown?(one) ?? one
                guard shown == nil || fits(stored.customer, search) else { continue }
                let holds = filter?.holds { stored.customer.value($0) ?? known[one.id]?[$0] }
                if holds ?? true { found.append(stored) }
            }
            seen += batch.count
            if batch.count < size { break }
        }
        let page = Array(found.prefix(limit))
        return Listed(customers: page, next: found.count > limit ? page.last?.id : nil)
    }

    private static func fits(_ customer: Customer, _ text: String?) -> Bool {
        guard let text, !text.isEmpty else { return true }
        return self.search(customer).contains(text.lowercased())
    }

    private static func matching(_ search: String?) -> SQL {
        guard let search, !search.isEmpty else { return "" }
        var pattern = ""
        for character in search.lowercased() {
            if "%_!".contains(character) { pattern += "!" }
            pattern.append(character)
        }
        return "AND search LIKE \("%\(pattern)%") ESCAPE '!'"
    }
}
