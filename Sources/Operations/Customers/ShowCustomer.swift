import Base
import Domain
import Store

public struct ShowCustomer: Operation {
    public static let name = "customers.show"
    public static let summary = "Show a customer."
    public static let access = Access.right(.customersRead)
    public static let input = [Field.customer]

    private let id: ID<Customer>

    public init(_ input: Input) throws { id = try input.id("customer") }

    public func perform(on desk: Desk) async throws -> CustomerResource {
        try await desk.read { connection in
            guard let found = try Customers.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchCustomer")
            }
            return CustomerResource(try desk.masking(on: connection)?.customer(found) ?? found)
        }
    }
}
