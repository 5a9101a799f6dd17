public import Base

extension Channel {
    /// Reads what is stored or handed in; throws every fault.
    public init(id: ID<Channel>, document: JSON) throws(Refusal) {
        let read = try DocumentNode.read(document) { Channel.read($0, id) }
        self = read
    }

    private static func read(_ node: DocumentNode, _ id: ID<Channel>) -> Channel? {
        node.allow(
            "name", "isActive", "kind", "mail", "webhook", "wecom", "wechat", "chat", "form",
            "opens")
        let name = node.required("name")?.plainText(60)
        let kind: Kind? = node.required("kind")?.choice()
        let opens = node.child("opens").map(opens) ?? Opens()
        guard let kind, let door = node.required(kind.rawValue).flatMap({ door(kind, $0) }),
            let name
        else { return nil }
        return Channel(
            id: id, name: name, isActive: node.child("isActive")?.bool() ?? true, door: door,
            opens: opens)
    }

    private static func door(_ kind: Kind, _ node: DocumentNode) -> Door? {
        switch kind {
        case .mail: mail(node).map(Door.mail)
        case .webhook: caller(node).map(Door.webhook)
        case .wecom: wecom(node).map(Door.wecom)
        case .wechat: wechat(node).map(Door.wechat)
        case .chat: ChatPanel.read(node).map(Door.chat)
        case .form: ContactForm.read(node).map(Door.form)
        }
    }

    private static func opens(_ node: DocumentNode) -> Opens {
        node.allow("kind", "team", "process", "perSenderHour")
        var opens = Opens()
        if let kind: Case.Kind = node.child("kind")?.choice() { opens.kind = kind }
        if let team = node.child("team") {
            opens.team = team.value.string.flatMap(ID<Team>.init)
            if opens.team == nil { team.fault("notAnID", ["prefix": Team.idPrefix]) }
        }
        opens.process = node.child("process")?.key()
        if let most = node.child("perSenderHour")?.whole(in: 1...1_000) {
            opens.perSenderHour = most
        }
        return opens
    }

    private static func mail(_ node: DocumentNode) -> MailAccount? {
        node.allow(
            ["host", "port", "security", "user", "password", "folder", "address", "takesOld"]
                + MailGrant.members)
        let security: SendingTerms.Mail.Security =
            node.child("security").flatMap { $0.choice() } ?? .tls
        let port = node.child("port").flatMap { $0.whole(in: 1...65_535) }
        let host = node.required("host")?.plainText(255)
        let user = node.required("user")?.plainText(255)
        let isGranted = node.child("provider") != nil
        let grant = isGranted ? MailGrant.read(node) : nil
        let password =
            isGranted ? "" : node.required("password")?.plainText(1_000)
        let address = node.required("address")?.mailAddress()
        guard let host, let user, let password, let address else { return nil }
        return MailAccount(
            host: host, port: port ?? (security == .tls ? 993 : 143), security: security,
            user: user, password: password, grant: grant,
            folder: node.child("folder")?.plainText(200) ?? "INBOX",
            address: address, takesOld: node.child("takesOld")?.bool() ?? false)
    }

    private static func caller(_ node: DocumentNode) -> Caller? {
        node.allow("secret", "mapping", "answersBy")
        var mapping: [String: Expression] = [:]
        if let map = node.child("mapping") {
            for member in map.value.object?.members ?? [] {
                let place = map.node(member.value, at: member.key)
                guard mappable.contains(member.key) else {
                    place.fault("unknownMember", ["allowed": mappable.joined(separator: ", ")])
                    continue
                }
                mapping[member.key] = place.expression(in: callerScope)
            }
        }
        guard let secret = node.required("secret")?.plainText(1_000) else { return nil }
        if secret.utf8.count < 16 { node.child("secret")?.fault("secretTooShort", ["min": "16"]) }
        return Caller(
            secret: secret, mapping: mapping, answersBy: node.child("answersBy")?.plainText(60))
    }

