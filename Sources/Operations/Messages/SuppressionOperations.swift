public import Base
public import Domain
import SQL
import Store

/// An address that is not written to any more.
public struct SuppressionResource: Resource {
    public let suppression: Suppression

    init(_ suppression: Suppression) { self.suppression = suppression }

    public static let shape = Shape.object([
        Field("kind", .choice(["mail", "sms"])),
        Field("address", .text(max: 254)),
        Field("reason", .choice(Suppression.Reason.allCases.map(\.rawValue))),
        Field("at", .instant),
        Field("source", .text()),
    ])

    public var json: JSON {
        [
            "kind": .string(suppression.kind.rawValue), "address": .string(suppression.address),
            "reason": .string(suppression.reason.rawValue),
            "at": .string(suppression.at.iso8601), "source": .string(suppression.source),
        ]
    }
}

extension Field {
    fileprivate static let personalKind = Field("kind", .choice(["mail", "sms"]))
    fileprivate static let address = Field("address", .text(max: 254))
}

extension Input {
    /// The kind and the plain form of a personal address.
    fileprivate func personalAddress() throws(Refusal) -> (kind: Message.Kind, address: String) {
        let kind: Message.Kind = text("kind") == "sms" ? .sms : .mail
        let contact = Contact(kind == .mail ? .mail : .phone, text("address")).plain
        guard let contact else {
            throw .invalid("address", kind == .mail ? "notAnAddress" : "notAPhone")
        }
        return (kind, contact.value)
    }
}

/// Addresses that are not written to any more.
public struct ListSuppressions: Operation {
    public static let name = "suppressions.list"
    public static let summary = "List addresses that are not written to any more, by address."
    public static let access = Access.right(.customersRead)
    public static let input = [
        Field("text", .text(max: 100), .optional, "Part of the address."),
        Field("reason", .choice(Suppression.Reason.allCases.map(\.rawValue)), .optional),
        Field("limit", .integer(1...200), .optional, "Items a page; 100 if absent."),
        Field("cursor", .text(max: 254), .optional, "The nextCursor of the page before."),
    ]

    private let text: String?
    private let reason: Suppression.Reason?
    private let after: String?
    private let limit: Int

    public init(_ input: Input) {
        text = input.textOrNil("text")
        reason = input.textOrNil("reason").flatMap(Suppression.Reason.init(rawValue:))
        after = input.textOrNil("cursor")
        limit = input.pageLimit
    }

    public func perform(on desk: Desk) async throws -> Page<SuppressionResource> {
        try await desk.read { connection in
            if let masking = try desk.masking(on: connection) {
                return try hidden(by: masking, in: desk.workspace, on: connection)
            }
            let found = try Suppressions.list(
                text: text, reason: reason, after: after, limit: limit + 1, in: desk.workspace,
                on: connection)
            return Page(found.map(SuppressionResource.init), limit: limit) {
                $0.suppression.address
            }
        }
    }

    /// Only what is shown is found, and the cursor is a number: an address would tell what is
    /// hidden.
    private func hidden(
        by masking: Masking, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Page<SuppressionResource> {
        let passed = max(0, after.flatMap { Int($0) } ?? 0)
        let found = try Suppressions.list(
            text: nil, reason: reason, after: nil, passed: passed, limit: limit + 1,
            in: workspace, on: connection)
        let shown = found.prefix(limit).map(masking.suppression).filter { one in
            text.map { one.address.lowercased().contains($0.lowercased()) } ?? true
        }
        return Page(
            shown.map(SuppressionResource.init),
            nextCursor: found.count > limit ? "\(passed + limit)" : nil)
    }
}

/// Puts an address on the list by hand.
public struct AddSuppression: Operation {
    public static let name = "suppressions.add"
    public static let summary = "Write to an address no more."
    public static let access = Access.right(.customersWrite)
    public static let input = [
        Field.personalKind, .address,
        Field("reason", .choice(Suppression.Reason.allCases.map(\.rawValue)), .optional),
    ]

    private let kind: Message.Kind
    private let address: String
    private let reason: Suppression.Reason

    public init(_ input: Input) throws {
        (kind, address) = try input.personalAddress()
        let named = input.textOrNil("reason").flatMap(Suppression.Reason.init(rawValue:))
        reason = named ?? .unsubscribed
    }

    public func perform(on desk: Desk) async throws -> SuppressionResource {
        try await desk.write { ledger in
            let one = Suppression(
                kind: kind, address: address, reason: reason, at: ledger.now,
                source: ledger.actor.name)
            try Suppressions.put(one, in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                "suppression.added", .init("workspace", ledger.workspace),
                ["address": .string(Masking.hidden(.init(.mail, address)).value)])
            return SuppressionResource(one)
        }
    }
}

/// Lets an address be written to again.
public struct RemoveSuppression: Operation {
    public static let name = "suppressions.remove"
    public static let summary = "Let an address be written to again."
    public static let access = Access.right(.customersWrite)
    public static let input = [Field.personalKind, .address]

    private let kind: Message.Kind
    private let address: String

    public init(_ input: Input) throws { (kind, address) = try input.personalAddress() }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger in
            let wasThere = try Suppressions.remove(
                kind, address, in: ledger.workspace, on: ledger.connection)
            guard wasThere else { throw Refusal(.notFound, "noSuchAddress") }
            try ledger.record(
                "suppression.removed", .init("workspace", ledger.workspace),
                ["address": .string(Masking.hidden(.init(.mail, address)).value)])
            return Done()
        }
    }
}
