import Base
import Domain
import Store

/// Changes what is known of a customer; the key stays.
public struct EditCustomer: Operation {
    public static let name = "customers.edit"
    public static let summary = "Change a customer; what is left out stays as it is."
    public static let access = Access.right(.customersWrite)
    public static let input = [Field.customer] + Field.customerDetails

    private let id: ID<Customer>
    private let change: Customer.Change

    public init(_ input: Input) throws {
        try self.init(input, clears: false)
    }

    init(_ input: Input, clears: Bool) throws {
        id = try input.id("customer")
        change = input.customerChange(clears: clears)
    }

    public func perform(on desk: Desk) async throws -> CustomerResource {
        try await desk.write { ledger in
            guard
                let stored = try Customers.find(id, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchCustomer") }
            var customer = stored.customer
            let changed = try customer.apply(change, at: ledger.now)
            guard !changed.isEmpty else { return CustomerResource(stored) }
            try Customers.update(
                id, to: customer, at: ledger.now, in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                "customer.changed", .init("customer", id), customer: id.raw,
                ["changed": .array(changed.map(JSON.string))])
            return CustomerResource(
                Customers.Stored(
                    id: id, customer: customer, createdAt: stored.createdAt,
                    changedAt: ledger.now))
        }
    }
}

/// The same from a page that shows every field, where an empty one is meant.
public struct RewriteCustomer: Operation {
    public static let name = "customers.rewrite"
    public static let summary = "Replace what is known of a customer; what is left out is cleared."
    public static let access = Access.right(.customersWrite)
    public static let input = EditCustomer.input

    private let edit: EditCustomer

    public init(_ input: Input) throws { edit = try EditCustomer(input, clears: true) }

    public func perform(on desk: Desk) async throws -> CustomerResource {
        try await edit.perform(on: desk)
    }
}
