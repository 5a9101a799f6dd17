import Base
import Domain
import Store

/// Opens a case by hand.
public struct OpenCase: Operation {
    public static let name = "cases.open"
    public static let summary = "Open a case; the clocks of its promise start at once."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("title", .text(max: 500)),
        Field("kind", .choice(Case.Kind.allCases.map(\.rawValue)), .optional),
        Field("severity", .choice(Case.Severity.allCases.map(\.rawValue)), .optional),
        Field("customer", .id(Customer.idPrefix), .optional),
        Field("name", .text(max: 100), .optional, "Of a caller who is not known yet."),
        Field(
            "phone", .text(max: 40), .optional,
            "Of whoever called or came: finds the customer, or makes one known."),
        Field("mail", .text(max: 254), .optional, "The same by a mail address."),
        Field("team", .id(Team.idPrefix), .optional),
        Field("assignee", .id(User.idPrefix), .optional),
        Field("process", .text(max: 64), .optional, "Key of the process; by the kind if absent."),
        Field("promise", .text(max: 64), .optional, "Key of the promise; by its scope if absent."),
        Field("channel", .text(max: 40), .optional, "`phone`, `mail`, `web` and so on."),
        Field("words", .document(max: 20_000), .optional, "What the customer said."),
        Field(
            "response", .id(Response.idPrefix), .optional,
            "The answer it follows; its score stands beside the one after closing."),
        Field("tags", .array(.text(max: 60), max: 50), .optional),
    ]

    private let draft: CaseDraft
    private let name: String?
    private let contacts: [Contact]

    public init(_ input: Input) throws {
        let title = input.text("title")
        var draft = CaseDraft(title: Wording(zh: title, en: title))
        draft.kind = input.textOrNil("kind").flatMap(Case.Kind.init) ?? .feedback
        draft.severity = input.textOrNil("severity").flatMap(Case.Severity.init) ?? .ordinary
        draft.customer = try input.idOrNil("customer")
        draft.team = try input.idOrNil("team")
        draft.assignee = try input.idOrNil("assignee")
        draft.process = input.textOrNil("process")
        draft.promise = input.textOrNil("promise")
        draft.origin = Case.Origin(
            response: try input.idOrNil("response"), channel: input.textOrNil("channel"))
        draft.words = input.textOrNil("words")
        draft.tags = input.texts("tags")
        self.draft = draft
        let name = input.textOrNil("name")?.trimmed
        self.name = name?.isEmpty == true ? nil : name
        contacts = try [(Contact.Kind.phone, "notAPhone"), (Contact.Kind.mail, "notAnAddress")]
            .compactMap {
                kind, fault in
                guard let text = input.textOrNil(kind.rawValue)?.trimmed, !text.isEmpty else {
                    return nil
                }
                guard let plain = Contact(kind, text).plain else {
                    throw Refusal.invalid(kind.rawValue, fault)
                }
                return plain
            }
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            var draft = self.draft
            if let key = draft.process {
                try ledger.installLibrary()
                _ = try ledger.process(named: key, for: draft.kind)
            }
            if let response = draft.origin.response { try check(response, for: desk, ledger) }
            draft.customer =
                try draft.customer.map(ledger.standing) ?? caller(in: ledger)
            let one = try ledger.open(draft)
            return try one.resource(on: desk, ledger.connection)
        }
    }

    /// Whoever may not read answers learns nothing of them by a case.
    private func check(_ response: ID<Response>, for desk: Desk, _ ledger: Ledger) throws {
        guard desk.actor.rights.contains(.answersRead) else {
            throw Refusal.denied(.right(.answersRead), desk.actor)
        }
        let found = try Responses.find(response, in: ledger.workspace, on: ledger.connection)
        guard found != nil else { throw Refusal(.notFound, "noSuchResponse") }
    }

    /// Who called or came: by their number or address, else somebody new. A name alone may be
    /// anybody's, so it finds nobody.
    private func caller(in ledger: Ledger) throws -> ID<Customer>? {
        if let known = try ledger.customer(with: contacts) { return known }
        if let first = contacts.first {
            return try ledger.makeCustomer(
                "\(first.kind.rawValue):\(first.value)", name: name, contacts)
        }
        guard let name else { return nil }
        let id: ID<Customer> = ledger.newID()
        return try ledger.makeCustomer("caller:\(id)", name: name, [])
    }
}
