import Base
import Domain
import Foundation
import Post

/// Carries messages of one kind to where they are to go.
protocol Carrier: Sendable {
    /// - Returns: what came of it, and whether the next message will fare no better: the server
    ///   cannot be reached or lets nobody in.
    func carry(
        _ message: Message, _ terms: SendingTerms, at now: Instant
    ) async -> (outcome: Message.Outcome, isBlocked: Bool)
}

/// The carriers of one worker; each keeps its connections.
struct Carriers: Sendable {
    private let mail: MailCarrier
    private let gateway: GatewayCarrier
    private let robot: RobotCarrier
    private let webhook: WebhookCarrier
    private let wecom: WeComCarrier
    private let wechat: WeChatCarrier

    init(_ house: House) {
        let outside = house.outside
        wecom = WeComCarrier(house: house)
        wechat = WeChatCarrier(house: house)
        mail = MailCarrier(house)
        gateway = GatewayCarrier(outside: outside)
        robot = RobotCarrier(outside: outside)
        webhook = WebhookCarrier(outside: outside)
    }

    subscript(_ kind: Message.Kind) -> any Carrier {
        switch kind {
        case .mail: mail
        case .sms: gateway
        case .robot: robot
        case .webhook: webhook
        case .wecom: wecom
        case .wechat: wechat
        }
    }
}

extension Message.Outcome {
    static let notSetUp = Message.Outcome.never(reason: "notSetUp", detail: "")
    static let fileGone = Message.Outcome.never(reason: "fileGone", detail: "")

    init(_ trouble: Trouble) {
        let detail = trouble.isInDoubt ? "in doubt: \(trouble.text)" : trouble.text
        self =
            switch trouble.kind {
            case .refused where trouble.isOfRecipient && trouble.saysNobodyIsThere:
                .noSuchAddress(detail: detail)
            case .refused, .unfit, .privateAddress:
                .never(reason: trouble.kind.rawValue, detail: detail)
            default: .notNow(reason: trouble.kind.rawValue, detail: detail)
            }
    }
}

extension Trouble {
    /// A refusal of the address itself, not of us or of this message: RFC 3463's 5.1.x, else the
    /// plain codes for an unknown mailbox.
    fileprivate var saysNobodyIsThere: Bool {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "-" }).map(String.init)
        if let status = words.first(where: { $0.hasPrefix("5.") }) {
            return status.hasPrefix("5.1.") || status == "5.2.1"
        }
        return code == 550 || code == 551 || code == 553
    }

    fileprivate var blocksOthers: Bool {
        [.unreachable, .notSecure, .signIn, .privateAddress].contains(kind)
    }
}

/// Mail over SMTP, one connection for each server.
private final class MailCarrier: Carrier {
    private let house: House
    private let connections = Locked<[MailServer: MailConnection]>([:])

    private var outside: Outside { house.outside }

    init(_ house: House) { self.house = house }

    func carry(
        _ message: Message, _ terms: SendingTerms, at now: Instant
    ) async -> (outcome: Message.Outcome, isBlocked: Bool) {
        guard let mail = terms.mail else { return (.notSetUp, false) }
        let content = message.content
        var letter = MailMessage(
            from: .init(mail.from, name: mail.fromName),
            to: .init(message.address, name: content["name"]?.string),
            subject: message.subject ?? "", text: content["text"]?.string ?? "",
            html: content["html"]?.string, at: message.createdAt, id: message.reference)
        letter.replyTo = content["replyTo"]?.string ?? mail.replyTo
        letter.references = content["references"]?.array?.compactMap(\.string) ?? []
        letter.isAutomatic = content["isPersonal"]?.bool != true
        letter.unsubscribe = content["unsubscribe"]?.string
        letter.language = content["language"]?.string
        letter.files = (content["files"]?.array ?? []).compactMap { file in
            guard let name = file["name"]?.string, let type = file["type"]?.string,
                let base64 = file["base64"]?.string
            else { return nil }
            return .init(name: name, type: type, base64: base64)
        }
        switch await attachments(of: message) {
        case .success(let files): letter.files += files
        case .failure(let failure): return (failure.outcome, false)
        }
        let bytes: [UInt8]
        do { bytes = try letter.bytes() } catch { return (Message.Outcome(error), false) }
        let way: MailConnection
        do throws(Trouble) {
            way = try await connection(mail, in: message.workspace)
        } catch {
            return (Message.Outcome(error), error.blocksOthers)
        }
        switch await way.send(bytes, from: mail.from, to: message.address) {
        case .success(let reply): return (.sent(reply: reply), false)
        case .failure(let trouble): return (Message.Outcome(trouble), trouble.blocksOthers)
        }
    }

    private struct Failure: Error {
        let outcome: Message.Outcome
    }

    /// What the message names of our files; one that was erased since leaves nothing to send.
    private func attachments(
        of message: Message
    ) async -> Result<[MailMessage.File], Failure> {
        var files: [MailMessage.File] = []
        for id in (message.content["attachments"]?.array ?? []).compactMap(\.string) {
            do {
                guard let id = ID<Attachment>(id),
                    let file = try await house.file(id, in: message.workspace)
                else { return .failure(Failure(outcome: .fileGone)) }
                files.append(
                    .init(
                        name: file.attachment.name, type: file.attachment.type.media,
                        base64: Data(file.bytes).base64EncodedString()))
            } catch {
                return .failure(Failure(outcome: .notNow(reason: "later", detail: "database")))
            }
        }
        return .success(files)
    }

    private func connection(
        _ mail: SendingTerms.Mail, in workspace: ID<Workspace>
    ) async throws(Trouble) -> MailConnection {
        var server = MailServer(
            host: mail.host, port: mail.port,
            security: MailServer.Security(rawValue: mail.security.rawValue) ?? .starttls,
            user: mail.user, password: mail.password, authorityFile: outside.authorityFile)
        if let mailbox = mail.mailbox {
            let access = try await MailAccess(house: house).token(of: mailbox, in: workspace)
            server = server.withBearer(access.token, user: mail.user ?? access.user)
        }
        return connections.with { [server] all in
            if let known = all[server] { return known }
            // Of a token that is over nothing is left open.
            if server.bearer != nil {
                all = all.filter { $0.key.user != server.user || $0.key.bearer == nil }
            }
            let new = MailConnection(server, addresses: outside.addresses)
            all[server] = new
            return new
        }
    }
}
