import Base
import Domain
import SQL
import Store

extension Ledger {
    /// Makes a message of what a program said, as the channel's mapping reads it.
    func take(
        _ body: JSON, _ incoming: Incoming, by channel: Channel, mapping: [String: Expression]
    ) throws -> Incoming {
        func said(_ name: String) -> String? {
            let found =
                mapping[name].map { expression in expression.evaluate { body.member($0) } }
                ?? body[name]
            switch found {
            case .string(let text)?: return text.trimmed.isEmpty ? nil : text.trimmed
            case .number?: return found?.text
            default: return nil
            }
        }
        guard let text = said("text") else { throw Refusal.invalid("text", "required") }
        let contacts = [
            said("mail").flatMap { Contact(.mail, $0).plain },
            said("phone").flatMap { Contact(.phone, $0).plain },
        ].compactMap { $0 }
        let sender = said("sender") ?? contacts.first?.value ?? incoming.key
        var arrival = Arrival(
            kind: .webhook, sender: String(sender.prefix(400)),
            name: said("name").map { String($0.prefix(100)) }, contacts: contacts,
            channelName: String((said("channel") ?? channel.name).prefix(40)),
            title: Arrival.title(said("title") ?? "", orFrom: text), text: text)
        arrival.language = said("language").flatMap { ["zh", "en"].contains($0) ? $0 : nil }
        arrival.caseKind = said("kind").flatMap(Case.Kind.init(rawValue:))
        if let thread = said("thread") {
            let reference = "\(channel.id)/\(thread.prefix(300))"
            arrival.reference = reference
            arrival.answers = [reference]
        }
        return try take(arrival, incoming, opens: channel.opens)
    }
}

extension JSON {
    /// What `body.list.0.name` names.
    fileprivate func member(_ name: String) -> JSON? {
        guard name.hasPrefix("body.") else { return nil }
        return name.dropFirst(5).split(separator: ".").reduce(self as JSON?) { found, step in
            if let array = found?.array {
                return Int(step).flatMap { array.indices.contains($0) ? array[$0] : nil }
            }
            return found?[String(step)]
        }
    }
}

/// Takes in a message from elsewhere: a post, a review, a call's note.
public struct ReceiveIncoming: Operation {
    public static let name = "incoming.receive"
    public static let summary =
        "Take in a message from elsewhere, such as a social post or a review; the same id of a "
        + "channel counts once."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("channel", .id(Channel.idPrefix), .required, "A channel of kind webhook."),
        Field("id", .text(max: 255), .required, "What the source calls the message."),
        Field("text", .document(max: 100_000)),
        Field("title", .text(max: 400), .optional),
        Field("sender", .text(max: 400), .optional, "What the source calls who wrote it."),
        Field("name", .text(max: 100), .optional),
        Field("mail", .text(max: 254), .optional),
        Field("phone", .text(max: 40), .optional),
        Field("source", .text(max: 40), .optional, "`review`, `weibo` and so on."),
        Field("thread", .text(max: 300), .optional, "Messages of one thread join one case."),
        Field("kind", .choice(Case.Kind.allCases.map(\.rawValue)), .optional),
        Field("language", .choice(["zh", "en"]), .optional),
    ]

    private let channel: ID<Channel>
    private let key: String
    private let body: JSON

    public init(_ input: Input) throws {
        channel = try input.id("channel")
        key = input.text("id")
        var body = input.fields
        body["channel"] = body["source"]
        body["source"] = nil
        self.body = .object(body)
    }

    public func perform(on desk: Desk) async throws -> IncomingResource {
        try await desk.write { ledger -> IncomingResource in
            guard
                let channel = try ledger.house.activeChannel(
                    channel, in: ledger.workspace, on: ledger.connection),
                case .webhook = channel.door
            else { throw Refusal(.notFound, "noSuchChannel") }
            let (id, isSame) = try ledger.keep(body.bytes, as: key, from: channel)
            guard isSame else { throw Refusal(.conflict, "webhookIdReused") }
            guard
                let one = try Incomings.find(id, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchIncoming") }
            guard one.state == .waiting, one.tries == 0 else {
                return IncomingResource(incoming: one)
            }
            let done = try ledger.take(body, one, by: channel, mapping: [:])
            try ledger.finish(done)
            return IncomingResource(incoming: done)
        }
    }
}
