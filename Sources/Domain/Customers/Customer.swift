public import Base

/// A person or company we serve.
public struct Customer: Hashable, Sendable, Identified {
    public static let idPrefix = "cus"

    /// What other systems call this customer; one of a kind in the workspace.
    public private(set) var key: String
    public private(set) var name: String?
    /// `zh` or `en`, to be written to in.
    public private(set) var language: String?
    public private(set) var contacts: [Contact]
    public private(set) var traits: JSON.Object
    public private(set) var consents: [Consent]

    /// A customer as it was stored.
    public init(
        key: String, name: String?, language: String?, contacts: [Contact],
        traits: JSON.Object, consents: [Consent]
    ) {
        self.key = key
        self.name = name
        self.language = language
        self.contacts = contacts
        self.traits = traits
        self.consents = consents
    }

    /// Known by the key alone: the first time another system names it.
    public init(
        key: String, language: String? = nil, traits: JSON.Object = JSON.Object()
    ) throws(Refusal) {
        self.init(
            key: try Customer.checked(key: key), name: nil, language: language, contacts: [],
            traits: try Traits.checked(traits), consents: [])
    }

    /// What a person or a program wants to be different; nil leaves as it is.
    public struct Change: Hashable, Sendable {
        public var name: String??
        public var language: String??
        public var contacts: [Contact]?
        /// By name; null takes a trait away.
        public var traits: JSON.Object?
        /// By purpose.
        public var consents: [String: Bool]?

        public init(
            name: String?? = nil, language: String?? = nil, contacts: [Contact]? = nil,
            traits: JSON.Object? = nil, consents: [String: Bool]? = nil
        ) {
            self.name = name
            self.language = language
            self.contacts = contacts
            self.traits = traits
            self.consents = consents
        }
    }

    /// Changes what is asked for.
    /// - Returns: the names of what is different now; none where nothing is.
    public mutating func apply(_ change: Change, at now: Instant) throws(Refusal) -> [String] {
        let before = self
        if let name = change.name { self.name = name }
        if let language = change.language {
            guard language.map({ ["zh", "en"].contains($0) }) ?? true else {
                throw .invalid("language", "notAChoice", ["choices": "zh, en"])
            }
            self.language = language
        }
        if let contacts = change.contacts { self.contacts = try Contact.checked(contacts) }
        if let traits = change.traits {
            self.traits = Traits.merged(self.traits, with: try Traits.checked(traits))
        }
        if let consents = change.consents {
            self.consents = Consent.applied(consents, to: self.consents, at: now)
        }
        return differences(from: before)
    }

    private func differences(from before: Customer) -> [String] {
        var names: [String] = []
        if name != before.name { names.append("name") }
        if language != before.language { names.append("language") }
        if contacts != before.contacts { names.append("contacts") }
        if consents != before.consents { names.append("consents") }
        let all = Set(traits.keys).union(before.traits.keys).sorted()
        return names + all.filter { traits[$0] != before.traits[$0] }.map { "traits.\($0)" }
    }

    /// What people see where there is no name.
    public var label: String { name ?? key }

    /// As long as the hidden field of an answer that holds it.
    public static let keyMost = 500

    /// - Throws: `Refusal` for a key that is empty or too long.
    public static func checked(key: String) throws(Refusal) -> String {
        let isPlain = key.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        guard !key.isEmpty, isPlain, key.utf8.count <= keyMost else {
            throw .invalid("key", "badCustomerKey", ["max": "\(keyMost)"])
        }
        return key
    }

    /// What an expression's name stands for: `key`, `name`, `language`, a trait by its name, also
    /// with `customer.` before it.
    public func value(_ name: String) -> JSON? {
        let plain = name.hasPrefix("customer.") ? String(name.dropFirst(9)) : name
        switch plain {
        case "key": return .string(key)
        case "name": return self.name.map(JSON.string)
        case "language": return language.map(JSON.string)
        default: return traits[plain]
        }
    }
}
