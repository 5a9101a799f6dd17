import Base
import Domain
import SQL
import Store

/// Somebody who was invited says that they do not want to be, by the address in the message. No
/// sign-in: the address itself proves that it was meant for them.
public struct Unsubscribing: Sendable {
    private let token: String

    public init(token: String) { self.token = token }

    /// What the page shows before anything is done.
    public struct Asked: Sendable {
        public let company: String
        public let language: String
        public let address: String
        public let isDone: Bool
    }

    /// - Throws: `Refusal` for an address that we did not make.
    public func show(in house: House) async throws -> Asked {
        try await house.database.read { connection in
            let (sealed, one) = try find(on: connection)
            let known = try Suppressions.find(
                [(one.kind, one.address)], in: sealed.workspace, on: connection)
            return Asked(
                company: try Workspaces.find(sealed.workspace, on: connection)?.name ?? "",
                language: one.language,
                address: Masking.hidden(
                    .init(one.kind == .mail ? .mail : .phone, one.address)
                ).value,
                isDone: !known.isEmpty)
        }
    }

    /// Takes the address off the list, withdraws the customer's consent, ends reminders. Saying it
    /// twice changes nothing.
    public func perform(in house: House) async throws {
        let sealed = try await house.database.read { try find(on: $0).0 }
        let desk = Desk(house, actor: .respondent(in: sealed.workspace))
        try await desk.write { ledger in
            let (_, one) = try find(on: ledger.connection)
            try ledger.unsubscribe(one)
        }
    }

    private func find(on connection: any Connection) throws -> (SealedToken<Invitation>, Invitation)
    {
        let sealed = try SealedToken<Invitation>.read(token, for: .unsubscribe, on: connection)
        guard
            let one = try Invitations.find(
                sealed.subject, in: sealed.workspace, on: connection)
        else { throw Refusal(.notFound, "noSuchLink") }
        return (sealed, one)
    }
}

/// The picture of a mail was fetched.
public struct MarkOpened: Sendable {
    private let token: String

    public init(token: String) { self.token = token }

    public func perform(in house: House) async throws {
        try await house.database.write { [token] connection in
            let sealed = try SealedToken<Invitation>.read(token, for: .open, on: connection)
            try Invitations.open(
                sealed.subject, at: house.now(), in: sealed.workspace, on: connection)
        }
    }
}

extension Ledger {
    fileprivate func unsubscribe(_ one: Invitation) throws {
        let known = try Suppressions.find(
            [(one.kind, one.address)], in: workspace, on: connection)
        guard known.isEmpty else { return }
        try Suppressions.put(
            Suppression(
                kind: one.kind, address: one.address, reason: .unsubscribed, at: now,
                source: "link"),
            in: workspace, on: connection)
        try Invitations.end(of: one.customer, in: workspace, on: connection)
        if let stored = try Customers.find(one.customer, in: workspace, on: connection) {
            var customer = stored.customer
            _ = try customer.apply(.init(consents: ["surveys": false]), at: now)
            try Customers.update(one.customer, to: customer, at: now, in: workspace, on: connection)
        }
        try record(
            "customer.unsubscribed", .init("customer", one.customer), customer: one.customer.raw)
    }
}
