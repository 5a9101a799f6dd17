import Base
import Domain
import SQL
import Store

/// Whether a case has a page for its customer.
public struct ShowCasePage: Operation {
    public static let name = "cases.page"
    public static let summary = "Show the address of the customer's private page."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> CasePageResource {
        let found = try await desk.read {
            try CasePages.token(of: id, in: desk.workspace, on: $0)
        }
        guard let found else { throw Refusal(.notFound, "noCasePage") }
        return CasePageResource(token: found)
    }
}
