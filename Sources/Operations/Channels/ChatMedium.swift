import Base
import Crypto
import Domain
import Post
import SQL
import Store

/// A picture, a voice or a file that somebody sent in a chat program: the message names it, and it
/// is fetched on its own, so that the message waits for nothing. The other side keeps it for three
/// days; so long it is tried.
struct ChatMedium {
    static let prefix = "media/"
    static let lasts = Span.days(3)
    /// Bytes of the largest that is kept, as of files that come by mail.
    static let most = 25 << 20

    /// What the other side calls it.
    let id: String
    let kind: String

    /// Keeps what is to be fetched beside the message.
    func keep(
        for message: ID<CaseMessage>, of one: ID<Case>, _ incoming: Incoming,
        from channel: Channel, in ledger: Ledger
    ) throws {
        let raw: JSON = [
            "media": .string(id), "kind": .string(kind), "case": .string(one.description),
            "message": .string(message.description),
            "sender": .optional(incoming.sender),
        ]
        _ = try ledger.keep(
            raw.bytes, as: ChatMedium.prefix + String(incoming.key.suffix(240)), from: channel,
            sender: incoming.sender)
    }

    /// How the file is called: as the other side says, else by what it is.
    static func name(_ disposition: String?, kind: String, _ bytes: [UInt8]) throws -> String {
        if let disposition, let start = disposition.firstRange(of: "filename=\"") {
            let name = disposition[start.upperBound...].prefix { $0 != "\"" && $0 != "/" }
            let plain = String(name.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F })
            if !plain.isEmpty { return String(plain.prefix(200)) }
        }
        let type = try MediaType.of(bytes).split(separator: "/").last.map(String.init) ?? "bin"
        let end = ["jpeg": "jpg", "amr": "amr", "png": "png", "gif": "gif", "mp4": "mp4"][type]
        return "\(kind).\(end ?? "bin")"
    }
}

extension House {
    /// Fetches a medium and puts it to its message.
    /// - Throws: `WeChatAPI.Fault` while the other side is out of reach: it is tried again.
    func takeMedium(
        _ said: JSON, _ one: Incoming, by channel: Channel, on desk: Desk
    ) async throws {
        guard let id = said["media"]?.string, let kind = said["kind"]?.string,
            let message = said["message"]?.string.flatMap(ID<CaseMessage>.init),
            let caseID = said["case"]?.string.flatMap(ID<Case>.init)
        else { throw Refusal(.unreadable, "badJSON") }
        let found: (bytes: [UInt8], name: String)
        do {
            let answer = try await WeChatAPI(self).medium(id, for: channel.door, at: now())
            found = (
                answer.bytes,
                try ChatMedium.name(answer.disposition, kind: kind, answer.bytes)
            )
        } catch let fault as WeChatAPI.Fault {
            let isOver = now() - one.receivedAt >= ChatMedium.lasts
            if case .trouble(let trouble) = fault, trouble.kind != .unfit, !isOver { throw fault }
            try await desk.write { ledger in
                let words = try InvitationWords(ledger.house.library, "cases/reply.yaml")
                let language =
                    try Workspaces.find(ledger.workspace, on: ledger.connection)?.language ?? "en"
                _ = try ledger.command(
                    .note("\(words[kind][language]) \(words["notFetched"][language])"),
                    on: caseID, as: .system)
                var done = one
                done.settle(.ignored, "mediumGone", "\(fault)", at: ledger.now)
                try ledger.finish(done)
            }
            return
        }
        try await desk.write { ledger in
            _ = try ledger.keep(
                Attachment(
                    name: found.name, type: FileType(received: try MediaType.of(found.bytes)),
                    size: found.bytes.count),
                found.bytes, digest: Array(SHA256.hash(data: found.bytes)).hexadecimal,
                place: "1000", holder: one.id.description,
                of: .init(CaseFile.subjectKind, message.raw))
            var done = one
            done.finish(in: caseID, opening: false, at: ledger.now)
            try ledger.finish(done)
        }
    }
}
