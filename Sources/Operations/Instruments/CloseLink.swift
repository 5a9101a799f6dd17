import Base
import Domain
import SQL
import Store

/// Lets nobody else in; who is answering may finish.
public struct CloseLink: Operation {
    public static let name = "links.close"
    public static let summary = "Close a link; who is already answering may finish."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [Field.link]

    private let link: ID<Instrument.Link>

    public init(_ input: Input) throws { link = try input.id("link") }

    public func perform(on desk: Desk) async throws -> LinkResource {
        try await desk.write { try $0.setLink(link, isOpen: false) }
    }
}

/// Lets people in again.
public struct ReopenLink: Operation {
    public static let name = "links.reopen"
    public static let summary = "Open a closed link again."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [Field.link]

    private let link: ID<Instrument.Link>

    public init(_ input: Input) throws { link = try input.id("link") }

    public func perform(on desk: Desk) async throws -> LinkResource {
        try await desk.write { try $0.setLink(link, isOpen: true) }
    }
}

extension Ledger {
    func setLink(_ id: ID<Instrument.Link>, isOpen: Bool) throws -> LinkResource {
        guard let link = try Links.find(id, in: workspace, on: connection) else {
            throw Refusal(.notFound, "noSuchLink")
        }
        let old = link.terms
        let terms = Instrument.Link(isOpen: isOpen, closesAt: old.closesAt, limit: old.limit)
        if terms != old {
            try Links.setTerms(terms, of: id, in: workspace, on: connection)
            try record(isOpen ? "link.reopened" : "link.closed", .init("link", id))
        }
        let counts = try Links.counts(of: link.instrument, in: workspace, on: connection)
        let count = counts[id] ?? (0, 0)
        return LinkResource(
            link.with(terms), started: count.started, completed: count.completed)
    }
}

extension Links.Stored {
    fileprivate func with(_ terms: Instrument.Link) -> Links.Stored {
        Links.Stored(
            id: id, workspace: workspace, token: token, instrument: instrument, name: name,
            channel: channel, language: language, hidden: hidden, customer: customer,
            caseID: caseID, terms: terms, createdAt: createdAt, author: author, version: version,
            isAnonymous: isAnonymous)
    }
}
