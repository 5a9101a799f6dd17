import Base

extension Customer {
    /// What is known of two who are one: this one's name and traits win, all addresses stay, and
    /// whoever has said no anywhere has said no.
    public func absorbing(_ other: Customer) -> Customer {
        var contacts = self.contacts
        for contact in other.contacts where !contacts.contains(contact) {
            if contacts.count < Contact.most { contacts.append(contact) }
        }
        var traits = other.traits
        for member in self.traits.members { traits[member.key] = member.value }
        var consents = self.consents
        for consent in other.consents {
            guard let place = consents.firstIndex(where: { $0.purpose == consent.purpose }) else {
                consents.append(consent)
                continue
            }
            if consents[place].isGranted, !consent.isGranted { consents[place] = consent }
        }
        return Customer(
            key: key, name: name ?? other.name, language: language ?? other.language,
            contacts: contacts, traits: traits, consents: consents)
    }

    /// The other way: without the addresses that only the other had.
    /// - Parameter own: those from before.
    public func without(_ other: Customer, keeping own: [Contact]) -> Customer {
        Customer(
            key: key, name: name, language: language,
            contacts: contacts.filter {
                !other.contacts.contains($0) || own.contains($0)
            }, traits: traits, consents: consents)
    }
}
