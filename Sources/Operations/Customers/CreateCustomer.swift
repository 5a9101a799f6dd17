import Base
import Domain
import Store

/// Adds a customer by hand or from another system.
public struct CreateCustomer: Operation {
    public static let name = "customers.create"
    public static let summary = "Add a customer; the key is made up where none is given."
    public static let access = Access.right(.customersWrite)
    public static let input =
        [
            Field(
                "key", .text(max: Customer.keyMost), .optional,
                "What other systems call this customer.")
        ] + Field.customerDetails

    private let key: String?
    private let change: Customer.Change

    public init(_ input: Input) {
        key = input.textOrNil("key")
        change = input.customerChange(clears: false)
    }

    public func perform(on desk: Desk) async throws -> CustomerResource {
        try await desk.write { ledger in
            let id: ID<Customer> = ledger.newID()
            var customer = try Customer(key: key ?? id.description)
            _ = try customer.apply(change, at: ledger.now)
            let stored = Customers.Stored(
                id: id, customer: customer, createdAt: ledger.now, changedAt: ledger.now)
            guard try Customers.insert(stored, in: ledger.workspace, on: ledger.connection) else {
                throw Refusal.invalid("key", "customerKeyTaken", ["key": customer.key])
            }
            try ledger.record(
                "customer.created", .init("customer", id), customer: id.raw,
                ["key": .string(customer.key)])
            return CustomerResource(stored)
        }
    }
}
