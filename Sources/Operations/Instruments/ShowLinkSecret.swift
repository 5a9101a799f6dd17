public import Base
public import Domain
import SQL
import Store

/// What signs the facts in a link's address. Made when it is first asked for.
public struct ShowLinkSecret: Operation {
    public static let name = "links.secret"
    public static let summary =
        "Show the secret by which a link's signed hidden fields are signed; made when first asked for."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [Field.link]

    private let link: ID<Instrument.Link>

    public init(_ input: Input) throws { link = try input.id("link") }

    public func perform(on desk: Desk) async throws -> LinkSecretResource {
        try await desk.write { ledger in
            guard let found = try Links.find(link, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchLink") }
            let old = try Links.secret(of: link, in: ledger.workspace, on: ledger.connection)
            if let old { return LinkSecretResource(id: found.id, secret: old) }
            let secret = Secret(ledger.randomBytes(32)).text
            try Links.setSecret(
                secret, of: link, in: ledger.workspace, on: ledger.connection)
            try ledger.record("link.secretMade", .init("link", found.id))
            let kept = try Links.secret(of: link, in: ledger.workspace, on: ledger.connection)
            return LinkSecretResource(id: found.id, secret: kept ?? secret)
        }
    }
}

/// A link's secret.
public struct LinkSecretResource: Resource {
    public let id: ID<Instrument.Link>
    public let secret: String

    public static let shape = Shape.object([
        Field("link", .id(Instrument.Link.idPrefix)),
        Field(
            "secret", .text(max: 64), .required,
            "Key of the HMAC-SHA256 over key=value lines of the signed fields, sorted by key."),
    ])

    public var json: JSON {
        ["link": .string(id.description), "secret": .string(secret)]
    }
}
