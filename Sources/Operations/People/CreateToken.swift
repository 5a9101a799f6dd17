import Base
import Domain
import Store

/// Makes a token with which a program calls the API in my name, with no more rights than I have.
public struct CreateToken: Operation {
    public static let name = "tokens.create"
    public static let summary = "Make a token; its secret is in this answer and nowhere else."
    public static let access = Access.signedIn
    public static let input = [
        Field("name", .text(max: 100), .required, "What it is for."),
        Field("scopes", .array(.text(max: 40), max: 50)),
        Field("days", .integer(1...3_650), .optional, "Ends after so many days; never if absent."),
    ]

    private let displayName: String
    private let scopes: [String]
    private let days: Int?

    public init(_ input: Input) {
        displayName = input.text("name")
        scopes = input.texts("scopes")
        days = input.integerOrNil("days")
    }

    public func perform(on desk: Desk) async throws -> TokenResource {
        let user = try desk.ownUser()
        let scopes = try Scopes.checked(scopes, within: desk.actor.rights)
        let secret = Secret(desk.house.randomBytes(32), prefix: "nuo_")
        // What is kept for a repeated request is the answer without the secret.
        var made = try await desk.write { ledger -> TokenResource in
            let token = Tokens.Stored(
                id: ledger.newID(), workspace: ledger.workspace, user: user, name: displayName,
                scopes: scopes, madeAt: ledger.now,
                expiresAt: days.map { ledger.now + .days(Int64($0)) })
            try Tokens.insert(token, tokenHash: secret.hash, on: ledger.connection)
            try ledger.record(
                "token.created", .init(token.id),
                [
                    "name": .string(displayName), "scopes": .string(Scopes.text(scopes)),
                    "expiresAt": .optional(token.expiresAt?.iso8601),
                ])
            return TokenResource(token)
        }
        made.secret = secret.text
        return made
    }
}
