import Base
import Domain
import SQL
import Store

/// My tokens; everyone's for those who look after people.
public struct ListTokens: Operation {
    public static let name = "tokens.list"
    public static let summary = "List one's own tokens, or everyone's with the right people:write."
    public static let access = Access.signedIn
    public static let input = [
        Field("all", .boolean, .optional, "Everyone's, not only one's own."), .limit, .cursor,
    ]

    private let isAll: Bool
    private let after: ID<Token>?
    private let limit: Int

    public init(_ input: Input) throws {
        isAll = input.bool("all")
        after = try input.cursor(Token.self)
        limit = input.pageLimit
    }

    public func perform(on desk: Desk) async throws -> Page<TokenResource> {
        let own = try desk.ownUser()
        guard !isAll || desk.actor.rights.contains(.peopleWrite) else {
            throw Refusal.denied(.right(.peopleWrite), desk.actor)
        }
        let found = try await desk.read { connection in
            try Tokens.list(
                of: isAll ? nil : own, in: desk.workspace, after: after, limit: limit + 1,
                on: connection)
        }
        return Page(found.map { TokenResource($0) }, limit: limit) { $0.id.description }
    }
}
