public import Base
public import Domain
import SQL
import Store

/// A contact form as its readers meet it: nobody signs in, and what is sent is a case at once.
public struct FormDoor: Sendable {
    public let form: ContactForm
    public let channel: ID<Channel>
    private let whole: Channel
    private let desk: Desk

    private static let mostOfAddress = 10
    private static let mostOfChannel = 300
    static let trap = "trap"

    /// - Throws: `Refusal` where there is no such form, or it is at rest.
    public static func open(_ id: ID<Channel>, in house: House) async throws -> FormDoor {
        try await house.database.read { connection in
            guard let stored = try Channels.find(id, on: connection), stored.isActive else {
                throw Refusal(.notFound, "noSuchChannel")
            }
            let channel = try house.channel(stored)
            guard case .form(let form) = channel.door else {
                throw Refusal(.notFound, "noSuchChannel")
            }
            return FormDoor(
                form: form, channel: id, whole: channel,
                desk: Desk(house, actor: .system("form", in: stored.workspace)))
        }
    }

    /// What is handed in, once a key.
    public struct Handed: Sendable {
        public var note: ContactNote
        public var files: [IncomingFile]
        /// What the page calls this sending: twice it is one.
        public var key: String
        public var language: String
        /// Whether a field was filled that no person sees.
        public var isTrapped: Bool

        public init(
            note: ContactNote, files: [IncomingFile], key: String, language: String,
            isTrapped: Bool
        ) {
            self.note = note
            self.files = files
            self.key = key
            self.language = language
            self.isTrapped = isTrapped
        }
    }

    /// What became of it.
    public struct Receipt: Hashable, Sendable {
        /// Of the case; nil where a person looks at it first.
        public let number: Int?
        /// Path of the case's private page.
        public let page: String?
        /// Where its address was sent too.
        public let mailed: String?
    }

    /// Keeps what is sent and makes a case of it, together: whoever is thanked has a case.
    public func take(_ handed: Handed, from address: String?) async throws -> Receipt {
        let note = try handed.note.checked(by: form)
        guard (8...64).contains(handed.key.utf8.count),
            handed.key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw Refusal(.unreadable, "badForm") }
        var files: [(attachment: Attachment, file: IncomingFile)] = []
        if form.takesFiles {
            guard handed.files.count <= FileTerms.ofMessages.count else {
                throw Refusal.invalid(
                    "file", "tooManyFiles", ["max": "\(FileTerms.ofMessages.count)"])
            }
            files = try handed.files.map { (try $0.checked(.ofMessages, at: "file"), $0) }
        }
        try await desk.house.bound("forms of \(address ?? "")", tries: FormDoor.mostOfAddress)
        try await desk.house.bound("forms at \(channel)", tries: FormDoor.mostOfChannel)
        let raw = FormDoor.raw(note, handed)
        return try await desk.write { [whole, form, files] ledger in
            let (id, isSame) = try ledger.keep(
                raw, as: handed.key, from: whole, sender: note.mail ?? note.phone)
            guard isSame else { throw Refusal(.conflict, "formIsSent") }
            guard
                let known = try Incomings.find(
                    id, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.conflict, "incomingIsTaken") }
            guard known.state == .waiting, known.tries == 0 else {
                return try ledger.receipt(of: known)
            }
            for (place, one) in files.enumerated() {
                try ledger.requireRoom(for: one.file.bytes.count)
                _ = try ledger.keep(
                    one.attachment, one.file.bytes, digest: one.file.digest, place: "\(place)",
                    holder: id.description, of: .init(Chat.fileKind, id.raw))
            }
            let done = try ledger.takeForm(JSON(parsing: raw), known, by: whole, form)
            try ledger.finish(done)
            return try ledger.receipt(of: done)
        }
    }

    private static func raw(_ note: ContactNote, _ handed: Handed) -> [UInt8] {
        let said: JSON = [
            "name": .optional(note.name), "mail": .optional(note.mail),
            "phone": .optional(note.phone), "matter": .optional(note.matter),
            "text": .string(note.text), "agrees": .bool(note.agrees),
            "language": .string(handed.language), trap: .bool(handed.isTrapped),
            "files": .array(handed.files.map { .string($0.digest) }),
        ]
        return said.bytes
    }
}

extension Ledger {
    /// Makes a case of what was sent by a form.
    func takeForm(
        _ said: JSON, _ incoming: Incoming, by channel: Channel, _ form: ContactForm
    ) throws -> Incoming {
        func text(_ name: String) -> String? { said[name]?.string }
        let sender = text("mail") ?? text("phone") ?? ""
        if said[FormDoor.trap] == true, !incoming.isWanted {
            // Programs that fill in everything are no customers; a browser that did is looked at.
            var held = incoming
            held.sender = sender
            held.settle(.held, FormDoor.trap, at: now)
            return held
        }
        let language = text("language") ?? "en"
        let matter = form.matters.first { $0.key == text("matter") }
        let words = text("text") ?? ""
        var arrival = Arrival(
            kind: .form, sender: sender, name: text("name"), channelName: "form",
            title: Arrival.title(matter?.name[language] ?? "", orFrom: words), text: words)
        if let mail = text("mail") { arrival.contacts.append(Contact(.mail, mail)) }
        if let phone = text("phone") { arrival.contacts.append(Contact(.phone, phone)) }
        arrival.isKnownByContacts = form.matches
        arrival.caseKind = matter?.kind
        arrival.language = language
        arrival.reference = incoming.key
        let message: ID<CaseMessage> = newID()
        arrival.message = message
        let done = try take(arrival, incoming, opens: channel.opens)
        if done.caseID != nil {
            try Attachments.move(
                from: .init(Chat.fileKind, incoming.id.raw), to: CaseFile.subject(message),
                in: workspace, on: connection)
        }
        return done
    }

    /// What whoever sent a form is told: the case's number and its private page, which is made
    /// with it, and goes by mail where that is set up.
    fileprivate func receipt(of incoming: Incoming) throws -> FormDoor.Receipt {
        guard let id = incoming.caseID,
            let one = try Cases.find(id, in: workspace, on: connection)
        else { return FormDoor.Receipt(number: nil, page: nil, mailed: nil) }
        let page = try CasePages.token(of: id, in: workspace, on: connection)
        // A page that was made before is shown again only to who sends the very same again.
        let token = try page ?? casePage(of: one)
        var mailed: String?
        let terms = try sendingTerms()
        if terms.sends(.mail), terms.address != nil, let route = try replyRoute(of: one),
            route.kind == .mail
        {
            try sendPage(token, of: one)
            mailed = route.address
        }
        return FormDoor.Receipt(
            number: one.number, page: "/c/" + token, mailed: mailed)
    }

    /// Makes the customer's page of a case.
    func casePage(of one: Case) throws -> String {
        // 256 bits that nobody can guess.
        let token = randomBytes(32).hexadecimal
        try CasePages.insert(
            token, of: one.id, by: actor.name, at: now, in: workspace, on: connection)
        try record("case.page_made", .init(one.id), customer: one.customer?.raw)
        return token
    }
}
