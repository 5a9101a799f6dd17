public import Base
import Domain
import Language
import SQL
import Store

/// Finds what was said, noted and written over cases, and customers, by words.
public struct SearchRecords: Operation {
    public static let name = "search.list"
    public static let summary =
        "Search messages, notes and titles of cases, and customers, newest first."
    public static let access = Access.right(.casesRead)
    public static let input = [
        Field(
            "text", .text(max: 200), .required,
            """
            Words that must all stand there, in Chinese or by their beginning in English; \
            `1042` or `#1042` finds the case of that number first.
            """),
        Field("kind", .choice(kinds), .optional, "Only messages, notes, titles or customers."),
        Field(
            "status", .choice(["active"] + Case.Status.allCases.map(\.rawValue)), .optional,
            "Of the case; customers are left out then."),
        Field("team", .id(Team.idPrefix), .optional, "Of the case."),
        Field("from", .instant, .optional),
        Field("before", .instant, .optional),
        Field("cursor", .text(max: 40), .optional),
        Field("limit", .integer(1...100), .optional, "20 if absent."),
    ]

    static let kinds = ["message", "note", "title", "customer"]

    private let words: SearchWords
    private let number: Int?
    private let kinds: [SearchEntries.Kind]
    private let statuses: [Case.Status]
    private let team: ID<Team>?
    private let from: Instant?
    private let before: Instant?
    private let after: Int64?
    private let limit: Int

    public init(_ input: Input) throws {
        words = SearchWords(input.text("text"))
        number = Case.number(typed: input.text("text"))
        guard !words.terms.isEmpty else { throw Refusal.invalid("text", "noSearchWords") }
        switch input.textOrNil("status") {
        case nil: statuses = []
        case "active": statuses = Case.Status.allCases.filter(\.isActive)
        case let status?: statuses = Case.Status(rawValue: status).map { [$0] } ?? []
        }
        team = try input.idOrNil("team")
        from = input.instantOrNil("from")
        before = input.instantOrNil("before")
        limit = input.integerOrNil("limit") ?? 20
        after = try input.textOrNil("cursor").map { text throws(Refusal) in
            guard let place = Int64(text) else { throw .invalid("cursor", "notACursor") }
            return place
        }
        let isAboutCases = !statuses.isEmpty || team != nil
        kinds = SearchEntries.Kind.allCases.filter { kind in
            switch input.textOrNil("kind") {
            case nil: kind != .customer || !isAboutCases
            case "message": kind == .received || kind == .reply
            case let wanted?: kind.rawValue == wanted
            }
        }
    }

    public func perform(on desk: Desk) async throws -> Page<SearchHitResource> {
        // Who may not see customers is not told that there is one of this name.
        let maySeeCustomers = desk.actor.rights.contains(.customersRead)
        var selection = SearchEntries.Selection(
            words: words,
            kinds: kinds.filter { $0 != .customer || maySeeCustomers })
        selection.statuses = statuses
        selection.team = team
        selection.from = from
        selection.before = before
        guard !selection.kinds.isEmpty else { return Page([]) }
        let chosen = selection
        return try await desk.read { connection in
            let masking = try desk.masking(on: connection)
            var chosen = chosen
            chosen.namesCustomers = masking == nil
            let named = try named(chosen, desk, connection)
            let isFirst = named != nil && after == nil
            // Alone on a page of one, and all that is found by words comes after it.
            var (hits, next): ([SearchEntries.Hit], Int64?) = ([], Int64.max)
            if !isFirst || limit > 1 {
                (hits, next) = try SearchEntries.find(
                    chosen, before: after, limit: isFirst ? limit - 1 : limit,
                    in: desk.workspace, on: connection
                ) { _, text in masking?.text(text) ?? text }
            }
            if let named {
                // Its title may hold the figures, too; one place is enough.
                hits.removeAll { $0.kind == .title && $0.one == named.id }
                if isFirst {
                    hits.insert(.init(named, shown: { masking?.text($0) ?? $0 }), at: 0)
                }
            }
            let cases = try Cases.find(
                Array(Set(hits.compactMap(\.one))), in: desk.workspace, on: connection)
            let byID = Dictionary(uniqueKeysWithValues: cases.map { ($0.id, $0) })
            return Page(
                hits.map { hit in
                    SearchHitResource(
                        hit: hit, one: hit.one.flatMap { byID[$0] },
                        excerpt: Excerpt(of: hit.text, showing: hit.places), masking: masking)
                }, nextCursor: next.map { "\($0)" })
        }
    }

    /// The case whose number was typed, if it is one of those looked for.
    private func named(
        _ selection: SearchEntries.Selection, _ desk: Desk, _ connection: any Connection
    ) throws -> Case? {
        guard let number, selection.kinds.contains(.title),
            let id = try CaseNumbers.find(number, in: desk.workspace, on: connection),
            let one = try Cases.find(id, in: desk.workspace, on: connection),
            statuses.isEmpty || statuses.contains(one.status),
            team == nil || one.team == team,
            from.map({ one.openedAt >= $0 }) ?? true,
            before.map({ one.openedAt < $0 }) ?? true
        else { return nil }
        return one
    }
}

/// One thing found, with the words that were looked for.
public struct SearchHitResource: Resource {
    let hit: SearchEntries.Hit
    let one: Case?
    let excerpt: Excerpt
    let masking: Masking?

    public static let shape = Shape.object([
        Field("kind", .choice(SearchEntries.Kind.allCases.map(\.rawValue))),
        Field("id", .text(max: 40), .required, "Of the message, the case or the customer."),
        Field("case", .id(Case.idPrefix), .optional),
        Field("number", .integer(1...Int.max), .optional, "Of the case."),
        Field("title", .any, .optional, "Of the case, in both languages."),
        Field("status", .choice(Case.Status.allCases.map(\.rawValue)), .optional),
        Field("at", .instant),
        Field(
            "excerpt",
            .array(.object([Field("text", .document()), Field("found", .boolean)])),
            .required, "Pieces of the text around the words; those found are marked."),
    ])

    private var id: String {
        switch hit.kind {
        case .received, .reply, .note: ID<CaseMessage>(raw: hit.id).description
        case .title: ID<Case>(raw: hit.id).description
        case .customer: ID<Customer>(raw: hit.id).description
        }
    }

    public var json: JSON {
        [
            "kind": .string(hit.kind.rawValue), "id": .string(id),
            "case": .optional(hit.one?.description),
            "number": one.map { .integer($0.number) } ?? .null,
            "title": one.map { (masking?.wording($0.title) ?? $0.title).json } ?? .null,
            "status": .optional(one?.status.rawValue), "at": .string(hit.at.iso8601),
            "excerpt": .array(
                excerpt.pieces.map { ["text": .string($0.text), "found": .bool($0.isFound)] }),
        ]
    }
}
