import Base
import Domain
import SQL
import Store

/// Customers, newest first, by search and any condition over their traits.
public struct ListCustomers: Operation {
    public static let name = "customers.list"
    public static let summary = "List customers, newest first, by search and traits."
    public static let access = Access.right(.customersRead)
    public static let input = [
        Field("text", .text(max: 100), .optional, "Part of the key, name or a contact."),
        Field(
            "filter", .text(max: 2_000), .optional,
            """
            Expression over traits, key, name, language and how often we met, such as \
            tier == \"gold\" and cases.count > 2.
            """),
        Field("knownFrom", .instant, .optional, "Known from then on,"),
        Field("knownBefore", .instant, .optional, "and before that."),
        .limit, .cursor,
    ]

    private let text: String?
    private let filter: Expression?
    private let known: Range<Instant>?
    private let before: ID<Customer>?
    private let limit: Int

    public init(_ input: Input) throws {
        text = input.textOrNil("text")
        filter = try input.textOrNil("filter").map(ListCustomers.expression)
        let (from, until) = (input.instantOrNil("knownFrom"), input.instantOrNil("knownBefore"))
        if let from, let until, from >= until {
            throw Refusal.invalid("knownBefore", "periodIsEmpty")
        }
        known =
            from == nil && until == nil
            ? nil : (from ?? .distantPast)..<(until ?? .distantFuture)
        before = try input.cursor(Customer.self)
        limit = input.pageLimit
    }

    public func perform(on desk: Desk) async throws -> Page<CustomerResource> {
        try await desk.read { connection in
            if let filter { try check(filter, in: desk.workspace, on: connection) }
            let masking = try desk.masking(on: connection)
            let found = try Customers.list(
                search: text, filter: filter, known: known, before: before, limit: limit,
                in: desk.workspace, on: connection, shown: masking.map { $0.customer },
                more: filter?.names.contains(where: CustomerColumns.isFigure) == true
                    ? { try figures(of: $0, in: desk.workspace, on: connection) } : nil)
            return Page(
                found.customers.map(CustomerResource.init), nextCursor: found.next?.description)
        }
    }

    private func figures(
        of ids: [ID<Customer>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Customer>: JSON.Object] {
        let rows = try CustomerRecords.find(ids, in: workspace, on: connection)
        return Dictionary(
            uniqueKeysWithValues: rows.map { ($0.known.id, CustomerColumns.figures(of: $0)) })
    }

    private static func expression(_ text: String) throws(Refusal) -> Expression {
        do {
            return try Expression(parsing: text)
        } catch {
            throw refusal(error)
        }
    }

    /// A name that no customer has is a slip of the pen.
    private func check(
        _ filter: Expression, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        let traits = try Customers.traitTypes(in: workspace, on: connection)
        do {
            try filter.checkCondition(Scope.customers(traits).with(CustomerColumns.scope))
        } catch {
            throw ListCustomers.refusal(error)
        }
    }

    private static func refusal(_ error: ExpressionError) -> Refusal {
        var values = error.values
        values["character"] = "\(error.offset + 1)"
        return .invalid("filter", "expression.\(error.code)", values)
    }
}
