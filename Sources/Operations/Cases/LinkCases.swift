public import Base
import Domain
import SQL
import Store

/// Says that two cases have to do with each other.
public struct LinkCases: Operation {
    public static let name = "cases.link"
    public static let summary = "Link a case to a related one."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("other", .id(Case.idPrefix)),
    ]

    private let id: ID<Case>
    private let other: ID<Case>

    public init(_ input: Input) throws {
        id = try input.id("case")
        other = try input.id("other")
    }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger -> Done in
            guard id != other else { throw Refusal.invalid("other", "sameCase") }
            let (one, _) = try ledger.take(id)
            guard try Cases.find(other, in: ledger.workspace, on: ledger.connection) != nil else {
                throw Refusal.invalid("other", "noSuchCase")
            }
            try CaseLinks.insert(
                id, other, kind: "related", by: ledger.actor.name, at: ledger.now,
                in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                "case.linked", .init(id), customer: one.customer?.raw,
                ["other": .string(other.description)])
            return Done()
        }
    }
}

/// Takes the tie between two cases away.
public struct UnlinkCases: Operation {
    public static let name = "cases.unlink"
    public static let summary = "Take away the link between two cases, whichever it was made from."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("other", .id(Case.idPrefix)),
    ]

    private let id: ID<Case>
    private let other: ID<Case>

    public init(_ input: Input) throws {
        id = try input.id("case")
        other = try input.id("other")
    }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger -> Done in
            let (one, _) = try ledger.take(id)
            guard
                try CaseLinks.remove(id, other, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchTie") }
            try ledger.record(
                "case.unlinked", .init(id), customer: one.customer?.raw,
                ["other": .string(other.description)])
            return Done()
        }
    }
}

/// What a case has to do with others.
public struct ListCaseTies: Operation {
    public static let name = "cases.ties"
    public static let summary = "List the cases that are linked to a case or merged into it."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> Page<CaseTieResource> {
        try await desk.read { connection in
            let links = try CaseLinks.of(id, in: desk.workspace, on: connection)
            let merged = try CaseMerges.sources(of: id, in: desk.workspace, on: connection)
            let splits = try CaseSplits.of(
                [id] + links.map(\.other), in: desk.workspace, on: connection
            ).filter { desk.now() - $0.at <= UnsplitCase.within }
            let ties = links.map { ($0.other, $0.kind) } + merged.map { ($0, "merged") }
            let found = try Cases.find(ties.map(\.0), in: desk.workspace, on: connection)
            let others = Dictionary(uniqueKeysWithValues: Set(found).map { ($0.id, $0) })
            let masking = try desk.masking(on: connection)
            return Page(
                ties.compactMap { id, kind in
                    let split = splits.first { Set([$0.one, $0.origin]) == [self.id, id] }
                    return others[id].map {
                        CaseTieResource(
                            other: $0, kind: kind, split: split?.one, masking: masking)
                    }
                })
        }
    }
}

/// One tie of a case.
public struct CaseTieResource: Resource {
    let other: Case
    let kind: String
    let split: ID<Case>?
    let masking: Masking?

    public static let shape = Shape.object([
        Field("case", .id(Case.idPrefix)),
        Field("number", .integer(1...Int.max)),
        Field("kind", .choice(["related", "split", "merged"])),
        Field(
            "split", .id(Case.idPrefix), .optional,
            "Which of both was split off, as long as that can be undone."),
        Field("title", .object([Field("zh", .text(max: 500)), Field("en", .text(max: 500))])),
    ])

    public var json: JSON {
        [
            "case": .string(other.id.description), "number": .integer(other.number),
            "kind": .string(kind), "split": .optional(split?.description),
            "title": (masking?.wording(other.title) ?? other.title).json,
        ]
    }
}
