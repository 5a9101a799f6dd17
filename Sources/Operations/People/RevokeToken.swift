import Base
import Domain
import Store

/// Makes a token useless, at once; one's own, or another's for those who look after people.
public struct RevokeToken: Operation {
    public static let name = "tokens.revoke"
    public static let summary = "Revoke a token, at once and for good."
    public static let access = Access.signedIn
    public static let input = [Field("token", .id(Token.idPrefix))]

    private let token: ID<Token>

    public init(_ input: Input) throws { token = try input.id("token") }

    public func perform(on desk: Desk) async throws -> TokenResource {
        let resource = try await desk.write { ledger -> TokenResource in
            let found = try Tokens.find(token, in: ledger.workspace, on: ledger.connection)
            let mayAll = ledger.actor.rights.contains(.peopleWrite)
            guard let found, mayAll || found.user == ledger.actor.user else {
                throw Refusal(.notFound, "noSuchToken")
            }
            if found.revokedAt == nil {
                try Tokens.revoke(
                    token, in: ledger.workspace, at: ledger.now, on: ledger.connection)
                try ledger.record("token.revoked", .init(token), ["name": .string(found.name)])
            }
            let after = try Tokens.find(token, in: ledger.workspace, on: ledger.connection)
            return TokenResource(after ?? found)
        }
        desk.house.admissions.drop()
        return resource
    }
}
