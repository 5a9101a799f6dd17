import Base
import Domain
import Operations

/// Who the customer is, beside the thread: what is known, and what else is under way.
struct CaseCustomerCard {
    let one: JSON
    let visit: Visit

    /// More than these would be the customer's page.
    private static let mostTraits = 6
    private static let mostCases = 4

    func json() async throws -> JSON {
        guard let customer = one["customer"]?.string,
            visit.desk.actor.rights.contains(.customersRead)
        else { return .null }
        let id = ["customer": JSON.string(customer)].object
        let found: CustomerResource
        do {
            found = try await visit.desk.perform(ShowCustomer.self, id)
        } catch let refusal as Refusal where refusal.kind == .notFound {
            // Erased, or merged away: the case stays.
            return .null
        }
        let others = try await others(customer)
        let words = visit.words
        return [
            "language": .optional(
                found.customer.language.map { words["customers.speaks.\($0)"] }),
            "traits": .array(
                found.customer.traits.members.prefix(CaseCustomerCard.mostTraits).map {
                    CustomerPage.trait($0, words)
                }),
            "others": .array(others.prefix(CaseCustomerCard.mostCases).map { $0 }),
            "hasOthers": .bool(!others.isEmpty),
            "othersPath": .string("/cases?view=all&customer=\(customer)"),
        ]
    }

    /// Other cases of the customer, newest first.
    private func others(_ customer: String) async throws -> [JSON] {
        let found =
            try await visit.desk.perform(
                ListCases.self,
                [
                    "customer": .string(customer), "status": "any", "order": "newest",
                    "limit": .integer(CaseCustomerCard.mostCases + 1),
                ].object
            ).json["items"]?.array ?? []
        return found.filter { $0["id"] != one["id"] && $0["mergedInto"]?.string == nil }.map {
            .object(CaseRow(one: $0, visit: visit).json)
        }
    }
}
