import Base
import Domain
import SQL
import Store

extension Ledger {
    /// The customer of an answer's hidden key, found or made; a new one is put on record.
    /// - Parameter key: checked by `Customer.checked(key:)`.
    func findOrMakeCustomer(
        key: String, language: String? = nil, traits: JSON.Object = JSON.Object()
    ) throws -> ID<Customer> {
        let (id, isNew) = try Customers.findOrMake(
            key: key, language: language, traits: traits, newID: { newID() }, at: now,
            in: workspace, on: connection)
        if isNew {
            try record(
                "customer.created", .init("customer", id), customer: id.raw,
                ["key": .string(key)])
        }
        return id
    }
}
