import Base
import Domain
import SQL
import Store

/// Opens a session with a link that works once.
public struct SignInOnce: Operation {
    public static let name = "people.signInOnce"
    public static let summary = "Sign in with a one-time link."
    public static let access = Access.anyone
    public static let input = [
        Field("token", .text(max: 200)),
        Field("address", .text(max: 64), .optional),
        Field("browser", .text(max: 1_000), .optional),
    ]

    private let token: String
    private let origin: Origin

    public init(_ input: Input) {
        token = input.text("token")
        origin = Origin(
            address: input.textOrNil("address"), browser: input.textOrNil("browser"))
    }

    public func perform(on desk: Desk) async throws -> SignedIn {
        let house = desk.house
        guard let secret = Secret(shown: token) else { throw Refusal(.gone, "signInLinkGone") }
        let hash = secret.hash
        // Taking the link and beginning the session are one change: a failure burns no link.
        return try await house.database.write { connection in
            let now = house.now()
            guard let taken = try SignInLinks.take(tokenHash: hash, at: now, on: connection),
                let user = try Users.find(taken.user, in: taken.workspace, on: connection),
                user.account.isActive
            else { throw Refusal(.gone, "signInLinkGone") }
            let ledger = Ledger(
                connection: connection, house: house, actor: Actor(user.account), now: now)
            return try ledger.beginSession(user.account, from: origin, by: "link")
        }
    }
}
