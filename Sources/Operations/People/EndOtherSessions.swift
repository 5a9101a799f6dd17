import Base
import Domain
import SQL
import Store

/// Signs me out everywhere but here.
public struct EndOtherSessions: Operation {
    public static let name = "me.endOtherSessions"
    public static let summary = "End all of one's own sessions but the one named."
    public static let access = Access.signedIn
    public static let input = [
        Field("session", .id(UserSession.idPrefix), .optional, "The session that goes on.")
    ]

    private let session: ID<UserSession>?

    public init(_ input: Input) throws { session = try input.idOrNil("session") }

    public func perform(on desk: Desk) async throws -> Done {
        let user = try desk.ownUser()
        let done = try await desk.write { ledger -> Done in
            try Sessions.endAll(
                of: user, besides: session, in: ledger.workspace, on: ledger.connection)
            try ledger.record("user.signedOutElsewhere", .init(user))
            return Done()
        }
        desk.house.admissions.drop()
        return done
    }
}
