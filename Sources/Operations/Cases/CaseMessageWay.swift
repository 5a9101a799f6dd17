public import Base
import Domain
import SQL
import Store

/// How a message of a thread came in or goes out, and what became of it.
public struct CaseMessageWay: Resource {
    let way: CaseWay
    /// What goes out; nil for what came in.
    let outgoing: Message?
    /// In the chat of a site: whether the visitor's page has shown it.
    var isSeen: Bool?
    var masking: Masking?

    public static let shape = Shape.object([
        Field("kind", .choice(Channel.Kind.allCases.map(\.rawValue))),
        Field("channel", .id(Channel.idPrefix), .optional),
        Field("address", .text(max: 500), .required, "From whom, or to whom."),
        Field("reference", .text(max: 500), .optional, "A mail's Message-ID."),
        Field(
            "joined", .choice(CaseWay.Joined.allCases.map(\.rawValue)), .optional,
            "Why it belongs to this case."),
        Field(
            "doubt", .choice(CaseWay.Doubt.allCases.map(\.rawValue)), .optional,
            "Why the sender may be somebody else."),
        Field("message", .id(Message.idPrefix), .optional, "In the outbox."),
        Field("state", .choice(Message.State.allCases.map(\.rawValue)), .optional),
        Field("reason", .text(), .optional, "Why it has not been sent."),
        Field("seen", .boolean, .optional, "In a site's chat: whether the visitor saw it."),
        Field("mailed", .text(max: 500), .optional, "Where it went by mail, not being seen."),
    ])

    private func shown(_ address: String) -> String {
        masking.map { $0.address(address) } ?? address
    }

    public var json: JSON {
        [
            "kind": .string(way.kind.rawValue), "channel": .optional(way.channel?.description),
            "address": .string(shown(way.address)),
            "reference": .optional(way.reference),
            "joined": .optional(way.joined?.rawValue), "doubt": .optional(way.doubt?.rawValue),
            "message": .optional(outgoing?.id.description),
            "state": .optional(outgoing?.state.rawValue), "reason": .optional(outgoing?.reason),
            "seen": isSeen.map(JSON.bool) ?? .null,
            "mailed": .optional(way.kind == .chat ? outgoing.map { shown($0.address) } : nil),
        ]
    }
}

/// The ways and files of some messages.
struct CaseMessageWays {
    private var ways: [ID<CaseMessage>: CaseMessageWay] = [:]
    private(set) var files: [ID<CaseMessage>: [AttachmentResource]] = [:]

    /// - Parameter masking: hides addresses, and files altogether: nobody knows what is in them.
    init(
        _ messages: [ID<CaseMessage>], _ masking: Masking?, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        let found = try CaseWays.find(messages, in: workspace, on: connection)
        let outgoing = try Messages.find(
            found.values.compactMap(\.outgoing), in: workspace, on: connection)
        let visitors = try ChatVisitors.find(
            Set(found.values.filter { $0.kind == .chat }.map(\.address)), in: workspace,
            on: connection)
        for (message, way) in found {
            let isAnswer = way.kind == .chat && way.joined == nil
            let seen = visitors[way.address]?.seen
            ways[message] = CaseMessageWay(
                way: way, outgoing: way.outgoing.flatMap { outgoing[$0] },
                isSeen: isAnswer ? seen.map { $0 >= message } ?? false : nil, masking: masking)
        }
        guard masking == nil else { return }
        let files = try Attachments.list(
            of: CaseFile.subjectKind, messages.map(\.raw), in: workspace, on: connection)
        for file in files {
            guard let message = file.subject.map({ ID<CaseMessage>(raw: $0.id) }) else { continue }
            self.files[message, default: []].append(AttachmentResource(file))
        }
    }

    subscript(_ message: ID<CaseMessage>) -> CaseMessageWay? { ways[message] }
}

