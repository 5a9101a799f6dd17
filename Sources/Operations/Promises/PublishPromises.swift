public import Base
import Domain
import SQL
import Store

/// Opens or closes the public page of kept promises.
public struct PublishPromises: Operation {
    public static let name = "promises.publish"
    public static let summary =
        "Show the public how promises are kept, live, without personal data; or stop showing it."
    public static let access = Access.right(.workspaceWrite)
    public static let input = [Field("published", .boolean, .optional, "Stopped if absent.")]

    private let isPublished: Bool

    public init(_ input: Input) { isPublished = input.bool("published") }

    public func perform(on desk: Desk) async throws -> PublicationResource {
        try await desk.write { ledger -> PublicationResource in
            let before = try PromisePages.token(in: ledger.workspace, on: ledger.connection)
            // Closed and opened again it has another address: the old one stays closed.
            let token = isPublished ? before ?? ledger.randomBytes(8).hexadecimal : nil
            try PromisePages.set(token, in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                isPublished ? "promises.published" : "promises.unpublished",
                .init("workspace", ledger.workspace))
            return PublicationResource(token: token)
        }
    }
}

/// Whether the public sees how promises are kept.
public struct ShowPublication: Operation {
    public static let name = "promises.publication"
    public static let summary =
        "Show the address of the public page of kept promises, if it is open."
    public static let access = Access.right(.insightRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> PublicationResource {
        PublicationResource(
            token: try await desk.read { try PromisePages.token(in: desk.workspace, on: $0) })
    }
}

/// Where the public sees how promises are kept.
public struct PublicationResource: Resource {
    let token: String?

    public static let shape = Shape.object([
        Field("address", .text(), .optional, "Path of the public page; absent while closed.")
    ])

    public var json: JSON { ["address": .optional(token.map { "/kept/" + $0 })] }
}

/// What the public sees: a company's name, its promises, how often they were kept.
public struct PublicPromises: Sendable {
    public let company: String
    public let rates: JSON
    public let days: Int

    /// Figures of this many days.
    private static let span = 90

    /// - Throws: `Refusal` when nothing is shown at that address.
    public static func open(_ token: String, in house: House) async throws -> PublicPromises {
        let found = try await house.database.read { connection -> (ID<Workspace>, String)? in
            guard let workspace = try PromisePages.workspace(of: token, on: connection),
                let stored = try Workspaces.find(workspace, on: connection)
            else { return nil }
            return (workspace, stored.name)
        }
        guard let (workspace, company) = found else {
            throw Refusal(.notFound, "noPromisePage")
        }
        let desk = Desk(house, actor: .system("public", in: workspace))
        let from = house.now() - .days(Int64(span))
        let rates = try await desk.perform(
            ShowKeptRates.self,
            JSON.Object([.init(key: "from", value: .string(from.iso8601))]))
        return PublicPromises(company: company, rates: rates.json, days: span)
    }
}
