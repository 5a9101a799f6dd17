import Base
import Domain
import SQL
import Store

/// What people, teams and customers of cases are called.
struct CaseNames: Sendable {
    var users: [ID<User>: String] = [:]
    var teams: [ID<Team>: String] = [:]
    var customers: [ID<Customer>: String] = [:]
    /// Of the cases that these wait to be merged into.
    var numbers: [ID<Case>: Int] = [:]
    /// How those cases found their person that a team gave by a rule.
    var givings: [ID<Case>: CaseGiving] = [:]
    /// Nil for who may see whom the cases are about.
    var masking: Masking?

    init() {}

    init(of cases: [Case], on desk: Desk, _ connection: any Connection) throws {
        let workspace = desk.workspace
        masking = try desk.masking(on: connection)
        givings = try CaseGivings.of(cases.map(\.id), in: workspace, on: connection)
        if !givings.isEmpty
            || cases.contains(where: { $0.assignee != nil || !$0.approvals.isEmpty })
        {
            users = try Users.names(in: workspace, on: connection)
        }
        numbers = try CaseNumbers.of(
            cases.flatMap(\.approvals).compactMap(\.into), in: workspace, on: connection)
        let ids = Array(Set(cases.compactMap(\.customer)))
        for customer in try CaseCustomer.find(ids, in: workspace, on: connection) {
            customers[customer.id] = customer.label.map { masking?.name($0) ?? $0 }
        }
        if cases.contains(where: { $0.team != nil }) {
            for team in try Teams.list(in: workspace, on: connection) { teams[team.id] = team.name }
        }
    }
}

extension CaseNames {
    /// What somebody wrote, as it may be seen.
    func shown(_ texts: JSON) -> JSON { masking?.texts(texts) ?? texts }

    func shown(_ text: String?) -> JSON { shown(JSON.optional(text)) }
}

extension Approval {
    /// The case that a merge which waits for a yes goes into.
    var into: ID<Case>? { details["into"]?.string.flatMap(ID<Case>.init) }
}

extension Case {
    /// The case as it is shown from outside.
    func resource(on desk: Desk, _ connection: any Connection) throws -> CaseResource {
        var hours = Hours(desk.house.library, in: desk.workspace, on: connection)
        return CaseResource(
            self, at: desk.now(), in: try hours.of(self),
            names: try CaseNames(of: [self], on: desk, connection))
    }
}

extension Desk {
    /// One command on one case, and how the case stands then.
    func command(
        _ command: CaseCommand, on id: ID<Case>,
        permit: @escaping @Sendable (Case) throws -> Void = { _ in }
    ) async throws -> CaseResource {
        try await write { ledger -> CaseResource in
            let one = try ledger.command(command, on: id, permit: permit)
            return try one.resource(on: self, ledger.connection)
        }
    }
}
