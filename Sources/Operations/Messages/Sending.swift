public import Base
import Domain
import SQL
import Store

/// How the workspace sends. Secrets stay inside: only whether there is one is told.
public struct SendingResource: Resource {
    public let document: JSON

    public static let shape = Shape.map(.any)
    public var json: JSON { document }
}

/// Shows how the workspace sends.
public struct ShowSending: Operation {
    public static let name = "sending.show"
    public static let summary = "Show how this workspace sends; secrets are never shown."
    public static let access = Access.right(.workspaceWrite)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> SendingResource {
        try await desk.read { connection in
            let document = try desk.house.sendingDocument(of: desk.workspace, on: connection)
            return SendingResource(document: SendingTerms.shown(document))
        }
    }
}

/// Sets how the workspace sends, section by section.
public struct EditSending: Operation {
    public static let name = "sending.edit"
    public static let summary =
        "Set how this workspace sends: a section that is given replaces the old one, false takes "
        + "it away; secrets that are not given stay."
    public static let access = Access.right(.workspaceWrite)
    static let sections = [
        "address", "mail", "sms", "robots", "webhooks", "limits", "frequency",
    ]
    public static let input = [
        Field("address", .any, .optional, "Where this site is reached: https://care.example.com."),
        Field(
            "mail", .any, .optional,
            "host, port, security (tls, starttls, none), user, password, from, fromName, replyTo, "
                + "tracksOpening."),
        Field("sms", .any, .optional, "url, method, headers, body, success, secret."),
        Field(
            "robots", .any, .optional, "List of name, kind (wecom, dingtalk, feishu), url, secret."),
        Field("webhooks", .any, .optional, "List of name, url, secret."),
        Field("limits", .any, .optional, "perHour, perAddressHour."),
        Field("frequency", .any, .optional, "Days by family: nps, csat, ces, other, any."),
    ]

    private let changes: JSON.Object

    public init(_ input: Input) {
        var changes = JSON.Object()
        for name in EditSending.sections {
            guard let value = input[name] else { continue }
            changes.append(name, value == false ? .null : value)
        }
        self.changes = changes
    }

    public func perform(on desk: Desk) async throws -> SendingResource {
        try await desk.write { ledger in
            let stored = try ledger.house.sealedSetting(
                House.sendingSetting, workspace: ledger.workspace, on: ledger.connection)
            // What the environment says holds until a section is set here; its secrets too.
            let base = try ledger.house.sendingDocument(
                of: ledger.workspace, on: ledger.connection)
            var document = SendingTerms.merged(base.object ?? JSON.Object(), with: changes)
            _ = try SendingTerms(document: .object(document))
            for name in ["mail", "address"]
            where stored?[name] == nil && changes[name] == nil {
                document[name] = nil
            }
            try ledger.house.setSealed(
                House.sendingSetting, to: .object(document), workspace: ledger.workspace,
                on: ledger.connection)
            let shown = SendingTerms.shown(.object(document))
            try ledger.record("sending.changed", .init("workspace", ledger.workspace), shown)
            let whole = try ledger.house.sendingDocument(
                of: ledger.workspace, on: ledger.connection)
            return SendingResource(document: SendingTerms.shown(whole))
        }
    }
}

/// Sends one message to see whether it works.
public struct SendTestMessage: Operation {
    public static let name = "sending.test"
    public static let summary = "Send one test message by mail, sms, robot or webhook."
    public static let access = Access.right(.workspaceWrite)
    public static let input = [
        Field("kind", .choice(Message.Kind.free.map(\.rawValue))),
        Field("to", .text(max: 254), .required, "Address, phone, or name of the robot or webhook."),
        Field("subject", .text(max: 200), .optional),
        Field("text", .text(max: 1_000), .optional),
    ]

    private let kind: Message.Kind
    private let address: String
    private let subject: String
    private let text: String

    public init(_ input: Input) throws {
        guard let kind = Message.Kind(rawValue: input.text("kind")) else {
            throw Refusal.invalid("kind", "notAChoice", ["choices": ""])
        }
        self.kind = kind
        address = input.text("to")
        subject = input.textOrNil("subject") ?? "Nuo"
        text = input.textOrNil("text") ?? "Nuo: it works."
    }

    public func perform(on desk: Desk) async throws -> MessageResource {
        let to = try checked()
        return try await desk.write { ledger in
            let terms = try ledger.sendingTerms()
            guard terms.sends(kind, to: to) else { throw Refusal(.conflict, "notSetUp") }
            let key = "test/\(ledger.newID(Message.self))"
            var draft = MessageDraft.text(kind, to: to, text, purpose: .test, key: key)
            if kind == .mail {
                draft = .mail(to: to, subject: subject, text: text, purpose: .test, key: key)
            }
            if kind == .webhook {
                draft.content = JSON.Object([
                    .init(
                        key: "payload",
                        value: [
                            "type": "test", "timestamp": .string(ledger.now.iso8601),
                            "data": ["text": .string(text)],
                        ])
                ])
            }
            guard let id = try ledger.send(draft, terms),
                let made = try Messages.find(id, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.conflict, "notSetUp") }
            return MessageResource(made)
        }
    }

    private func checked() throws(Refusal) -> String {
        switch kind {
        case .mail, .sms:
            let contact = Contact(kind == .mail ? .mail : .phone, address).plain
            guard let contact else {
                throw .invalid("to", kind == .mail ? "notAnAddress" : "notAPhone")
            }
            return contact.value
        case .robot, .webhook, .wecom, .wechat: return address
        }
    }
}

extension SendingTerms {
    /// Whether this workspace can send that way.
    func sends(_ kind: Message.Kind, to address: String? = nil) -> Bool {
        switch kind {
        case .mail: mail != nil
        case .sms: sms != nil
        case .robot: robots.contains { $0.name == address || address == nil }
        case .webhook: webhooks.contains { $0.name == address || address == nil }
        // A conversation of a channel carries them, not what is set here.
        case .wecom, .wechat: false
        }
    }
}
