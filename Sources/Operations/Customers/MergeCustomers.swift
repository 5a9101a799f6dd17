public import Base
import Domain
import SQL
import Store

/// Makes two customers one: what is the first's goes over to the other.
public struct MergeCustomers: Operation {
    public static let name = "customers.merge"
    public static let summary =
        "Merge a customer into another: cases, answers and messages go over; it can be undone."
    public static let access = Access.right(.customersWrite)
    public static let input = [
        Field.customer,
        Field("into", .id(Customer.idPrefix), .required, "Who stays."),
    ]

    private let source: ID<Customer>
    private let target: ID<Customer>

    public init(_ input: Input) throws {
        source = try input.id("customer")
        target = try input.id("into")
    }

    public func perform(on desk: Desk) async throws -> CustomerResource {
        try await desk.write { ledger -> CustomerResource in
            guard source != target else { throw Refusal.invalid("into", "sameCustomer") }
            try ledger.merge(source, into: target)
            return CustomerResource(try ledger.customer(target))
        }
    }
}

extension Ledger {
    /// What is the first's goes over to the other.
    func merge(_ source: ID<Customer>, into target: ID<Customer>) throws {
        let (from, into) = (try customer(source), try customer(target))
        let merge = CustomerMerges.Stored(
            source: source, target: target, at: now, contacts: into.customer.contacts)
        try CustomerMerges.insert(merge, by: actor.name, in: workspace, on: connection)
        let whole = into.customer.absorbing(from.customer)
        try Customers.update(target, to: whole, at: now, in: workspace, on: connection)
        try record(
            "customer.merged", .init("customer", source), customer: target.raw,
            ["into": .string(target.description), "key": .string(from.customer.key)])
    }
}

/// Takes a merge of customers back.
public struct UnmergeCustomer: Operation {
    public static let name = "customers.unmerge"
    public static let summary =
        "Undo a merge: the customer has again what was handed over, and is found again."
    public static let access = Access.right(.customersWrite)
    public static let input = [Field.customer]

    private let source: ID<Customer>

    public init(_ input: Input) throws { source = try input.id("customer") }

    public func perform(on desk: Desk) async throws -> CustomerResource {
        try await desk.write { ledger -> CustomerResource in
            guard
                let merge = try CustomerMerges.find(
                    source, in: ledger.workspace, on: ledger.connection),
                let from = try Customers.find(
                    source, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.conflict, "notMerged") }
            let into = try ledger.customer(merge.target)
            try CustomerMerges.undo(
                merge, contacts: from.customer.contacts, at: ledger.now, in: ledger.workspace,
                on: ledger.connection)
            try Customers.update(
                merge.target, to: into.customer.without(from.customer, keeping: merge.contacts),
                at: ledger.now, in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                "customer.unmerged", .init("customer", source), customer: source.raw,
                ["from": .string(merge.target.description)])
            return CustomerResource(from)
        }
    }
}

extension Ledger {
    /// - Throws: `Refusal` for one that is not there, or went on as another.
    fileprivate func customer(_ id: ID<Customer>) throws -> Customers.Stored {
        guard let stored = try Customers.find(id, in: workspace, on: connection) else {
            throw Refusal(.notFound, "noSuchCustomer")
        }
        guard try CustomerMerges.find(id, in: workspace, on: connection) == nil else {
            throw Refusal(.conflict, "customerIsMerged")
        }
        return stored
    }
}

/// Which customers are this one, and which one this is.
public struct ShowCustomerTies: Operation {
    public static let name = "customers.ties"
    public static let summary =
        "Tell which customers were merged into this one, or into which it was."
    public static let access = Access.right(.customersRead)
    public static let input = [Field.customer]

    private let id: ID<Customer>

    public init(_ input: Input) throws { id = try input.id("customer") }

    public func perform(on desk: Desk) async throws -> CustomerTies {
        try await desk.read { connection in
            guard try Customers.find(id, in: desk.workspace, on: connection) != nil else {
                throw Refusal(.notFound, "noSuchCustomer")
            }
            let sources = try CustomerMerges.sources(
                of: id, in: desk.workspace, on: connection)
            let keys = try Customers.keys(of: sources, in: desk.workspace, on: connection)
            let masking = try desk.masking(on: connection)
            return CustomerTies(
                into: try CustomerMerges.find(id, in: desk.workspace, on: connection)?.target,
                merged: sources.map { id in
                    let key = keys[id] ?? ""
                    return (id, masking.map { $0.text(key) } ?? key)
                })
        }
    }
}

/// Merges of a customer that stand.
public struct CustomerTies: Resource {
    let into: ID<Customer>?
    let merged: [(id: ID<Customer>, key: String)]

    public static let shape = Shape.object([
        Field("into", .id(Customer.idPrefix), .optional, "Who it is now."),
        Field(
            "merged",
            .array(
                .object([
                    Field("id", .id(Customer.idPrefix)),
                    Field("key", .text(max: Customer.keyMost)),
                ]))),
    ])

    public var json: JSON {
        [
            "into": .optional(into?.description),
            "merged": .array(
                merged.map { ["id": .string($0.id.description), "key": .string($0.key)] }),
        ]
    }
}
