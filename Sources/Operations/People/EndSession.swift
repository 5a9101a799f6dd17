public import Base
public import Domain
import SQL
import Store

/// Signs me out of one browser.
public struct EndSession: Operation {
    public static let name = "me.endSession"
    public static let summary = "End one of one's own sessions."
    public static let access = Access.signedIn
    public static let input = [Field("session", .id(UserSession.idPrefix))]

    private let session: ID<UserSession>

    public init(_ input: Input) throws { session = try input.id("session") }

    public init(_ session: ID<UserSession>) { self.session = session }

    public func perform(on desk: Desk) async throws -> Done {
        let user = try desk.ownUser()
        let done = try await desk.write { ledger -> Done in
            guard
                try Sessions.end(
                    session, of: user, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchSession") }
            try ledger.record("user.signedOut", .init(user))
            return Done()
        }
        desk.house.admissions.drop()
        return done
    }
}
