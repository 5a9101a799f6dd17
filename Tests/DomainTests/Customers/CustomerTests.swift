import Base
import Domain
import Testing

@Suite struct CustomerTests {
    let now = Instant(seconds: 1_700_000_000)

    @Test func changesWhatIsAskedForAndSaysWhat() throws {
        var customer = try Customer(key: "C-1", traits: object(["tier": "gold", "age": 40]))
        let names = try customer.apply(
            .init(
                name: "李雷",
                contacts: [Contact(.mail, "li@EXAMPLE.com"), Contact(.phone, "+86 10-8888 1234")],
                traits: object(["age": 41, "tier": .null, "vip": true]),
                consents: ["surveys": true]),
            at: now)
        #expect(
            names == ["name", "contacts", "consents", "traits.age", "traits.tier", "traits.vip"])
        #expect(customer.contacts.map(\.value) == ["li@example.com", "+861088881234"])
        #expect(customer.traits == object(["age": 41, "vip": true]))
        #expect(try customer.apply(.init(name: "李雷", consents: ["surveys": true]), at: now).isEmpty)
        #expect(customer.value("customer.age") == 41 && customer.value("tier") == nil)
        _ = try customer.apply(.init(name: .some(nil)), at: now)
        #expect(customer.name == nil && customer.label == "C-1")
    }

    @Test func consentKeepsTheTimeOfItsLastChange() throws {
        var customer = try Customer(key: "C-1")
        _ = try customer.apply(.init(consents: ["surveys": true]), at: now)
        _ = try customer.apply(.init(consents: ["surveys": true]), at: now + .days(1))
        #expect(customer.consents.map(\.at) == [now])
        _ = try customer.apply(.init(consents: ["surveys": false]), at: now + .days(2))
        #expect(customer.consents.map(\.at) == [now + .days(2)])
        #expect(customer.consents.map(\.isGranted) == [false])
    }

    @Test(
        "refuses contacts that reach nobody",
        arguments: [
            Contact(.mail, "nobody"), Contact(.mail, "a@b"), Contact(.mail, "a b@c.de"),
            Contact(.mail, "@c.de"), Contact(.mail, "a@.de"), Contact(.phone, "12"),
            Contact(.phone, "call me"), Contact(.phone, "+1 555 CALL"), Contact(.phone, "1+2345"),
        ])
    func refusesContacts(_ contact: Contact) throws {
        var customer = try Customer(key: "C-1")
        #expect(throws: Refusal.self) { try customer.apply(.init(contacts: [contact]), at: now) }
    }

    @Test("refuses keys", arguments: ["", "a\nb", String(repeating: "x", count: 501)])
    func refusesKeys(_ key: String) {
        #expect(throws: Refusal.self) { try Customer(key: key) }
    }

    @Test func traitNamesAreNamesOfTheExpressionLanguage() throws {
        for name in ["tier", "客户等级", "_x1"] {
            #expect(Traits.isName(name))
            #expect(try Expression(parsing: "\(name) == 1").names == [name])
        }
        for name in ["", "1x", "a b", "and", "name", "a.b"] { #expect(!Traits.isName(name)) }
        #expect(Traits.name(from: "Customer Type") == "customer_type")
        #expect(Traits.name(from: " 24h (max) ") == "_24h_max")
        #expect(Traits.name(from: "Name") == "name_")
        #expect(Traits.name(from: "等级") == "等级")
    }
}

/// The object that a literal stands for.
private func object(_ json: JSON) -> JSON.Object { json.object ?? JSON.Object() }
