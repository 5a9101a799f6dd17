import Base
import Domain
import SQL
import Store

/// Where I am signed in.
public struct ListSessions: Operation {
    public static let name = "me.listSessions"
    public static let summary = "List where one is signed in, the last used first."
    public static let access = Access.signedIn
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<SessionResource> {
        let user = try desk.ownUser()
        let now = desk.now()
        let found = try await desk.read {
            try Sessions.list(of: user, in: desk.workspace, on: $0)
        }
        return Page(found.filter { !$0.terms.isOver(at: now) }.map(SessionResource.init))
    }
}
