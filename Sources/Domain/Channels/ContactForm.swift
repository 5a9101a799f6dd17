public import Base

/// A form by which customers write, by itself or within pages of the company's sites.
public struct ContactForm: Hashable, Sendable {
    public var title: Wording
    /// What stands above the fields.
    public var about: Wording?
    /// `#0b6e5f`; the product's own where nil.
    public var colour: String?
    /// What it may be about, to be chosen from; nothing is asked where there is none.
    public var matters: [Matter]
    public var reach: Reach
    /// What must be agreed to before it is sent; nil asks for nothing.
    public var consent: Wording?
    /// Where it is said what is kept.
    public var privacy: String?
    public var takesFiles: Bool
    /// Whether an address that is typed makes its writer the customer who has it. Anybody can type
    /// it, and reads the answers on the case's page: else who writes is somebody of their own.
    public var matches: Bool
    /// Sites that may show it within their pages; none where empty.
    public var origins: [String]

    /// A message, in characters.
    public static let textMost = 10_000
    private static let mattersMost = 30

    /// By what an answer can reach who writes.
    public enum Reach: String, CaseIterable, Sendable {
        case mail, phone
        /// One of both.
        case either
    }

    public struct Matter: Hashable, Sendable {
        public let key: String
        public let name: Wording
        /// What kind of case it opens; as the channel says if nil.
        public let kind: Case.Kind?
    }

    static func read(_ node: DocumentNode) -> ContactForm? {
        node.allow(
            "title", "about", "colour", "matters", "reach", "consent", "privacy", "takesFiles",
            "matches", "origins")
        let title = node.required("title")?.wording()
        for (name, most) in [("title", 60), ("about", 1_000), ("consent", 500)] {
            let words = node.child(name)
            for language in ["zh", "en"] {
                let text = words?.child(language)
                guard let count = text?.value.string?.count, count > most else { continue }
                text?.fault("tooLong", ["max": "\(most)"])
            }
        }
        let colour = node.child("colour")
        if let colour, !ChatPanel.isColour(colour.value.string ?? "") {
            colour.fault("notAColour")
        }
        let matters = node.list("matters").compactMap(matter)
        if matters.count > mattersMost {
            node.child("matters")?.fault("tooMany", ["max": "\(mattersMost)"])
        }
        if Set(matters.map(\.key)).count < matters.count {
            node.child("matters")?.fault("double", ["value": ""])
        }
        let origins = node.list("origins")
        if origins.count > ChatPanel.originsMost {
            node.child("origins")?.fault("originsCount", ["max": "\(ChatPanel.originsMost)"])
        }
        guard let title else { return nil }
        return ContactForm(
            title: title, about: node.child("about")?.wording(), colour: colour?.value.string,
            matters: matters, reach: node.child("reach").flatMap { $0.choice() } ?? .either,
            consent: node.child("consent")?.wording(),
            privacy: node.child("privacy")?.webAddress(),
            takesFiles: node.child("takesFiles")?.bool() ?? true,
            matches: node.child("matches")?.bool() ?? false,
            origins: origins.compactMap(ChatPanel.origin))
    }

    private static func matter(_ node: DocumentNode) -> Matter? {
        node.allow("key", "name", "kind")
        guard let key = node.required("key")?.key(), let name = node.required("name")?.wording()
        else { return nil }
        return Matter(key: key, name: name, kind: node.child("kind").flatMap { $0.choice() })
    }
}

/// What somebody writes into a contact form.
public struct ContactNote: Hashable, Sendable {
    public var name: String?
    public var mail: String?
    public var phone: String?
    public var matter: String?
    public var text: String
    public var agrees: Bool

    public init(
        name: String? = nil, mail: String? = nil, phone: String? = nil, matter: String? = nil,
        text: String, agrees: Bool = false
    ) {
        self.name = name
        self.mail = mail
        self.phone = phone
        self.matter = matter
        self.text = text
        self.agrees = agrees
    }

    /// The note without what was left empty.
    /// - Throws: `Refusal` with every fault, by the field's name.
    public func checked(by form: ContactForm) throws(Refusal) -> ContactNote {
        var faults: [Refusal.Fault] = []
        func given(_ text: String?, _ field: String, max: Int) -> String? {
            guard let text = text?.cleaned, !text.isEmpty else { return nil }
            if text.count > max { faults.append(.init(field, "tooLong", ["max": "\(max)"])) }
            return text
        }
        var note = self
        note.name = given(name, "name", max: 100)
        note.text = given(text, "text", max: ContactForm.textMost) ?? ""
        if note.text.isEmpty { faults.append(.init("text", "required")) }
        for (kind, field, path) in [
            (Contact.Kind.mail, \ContactNote.mail, "mail"), (.phone, \.phone, "phone"),
        ] {
            guard let text = given(self[keyPath: field], path, max: 254) else {
                note[keyPath: field] = nil
                continue
            }
            note[keyPath: field] = Contact(kind, text).plain?.value
            if note[keyPath: field] == nil {
                faults.append(.init(path, kind == .mail ? "notAnAddress" : "notAPhone"))
            }
        }
        let hasMail = mail?.cleaned.isEmpty == false
        let hasPhone = phone?.cleaned.isEmpty == false
        let lacks: String? =
            switch form.reach {
            case .mail: hasMail ? nil : "mail"
            case .phone: hasPhone ? nil : "phone"
            case .either: hasMail || hasPhone ? nil : "mail"
            }
        if let lacks {
            faults.append(.init(lacks, form.reach == .either ? "mailOrPhone" : "required"))
        }
        note.matter = matter.flatMap { $0.isEmpty ? nil : $0 }
        if !form.matters.isEmpty, !form.matters.contains(where: { $0.key == note.matter }) {
            faults.append(.init("matter", "required"))
        }
        if form.consent != nil, !agrees { faults.append(.init("agrees", "consentNeeded")) }
        guard faults.isEmpty else { throw .invalid(faults) }
        return note
    }
}
