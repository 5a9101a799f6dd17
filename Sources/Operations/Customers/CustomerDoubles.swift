public import Base
import Domain
import SQL
import Store

/// Addresses that several customers have: who may be one.
public struct ListCustomerDoubles: Operation {
    public static let name = "customers.doubles"
    public static let summary = """
        List addresses that several customers have, with those customers, to be looked at; not \
        those who were told apart.
        """
    public static let access = Access.right(.customersRead)
    public static let input: [Field] = [.limit, .cursor]

    private let after: ID<Customer>?
    private let limit: Int

    public init(_ input: Input) throws {
        after = try input.cursor(Customer.self)
        limit = input.pageLimit
    }

    public func perform(on desk: Desk) async throws -> Page<CustomerDouble> {
        try await desk.read { connection in
            let found = try CustomerDoubles.list(
                after: after, limit: limit, in: desk.workspace, on: connection)
            let sides = try CustomerDouble.Sides(
                found.doubles.flatMap(\.customers), on: desk, connection)
            return Page(
                found.doubles.map { double in
                    CustomerDouble(
                        address: (sides.masking == nil
                            ? double.contact : Masking.hidden(double.contact)).value,
                        customers: double.customers.map(sides.side))
                }, nextCursor: found.next?.description)
        }
    }
}

/// Says that two customers are not the same person.
public struct TellCustomersApart: Operation {
    public static let name = "customers.tellApart"
    public static let summary =
        "Say that two customers are not the same person: they are not suggested again."
    public static let access = Access.right(.customersWrite)
    public static let input = [Field.customer, .other]

    private let pair: CustomerDoubles.Pair

    public init(_ input: Input) throws { pair = try input.customerPair() }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger -> Done in
            for id in [pair.one, pair.other] {
                guard try Customers.find(id, in: ledger.workspace, on: ledger.connection) != nil
                else { throw Refusal(.notFound, "noSuchCustomer") }
            }
            let isNew = try CustomerDoubles.insert(
                .init(pair, by: ledger.actor.name, at: ledger.now), in: ledger.workspace,
                on: ledger.connection)
            if isNew {
                try ledger.record(
                    "customer.told_apart", .init("customer", pair.one), customer: pair.one.raw,
                    ["other": .string(pair.other.description)])
            }
            return Done()
        }
    }
}

/// Takes that back.
public struct ForgetDistinction: Operation {
    public static let name = "customers.forgetDistinction"
    public static let summary =
        "Take back that two customers are not the same person: they may be suggested again."
    public static let access = Access.right(.customersWrite)
    public static let input = [Field.customer, .other]

    private let pair: CustomerDoubles.Pair

    public init(_ input: Input) throws { pair = try input.customerPair() }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger -> Done in
            guard
                try CustomerDoubles.remove(pair, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchDistinction") }
            try ledger.record(
                "customer.not_told_apart", .init("customer", pair.one), customer: pair.one.raw,
                ["other": .string(pair.other.description)])
            return Done()
        }
    }
}

/// Customers of whom a person said that they are not the same.
public struct ListDistinctions: Operation {
    public static let name = "customers.distinctions"
    public static let summary = "List customers who were told apart, what was said last first."
    public static let access = Access.right(.customersRead)
    public static let input: [Field] = [
        .limit, Field("cursor", .text(max: 80), .optional, "The nextCursor of the page before."),
    ]

    private let before: CustomerDoubles.Distinction.Place?
    private let limit: Int

    public init(_ input: Input) throws {
        before = try input.textOrNil("cursor").map(
            CustomerDoubles.Distinction.Place.init(cursor:))
        limit = input.pageLimit
    }

    public func perform(on desk: Desk) async throws -> Page<DistinctionResource> {
        try await desk.read { connection in
            let found = try CustomerDoubles.distinctions(
                before: before, limit: limit + 1, in: desk.workspace, on: connection)
            let sides = try CustomerDouble.Sides(
                found.flatMap { [$0.pair.one, $0.pair.other] }, on: desk, connection)
            return Page(
                found.map {
                    DistinctionResource(
                        place: $0.place,
                        customers: [sides.side($0.pair.one), sides.side($0.pair.other)])
                }, limit: limit
            ) { $0.place.cursor }
        }
    }
}

extension CustomerDoubles.Distinction.Place {
    fileprivate var cursor: String { "\(at.microseconds).\(pair.one).\(pair.other)" }

    fileprivate init(cursor: String) throws(Refusal) {
        let parts = cursor.split(separator: ".")
        guard parts.count == 3, let at = Int64(parts[0]),
            let one = ID<Customer>(String(parts[1])), let other = ID<Customer>(String(parts[2]))
        else { throw .invalid("cursor", "badCursor") }
        self.init(
            at: Instant(microseconds: at), pair: CustomerDoubles.Pair(one, other))
    }
}

extension Field {
    fileprivate static let other = Field(
        "other", .id(Customer.idPrefix), .required, "The other customer.")
}

extension Input {
    fileprivate func customerPair() throws -> CustomerDoubles.Pair {
        let (one, other): (ID<Customer>, ID<Customer>) = (try id("customer"), try id("other"))
        guard one != other else { throw Refusal.invalid("other", "sameCustomer") }
        return CustomerDoubles.Pair(one, other)
    }
}

/// Two who were told apart.
public struct DistinctionResource: Resource {
    let place: CustomerDoubles.Distinction.Place
    let customers: [CustomerDouble.Side]

    public static let shape = Shape.object([
        Field("customers", .array(CustomerDouble.sideShape)), Field("at", .instant),
    ])

    public var json: JSON {
        ["customers": .array(customers.map(\.json)), "at": .string(place.at.iso8601)]
    }
}

/// One address and who has it.
public struct CustomerDouble: Resource {
    struct Side: Sendable {
        let id: ID<Customer>
        let name: String
        /// Tells apart who is called the same.
        let key: String

        var json: JSON {
            ["id": .string(id.description), "name": .string(name), "key": .string(key)]
        }
    }

    /// What customers are called, as it may be seen.
    struct Sides {
        let masking: Masking?
        private let labels: [ID<Customer>: String]
        private let keys: [ID<Customer>: String]

        init(_ ids: [ID<Customer>], on desk: Desk, _ connection: any Connection) throws {
            masking = try desk.masking(on: connection)
            labels = try Customers.labels(of: ids, in: desk.workspace, on: connection)
            keys = try Customers.keys(of: ids, in: desk.workspace, on: connection)
        }

        func side(_ id: ID<Customer>) -> Side {
            let (name, key) = (labels[id] ?? "", keys[id] ?? "")
            return Side(
                id: id, name: masking.map { $0.name(name) } ?? name,
                key: masking.map { $0.text(key) } ?? key)
        }
    }

    let address: String
    let customers: [Side]

    static let sideShape = Shape.object([
        Field("id", .id(Customer.idPrefix)), Field("name", .text(max: 500)),
        Field("key", .text()),
    ])

    public static let shape = Shape.object([
        Field("address", .text(max: 254)),
        Field("customers", .array(sideShape), .required, "The longest known first."),
    ])

    public var json: JSON {
        ["address": .string(address), "customers": .array(customers.map(\.json))]
    }
}
