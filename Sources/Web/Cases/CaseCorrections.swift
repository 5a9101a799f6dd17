import Base
import Domain
import Operations

/// Whose a case is and what it is called: where somebody looks for the right customer.
struct CaseCorrections {
    let one: JSON
    let visit: Visit

    /// More than these are told apart by more words.
    private static let most = 8

    func context() async throws -> [String: JSON] {
        let rights = visit.desk.actor.rights
        let me = visit.desk.actor.user?.description
        let isMine = me != nil && one["assignee"]?.string == me
        let isKnown = one["customer"]?.string != nil
        let maySet =
            rights.contains(.casesWork) && rights.contains(.customersRead)
            && one["mergedInto"]?.string == nil
            && (!isKnown || isMine || rights.contains(.casesDirect))
        let text = visit.query["find"]?.string?.trimmed ?? ""
        let found = maySet && !text.isEmpty ? try await find(text) : []
        return [
            "maySetCustomer": .bool(maySet), "isKnownCustomer": .bool(isKnown),
            "find": .string(text), "isFinding": .bool(maySet && !text.isEmpty),
            "foundCustomers": .array(found), "hasFoundCustomers": .bool(!found.isEmpty),
        ]
    }

    private func find(_ text: String) async throws -> [JSON] {
        let input: [String: JSON] = [
            "text": .string(String(text.prefix(100))), "limit": .integer(CaseCorrections.most),
        ]
        return try await visit.desk.perform(ListCustomers.self, input.object).items.filter {
            $0.id.description != one["customer"]?.string
        }.map {
            [
                "customer": .string($0.id.description), "label": .string($0.customer.label),
                "key": .string($0.customer.key), "case": one["id"] ?? .null,
            ]
        }
    }
}