/// Tells where an answer on a case would go.
public struct ShowReplyWay: Operation {
    public static let name = "cases.replyWay"
    public static let summary =
        "Tell where an answer on a case goes; nothing where there is no way."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> ReplyWayResource {
        try await desk.read { connection in
            guard let one = try Cases.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchCase")
            }
            let ledger = Ledger(
                connection: connection, house: desk.house, actor: desk.actor, now: desk.now())
            guard let route = try ledger.replyRoute(of: one) else { return ReplyWayResource() }
            var window: ReplyWindow?
            var session: ChatSession?
            if let channel = route.channel, route.kind.hasWindow {
                window = try ReplyWindows.find(
                    route.address, of: channel, in: desk.workspace, on: connection)
                session = try ReplyWindows.session(
                    of: route.address, by: channel, in: desk.workspace, on: connection)
            }
            let visitor =
                try route.kind == .chat
                ? ID<ChatVisitor>(route.address).flatMap {
                    try ChatVisitors.find($0, in: desk.workspace, on: connection)
                } : nil
            let masking = try desk.masking(on: connection)
            func shown(_ text: String) -> String { masking.map { $0.address(text) } ?? text }
            return ReplyWayResource(
                kind: route.kind,
                address: shown(route.address), isThere: visitor?.isHere(at: ledger.now),
                mail: visitor?.mail.map(shown),
                identity: masking == nil ? visitor?.identity : nil,
                isSetUp: try ledger.sends(route),
                window: window, session: session,
                servicer: try session?.servicer.map { try ledger.person(called: $0, by: route) },
                refusal: session?.state.refusal ?? window?.refusal(at: ledger.now))
        }
    }
}

extension Ledger {
    /// Whom WeCom calls so: by name where that is known here.
    fileprivate func person(called servicer: String, by route: ReplyRoute) throws -> String {
        guard let id = route.channel,
            case .wecom(let account)? = try house.activeChannel(
                id, in: workspace, on: connection)?.door,
            let login = account.servicers[servicer],
            let user = try Users.find(login: login, on: connection)?.account,
            user.workspace == workspace
        else { return servicer }
        return user.name
    }
}

/// Where an answer goes.
public struct ReplyWayResource: Resource {
    var kind: Channel.Kind?
    var address: String?
    /// In a site's chat: whether the visitor's page is seen now.
    var isThere: Bool?
    /// Where answers go that such a visitor does not see.
    var mail: String?
    /// In a site's chat: who the visitor is, as the site's server signed it.
    var identity: String?
    var isSetUp = false
    /// Of a chat program.
    var window: ReplyWindow?
    /// Of WeCom.
    var session: ChatSession?
    /// Who has the conversation there, by name.
    var servicer: String?
    var refusal: String?

    public static let shape = Shape.object([
        Field("kind", .choice(Channel.Kind.allCases.map(\.rawValue)), .optional),
        Field("address", .text(max: 500), .optional),
        Field("isThere", .boolean, .optional, "In a site's chat: whether the visitor is there."),
        Field("mail", .text(max: 500), .optional, "Where answers go that nobody sees there."),
        Field(
            "identity", .text(), .optional,
            "In a site's chat: the customer's key, as the site's server signed it."),
        Field("isSetUp", .boolean, .required, "Whether this workspace can send that way."),
        Field("until", .instant, .optional, "Until when a chat program takes answers."),
        Field("left", .integer(0...100), .optional, "How many it still takes."),
        Field(
            "session", .choice(ChatSession.State.allCases.map(\.word)), .optional,
            "How a conversation of WeCom stands there, as far as it was told."),
        Field("servicer", .text(), .optional, "Who has the conversation in WeCom."),
        Field("refusal", .text(), .optional, "Why it takes none now."),
    ])

    public var json: JSON {
        [
            "kind": .optional(kind?.rawValue), "address": .optional(address),
            "isThere": isThere.map(JSON.bool) ?? .null, "mail": .optional(mail),
            "identity": .optional(identity),
            "isSetUp": .bool(isSetUp), "until": .optional(window?.ends.iso8601),
            "left": window.map { .integer(max(0, $0.left)) } ?? .null,
            "session": .optional(session?.state.word), "servicer": .optional(servicer),
            "refusal": .optional(refusal),
        ]
    }
}
