import Base
import Domain
import SQL
import Store

/// Makes a mailing, which reaches nobody before it is started.
public struct CreateMailing: Operation {
    public static let name = "mailings.create"
    public static let summary = "Draft a mailing: a questionnaire, whom to ask, in which words."
    public static let access = Access.right(.instrumentsWrite)
    public static let input =
        [Field("instrument", .text(max: 64), .required, "Id or key.")] + Field.mailingTerms

    private let instrument: String
    private let document: JSON

    public init(_ input: Input) {
        instrument = input.text("instrument")
        document = input.mailingTerms
    }

    public func perform(on desk: Desk) async throws -> MailingResource {
        try await desk.write { ledger in
            let head = try ledger.instrument(named: instrument)
            let terms = try ledger.mailingTerms(document, head)
            let mailing = Mailing(
                id: ledger.newID(), instrument: head.id, terms: terms, createdAt: ledger.now,
                changedAt: ledger.now, author: ledger.actor.name)
            try Mailings.insert(mailing, in: ledger.workspace, on: ledger.connection)
            try ledger.record("mailing.drafted", .init("mailing", mailing.id))
            return try ledger.resource(mailing)
        }
    }
}

/// Changes a mailing that has not been started.
public struct EditMailing: Operation {
    public static let name = "mailings.edit"
    public static let summary = "Change the draft of a mailing."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [Field.mailing] + Field.mailingTerms

    private let id: ID<Mailing>
    private let document: JSON

    public init(_ input: Input) throws {
        id = try input.id("mailing")
        document = input.mailingTerms
    }

    public func perform(on desk: Desk) async throws -> MailingResource {
        try await desk.write { ledger in
            var mailing = try ledger.mailing(id)
            let head = try ledger.instrument(named: mailing.instrument.description)
            try mailing.edit(try ledger.mailingTerms(document, head), at: ledger.now)
            try Mailings.update(mailing, in: ledger.workspace, on: ledger.connection)
            try ledger.record("mailing.changed", .init("mailing", id))
            return try ledger.resource(mailing)
        }
    }
}

/// Starts a mailing now or at a time.
public struct StartMailing: Operation {
    public static let name = "mailings.start"
    public static let summary = "Start a mailing, now or at a time."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [Field.mailing, Field("at", .instant, .optional, "Now if absent.")]

    private let id: ID<Mailing>
    private let moment: Instant?

    public init(_ input: Input) throws {
        id = try input.id("mailing")
        moment = input.instantOrNil("at")
    }

    public func perform(on desk: Desk) async throws -> MailingResource {
        try await desk.write { ledger in
            var mailing = try ledger.mailing(id)
            let terms = try ledger.sendingTerms()
            guard terms.sends(mailing.terms.kind) else { throw Refusal(.conflict, "notSetUp") }
            guard terms.address != nil else { throw Refusal(.conflict, "noSiteAddress") }
            let head = try ledger.instrument(named: mailing.instrument.description)
            // Traits and hidden fields may have changed since it was drafted.
            _ = try ledger.mailingTerms(mailing.terms.document, head)
            try mailing.schedule(for: moment, version: head.version, at: ledger.now)
            try Mailings.update(mailing, in: ledger.workspace, on: ledger.connection)
            try ledger.record("mailing.started", .init("mailing", id))
            return try ledger.resource(mailing)
        }
    }
}

/// Stops a mailing: what has not left does not leave, nobody is reminded.
public struct StopMailing: Operation {
    public static let name = "mailings.stop"
    public static let summary = "Stop a mailing; personal links stay open."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [Field.mailing]

    private let id: ID<Mailing>

    public init(_ input: Input) throws { id = try input.id("mailing") }

    public func perform(on desk: Desk) async throws -> MailingResource {
        try await desk.write { ledger in
            var mailing = try ledger.mailing(id)
            try mailing.stop(at: ledger.now)
            try Mailings.update(mailing, in: ledger.workspace, on: ledger.connection)
            try Invitations.end(of: id, in: ledger.workspace, on: ledger.connection)
            try ledger.record("mailing.stopped", .init("mailing", id))
            return try ledger.resource(mailing)
        }
    }
}

extension Ledger {
    func mailing(_ id: ID<Mailing>) throws -> Mailing {
        guard let found = try Mailings.find(id, in: workspace, on: connection) else {
            throw Refusal(.notFound, "noSuchMailing")
        }
        return found
    }

    /// Reads terms and checks what they say of customers and of the questionnaire.
    fileprivate func mailingTerms(
        _ document: JSON, _ head: Instruments.Stored
    ) throws -> Mailing.Terms {
        let traits = try Customers.traitTypes(in: workspace, on: connection)
        let terms = try Mailing.Terms(document: document, scope: .customers(traits))
        let instrument = try house.instrument(
            head.id, version: head.version, in: workspace, on: connection)
        _ = try instrument.check(hidden: .object(terms.hidden))
        if let by = terms.sample.by, traits[by] == nil, by != "language" {
            throw Refusal.invalid("sample.by", "noSuchTrait", ["name": by])
        }
        return terms
    }

    fileprivate func resource(_ mailing: Mailing) throws -> MailingResource {
        try MailingResource.read(mailing, in: workspace, on: connection)
    }
}

extension MailingResource {
    static func read(
        _ mailing: Mailing, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> MailingResource {
        let head = try Instruments.find(mailing.instrument, in: workspace, on: connection)
        return MailingResource(
            mailing: mailing, title: head?.title ?? Wording(zh: "", en: ""),
            progress: try Invitations.progress(of: mailing.id, in: workspace, on: connection))
    }
}
