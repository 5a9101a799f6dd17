import Base
import Domain
import SQL
import Store

extension Ledger {
    /// The customer whom the hidden field names; made where nobody has the key yet. A key that can
    /// be no customer's names nobody, because who answers did not write it and cannot mend it.
    func respondent(_ hidden: JSON.Object, language: String) throws -> ID<Customer>? {
        guard let key = hidden[HiddenField.customerKey]?.string else { return nil }
        do throws(Refusal) {
            _ = try Customer.checked(key: key)
        } catch {
            return nil
        }
        return try findOrMakeCustomer(key: key, language: language)
    }
}
