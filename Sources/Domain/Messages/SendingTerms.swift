public import Base

/// How a workspace sends: its mail server, gateway, robots and webhooks, and how much.
public struct SendingTerms: Hashable, Sendable {
    /// Where this site is reached from outside: `https://care.example.com`. Links in messages
    /// begin with it.
    public var address: String?
    public var mail: Mail?
    public var sms: Gateway?
    public var robots: [Robot]
    public var webhooks: [Webhook]
    public var limits: Limits
    public var frequency: ContactFrequency

    public struct Mail: Hashable, Sendable {
        public enum Security: String, CaseIterable, Sendable { case tls, starttls, none }

        public var host: String
        public var port: Int
        public var security: Security
        public var user: String?
        public var password: String?
        /// The mailbox in whose name it is signed in, whose owner has agreed.
        public var mailbox: ID<Channel>?
        public var from: String
        public var fromName: String?
        public var replyTo: String?
        /// Whether a picture in invitations tells that they were opened.
        public var tracksOpening: Bool
    }

    /// A service that takes texts to phones over HTTP.
    public struct Gateway: Hashable, Sendable {
        public var url: String
        public var method: String
        public var headers: [String: String]
        public var body: String
        /// Over `status` and `body.…`, such as `status == 200 and body.Code == "OK"`.
        public var success: Expression
        /// Replaces `{secret}`; kept apart so that it need not be shown.
        public var secret: String?
    }

    public struct Robot: Hashable, Sendable {
        public enum Kind: String, CaseIterable, Sendable { case wecom, dingtalk, feishu }

        public var name: String
        public var kind: Kind
        public var url: String
        public var secret: String?
    }

    public struct Webhook: Hashable, Sendable {
        public var name: String
        public var url: String
        /// As Standard Webhooks write it: `whsec_` and base 64.
        public var secret: String
    }

    /// Against storms: how many messages leave within an hour.
    public struct Limits: Hashable, Sendable {
        public var perHour: Int
        /// To one mail address or phone.
        public var perAddressHour: Int
        /// Whether only those are invited who have said that they may be; otherwise all who have
        /// not said no.
        public var needsConsent: Bool

        public init(perHour: Int = 5_000, perAddressHour: Int = 5, needsConsent: Bool = false) {
            self.perHour = perHour
            self.perAddressHour = perAddressHour
            self.needsConsent = needsConsent
        }
    }

    /// What the success of a gateway may speak of.
    public static let gatewayScope = Scope(["status": .number], openPrefixes: ["body."])
}

extension SendingTerms {
    /// Reads what is stored or handed in; throws every fault.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { SendingTerms.read($0) }
    }

    private static func read(_ node: DocumentNode) -> SendingTerms? {
        node.allow("address", "mail", "sms", "robots", "webhooks", "limits", "frequency")
        let address = node.child("address").flatMap { $0.webAddress() }
        return SendingTerms(
            address: address.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 },
            mail: node.child("mail").flatMap(mail), sms: node.child("sms").flatMap(gateway),
            robots: node.list("robots").compactMap(robot),
            webhooks: node.list("webhooks").compactMap(webhook),
            limits: node.child("limits").map(limits) ?? Limits(),
            frequency: node.child("frequency").map(ContactFrequency.read) ?? ContactFrequency())
    }

    private static func mail(_ node: DocumentNode) -> Mail? {
        node.allow(
            "host", "port", "security", "user", "password", "mailbox", "from", "fromName",
            "replyTo", "tracksOpening")
        let host = node.required("host")?.plainText(255)
        let security = node.child("security").map { $0.choice(Mail.Security.self) } ?? .starttls
        let port = node.child("port").map { $0.whole(in: 1...65_535) }
        guard let from = node.required("from")?.mailAddress(), let host, let security else {
            return nil
        }
        return Mail(
            host: host, port: (port ?? nil) ?? (security == .tls ? 465 : 587), security: security,
            user: node.child("user")?.plainText(255),
            password: node.child("password")?.plainText(1_000),
            mailbox: node.child("mailbox").flatMap(mailbox), from: from,
            fromName: node.child("fromName")?.plainText(100),
            replyTo: node.child("replyTo")?.mailAddress(),
            tracksOpening: node.child("tracksOpening")?.bool() ?? false)
    }

    private static func mailbox(_ node: DocumentNode) -> ID<Channel>? {
        let id = node.value.string.flatMap(ID<Channel>.init)
        if id == nil { node.fault("notAnID", ["prefix": Channel.idPrefix]) }
        return id
    }

    private static func gateway(_ node: DocumentNode) -> Gateway? {
        node.allow("url", "method", "headers", "body", "success", "secret")
        var headers: [String: String] = [:]
        for member in node.child("headers")?.value.object?.members ?? [] {
            headers[member.key] = node.node(member.value, at: "headers.\(member.key)")
                .plainText(2_000)
        }
        let method = node.child("method")?.plainText(10) ?? "POST"
        if !["GET", "POST", "PUT"].contains(method) {
            node.child("method")?.fault(
                "notOneOf", ["value": method, "allowed": "GET, POST, PUT"])
        }
        guard let url = node.required("url")?.webAddress(),
            let success = node.required("success")?.condition(in: gatewayScope)
        else { return nil }
        return Gateway(
            url: url, method: method, headers: headers, body: node.child("body")?.text() ?? "",
            success: success, secret: node.child("secret")?.plainText(1_000))
    }

    private static func robot(_ node: DocumentNode) -> Robot? {
        node.allow("name", "kind", "url", "secret")
        guard let name = node.required("name")?.plainText(60),
            let kind = node.required("kind")?.choice(Robot.Kind.self),
            let url = node.required("url")?.webAddress()
        else { return nil }
        return Robot(
            name: name, kind: kind, url: url, secret: node.child("secret")?.plainText(1_000))
    }

    private static func webhook(_ node: DocumentNode) -> Webhook? {
        node.allow("name", "url", "secret")
        guard let name = node.required("name")?.plainText(60),
            let url = node.required("url")?.webAddress(),
            let secret = node.required("secret")?.plainText(1_000)
        else { return nil }
        return Webhook(name: name, url: url, secret: secret)
    }

    private static func limits(_ node: DocumentNode) -> Limits {
        node.allow("perHour", "perAddressHour", "needsConsent")
        let standard = Limits()
        return Limits(
            perHour: node.child("perHour")?.whole(in: 1...10_000_000) ?? standard.perHour,
            perAddressHour: node.child("perAddressHour")?.whole(in: 1...1_000)
                ?? standard.perAddressHour,
            needsConsent: node.child("needsConsent")?.bool() ?? false)
    }
}

extension DocumentNode {
    /// One line without control characters.
    func plainText(_ most: Int) -> String? {
        guard let text = value.string, !text.isEmpty, text.count <= most,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            fault("notPlainText", ["max": "\(most)"])
            return nil
        }
        return text
    }

    func webAddress() -> String? {
        guard let text = plainText(2_000) else { return nil }
        let isWeb = text.hasPrefix("https://") || text.hasPrefix("http://")
        guard isWeb, !text.contains(" ") else {
            fault("notWebAddress")
            return nil
        }
        return text
    }

    func mailAddress() -> String? {
        guard let text = plainText(254), let plain = Contact(.mail, text).plain else {
            fault("notAnAddress")
            return nil
        }
        return plain.value
    }
}