    private static func wecom(_ node: DocumentNode) -> WeComAccount? {
        node.allow(
            "corporation", "account", "secret", "token", "aesKey", "api", "handsOver",
            "servicers", "words")
        let corporation = node.required("corporation")?.plainText(100)
        let account = node.required("account")?.plainText(100)
        let secret = node.required("secret")?.plainText(200)
        let token = node.required("token")?.plainText(100)
        let key = node.required("aesKey").flatMap(aesKey)
        guard let corporation, let account, let secret, let token, let key else { return nil }
        return WeComAccount(
            corporation: corporation, account: account, secret: secret, token: token,
            aesKey: key, api: api(node) ?? "https://qyapi.weixin.qq.com",
            handsOver: node.child("handsOver")?.bool() ?? false,
            servicers: node.child("servicers").map(servicers) ?? [:],
            words: node.child("words").map(words) ?? [:])
    }

    /// What WeCom calls a person, and the person's login here; nobody twice.
    private static func servicers(_ node: DocumentNode) -> [String: String] {
        var found: [String: String] = [:]
        for member in node.value.object?.members ?? [] {
            let place = node.node(member.value, at: member.key)
            guard let login = place.plainText(200) else { continue }
            let folded = Login.folded(login)
            if found.values.contains(folded) { place.fault("double", ["value": login]) }
            found[member.key] = folded
        }
        return found
    }

    private static func words(_ node: DocumentNode) -> [WeComAccount.Moment: String] {
        node.allow(WeComAccount.Moment.allCases.map(\.rawValue))
        var found: [WeComAccount.Moment: String] = [:]
        for moment in WeComAccount.Moment.allCases {
            found[moment] = node.child(moment.rawValue)?.plainText(600)
        }
        return found
    }

    private static func wechat(_ node: DocumentNode) -> WeChatAccount? {
        node.allow("app", "secret", "token", "aesKey", "api")
        let app = node.required("app")?.plainText(100)
        let secret = node.required("secret")?.plainText(200)
        let token = node.required("token")?.plainText(100)
        guard let app, let secret, let token else { return nil }
        return WeChatAccount(
            app: app, secret: secret, token: token, aesKey: node.child("aesKey").flatMap(aesKey),
            api: api(node) ?? "https://api.weixin.qq.com")
    }

    private static func api(_ node: DocumentNode) -> String? {
        node.child("api")?.webAddress().map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }

    /// 43 letters and figures: base 64 of 32 bytes without its last sign.
    private static func aesKey(_ node: DocumentNode) -> String? {
        guard let text = node.plainText(43), text.utf8.count == 43,
            text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
        else {
            node.fault("notAnAESKey")
            return nil
        }
        return text
    }
}

extension Channel {
    /// Members of the stored document that are secrets.
    private static let secrets: Set<String> = [
        "password", "secret", "token", "aesKey", "refresh",
    ]

    /// What people may see of a stored document: whether there is a secret, never which.
    public static func shown(_ document: JSON) -> JSON {
        guard let object = document.object else { return document }
        var out = JSON.Object()
        for member in object.members {
            if secrets.contains(member.key) {
                out.append(
                    "has" + member.key.prefix(1).uppercased() + member.key.dropFirst(), true)
            } else {
                out.append(member.key, shown(member.value))
            }
        }
        return .object(out)
    }

    /// The stored document with what was handed in; secrets that are not given stay, empty ones are
    /// taken away.
    public static func merged(_ old: JSON.Object, with new: JSON.Object) -> JSON.Object {
        var out = old
        for member in new.members {
            guard !member.value.isNull else {
                out[member.key] = nil
                continue
            }
            guard var door = member.value.object, Kind(rawValue: member.key) != nil else {
                out[member.key] = member.value
                continue
            }
            let isSame = MailGrant.named.allSatisfy { door[$0] == old[member.key]?[$0] }
            for name in secrets {
                if door[name] == "" { door[name] = nil; continue }
                guard door[name] == nil || door[name] == .null else { continue }
                // Consent was given to one application at one provider, and to no other.
                if name == "refresh", !isSame { continue }
                door[name] = old[member.key]?[name]
            }
            out[member.key] = .object(door)
        }
        return out
    }
}
