public import Base
import Crypto
public import Domain
import Foundation
import Post
import SQL
import Store

/// Gets into mailboxes whose owners agreed: access tokens are fetched with the refresh token when
/// they are needed and kept as long as they hold; a refresh token that the provider replaces is
/// kept sealed in its place.
struct MailAccess {
    private static let secrets: Set<String> = [
        "client_secret", "refresh_token", "code", "code_verifier",
    ]

    let house: House

    /// A channel's server with what signs in there now.
    func server(
        of account: Channel.MailAccount, _ channel: ID<Channel>, in workspace: ID<Workspace>
    ) async throws(Trouble) -> MailServer {
        let plain = account.server(house.outside.authorityFile)
        guard account.grant != nil else { return plain }
        return plain.withBearer(try await token(of: account, channel, in: workspace))
    }

    /// What signs in as the mailbox of a channel, for a server that sends.
    func token(
        of channel: ID<Channel>, in workspace: ID<Workspace>
    ) async throws(Trouble) -> (user: String, token: String) {
        let found: Channel?
        do {
            found = try await house.database.read { [house] connection in
                try house.activeChannel(channel, in: workspace, on: connection)
            }
        } catch {
            throw Trouble(.later, text: "database")
        }
        guard case .mail(let account)? = found?.door, account.grant != nil else {
            throw Trouble(.signIn, text: "no such mailbox")
        }
        return (account.user, try await token(of: account, channel, in: workspace))
    }

    private func token(
        of account: Channel.MailAccount, _ channel: ID<Channel>, in workspace: ID<Workspace>
    ) async throws(Trouble) -> String {
        let now = house.now()
        if let known = house.accessTokens.find(.mail(account), at: now) { return known }
        guard let grant = account.grant, let refresh = grant.refresh else {
            throw Trouble(.signIn, text: "not agreed yet")
        }
        let said = try await ask(
            grant,
            [("grant_type", "refresh_token"), ("refresh_token", refresh), ("scope", grant.scope)])
        guard let token = said["access_token"]?.string else {
            throw Trouble(.signIn, text: "no access_token")
        }
        var kept = account
        if let new = said["refresh_token"]?.string, new != refresh {
            kept.grant?.refresh = new
            do {
                try await keep(new, insteadOf: refresh, of: channel, in: workspace)
            } catch {
                throw Trouble(.later, text: "database")
            }
        }
        house.accessTokens.keep(
            token, for: .mail(kept), seconds: said["expires_in"]?.integer ?? 3_600, at: now)
        return token
    }

    /// Unless somebody has agreed anew meanwhile.
    private func keep(
        _ new: String, insteadOf old: String?, of id: ID<Channel>, in workspace: ID<Workspace>
    ) async throws {
        try await Desk(house, actor: .system("channels", in: workspace)).write { ledger in
            guard
                var stored = try Channels.find(id, in: workspace, on: ledger.connection),
                var document = try ledger.house.channelDocument(stored).object,
                var mail = document["mail"]?.object,
                old == nil || mail["refresh"]?.string == old
            else { return }
            mail["refresh"] = .string(new)
            document["mail"] = .object(mail)
            stored.document = try ledger.house.sealChannel(
                .object(document), id, in: workspace)
            stored.changedAt = ledger.now
            try Channels.put(stored, on: ledger.connection)
        }
    }

    /// The code that the owner brings back is worth a refresh token, once.
    func exchange(
        _ code: String, verifier: String, redirect: String, of id: ID<Channel>,
        _ account: Channel.MailAccount, in workspace: ID<Workspace>
    ) async throws {
        guard let grant = account.grant else { throw Refusal(.conflict, "notSetUp") }
        let said = try await ask(
            grant,
            [
                ("grant_type", "authorization_code"), ("code", code),
                ("redirect_uri", redirect), ("code_verifier", verifier),
            ])
        guard let refresh = said["refresh_token"]?.string else {
            throw Refusal(.conflict, "noRefreshToken")
        }
        try await keep(refresh, insteadOf: nil, of: id, in: workspace)
    }

    private func ask(
        _ grant: MailGrant, _ fields: [(name: String, value: String)]
    ) async throws(Trouble) -> JSON {
        var all = fields
        all.append(("client_id", grant.client))
        if let secret = grant.secret { all.append(("client_secret", secret)) }
        let body = all.map { "\($0.name)=\(GatewayCarrier.percent($0.value))" }
            .joined(separator: "&")
        let call = WebCall(
            "POST", grant.tokenAddress,
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(body.utf8))
        let answer = try await call.perform(
            addresses: house.outside.addresses, authorityFile: house.outside.authorityFile
        ).get()
        let json: JSON
        do { json = try JSON(parsing: answer.body) } catch {
            throw Trouble(.later, code: answer.status, text: "\(answer.status)")
        }
        guard answer.status == 200 else {
            var said = [json["error"]?.string, json["error_description"]?.string]
                .compactMap { $0 }.joined(separator: ": ")
            // What is shown and kept as the reason repeats no secret, whoever answers there.
            let isEcho = all.contains {
                MailAccess.secrets.contains($0.name) && said.contains($0.value)
            }
            if isEcho { said = "" }
            // The provider says no; anything else is its own trouble and may pass.
            let isRefused = answer.status == 400 || answer.status == 401
            throw Trouble(
                isRefused ? .signIn : .later, code: answer.status,
                text: String("\(answer.status) \(said)".prefix(400)))
        }
        return json
    }
}

extension Field {
    fileprivate static let redirect = Field(
        "redirect", .text(max: 1_000), .required, "Where the provider sends the owner back to.")
    fileprivate static let session = Field(
        "session", .text(max: 200), .required, "What only this person's browser can name.")
}

/// What ties the way to the provider and back to one person and one channel.
private struct Consent {
    let channel: ID<Channel>
    private let key: Secret

    init?(_ channel: ID<Channel>, session: String) {
        guard let key = Secret(shown: session) else { return nil }
        self.channel = channel
        self.key = key
    }

    var state: String { "\(channel).\(key.signature(of: "mail consent \(channel)"))" }
    /// RFC 7636: of letters and figures, 64 of them.
    var verifier: String { key.signature(of: "mail verifier \(channel)") }

    var challenge: String {
        Data(SHA256.hash(data: Array(verifier.utf8))).base64EncodedString()
            .map { $0 == "+" ? "-" : $0 == "/" ? "_" : String($0) }.joined()
            .filter { $0 != "=" }
    }
}

/// Tells where the owner of a mailbox agrees that it is read and written in their name.
public struct AskMailConsent: Operation {
    public static let name = "channels.askConsent"
    public static let summary = "Tell where the owner of a mailbox agrees that it is used."
    public static let access = Access.right(.workspaceWrite)
    public static let input = [Field.channel, .redirect, .session]

    private let id: ID<Channel>
    private let redirect: String
    private let session: String

    public init(_ input: Input) throws {
        id = try input.id("channel")
        redirect = input.text("redirect")
        session = input.text("session")
    }

    public func perform(on desk: Desk) async throws -> MailConsentResource {
        let account = try await desk.mailAccount(id)
        guard let grant = account.grant, let consent = Consent(id, session: session) else {
            throw Refusal(.conflict, "notSetUp")
        }
        let fields = [
            ("client_id", grant.client), ("response_type", "code"), ("redirect_uri", redirect),
            ("scope", grant.scope), ("state", consent.state), ("login_hint", account.user),
            ("code_challenge", consent.challenge), ("code_challenge_method", "S256"),
        ]
        let query = fields.map { "\($0.0)=\(GatewayCarrier.percent($0.1))" }
            .joined(separator: "&")
        let sign = grant.consentAddress.contains("?") ? "&" : "?"
        return MailConsentResource(channel: id, address: grant.consentAddress + sign + query)
    }
}

/// Takes what the owner brings back from the provider.
public struct TakeMailConsent: Operation {
    public static let name = "channels.takeConsent"
    public static let summary = "Take the code that the owner of a mailbox brings back."
    public static let access = Access.right(.workspaceWrite)
    public static let input = [
        Field("state", .text(max: 200)), Field("code", .text(max: 4_000)),
        Field.redirect, .session,
    ]

    private let state: String
    private let code: String
    private let redirect: String
    private let session: String

    public init(_ input: Input) throws {
        state = input.text("state")
        code = input.text("code")
        redirect = input.text("redirect")
        session = input.text("session")
    }

    public func perform(on desk: Desk) async throws -> MailConsentResource {
        guard let id = state.split(separator: ".").first.flatMap({ ID<Channel>(String($0)) }),
            let consent = Consent(id, session: session), consent.state == state
        else { throw Refusal(.forbidden, "csrf") }
        let account = try await desk.mailAccount(id)
        do {
            try await MailAccess(house: desk.house).exchange(
                code, verifier: consent.verifier, redirect: redirect, of: id, account,
                in: desk.workspace)
        } catch let trouble as Trouble {
            let detail = [trouble.kind.rawValue, trouble.text].filter { !$0.isEmpty }
            throw Refusal(
                .conflict, "consentFailed", ["detail": detail.joined(separator: ": ")])
        }
        try await desk.write { ledger in
            try ledger.record("channel.agreed", .init("channel", id))
        }
        return MailConsentResource(channel: id, address: nil)
    }
}

/// A mailbox on the way to its owner's consent.
public struct MailConsentResource: Resource {
    public let channel: ID<Channel>
    public let address: String?

    public static let shape = Shape.object([
        Field("channel", .id(Channel.idPrefix)),
        Field("address", .text(max: 8_000), .optional, "Where the owner agrees."),
    ])

    public var json: JSON {
        ["channel": .string(channel.description), "address": .optional(address)]
    }
}

extension Desk {
    fileprivate func mailAccount(_ id: ID<Channel>) async throws -> Channel.MailAccount {
        try await read { connection in
            guard let stored = try Channels.find(id, in: workspace, on: connection),
                case .mail(let account) = try house.channel(stored).door
            else { throw Refusal(.notFound, "noSuchChannel") }
            return account
        }
    }
}
