import CCurl
import Dispatch
import Glibc

/// One connection to a mailbox (IMAP4rev1, RFC 3501). libcurl makes it: names, the guard of
/// addresses, TLS and signing in; the few commands after that are ours, because libcurl's own
/// fetching marks a mail as seen before we have it.
public final class MailboxConnection: @unchecked Sendable {
    /// No answer takes longer.
    static let timeoutSeconds = 60

    public struct Folder: Hashable, Sendable {
        /// While it stays the same, so do the numbers of mails.
        public let validity: Int
        /// What the next mail to arrive will be called; 0 where the server does not say.
        public let next: Int
        public let count: Int
    }

    public struct Fetched: Sendable {
        public let bytes: [UInt8]
        /// Whether the mail is larger than was asked for: only its beginning is here.
        public let isCutOff: Bool
    }

    private let server: MailServer
    private let addresses: AddressGuard
    private let queue = DispatchQueue(label: "nuo.mailbox")
    private var dialogue: MailboxDialogue?

    public init(_ server: MailServer, addresses: AddressGuard) {
        self.server = server
        self.addresses = addresses
    }

    /// Opens a folder for reading and marking.
    public func select(_ folder: String) async -> Result<Folder, Trouble> {
        await perform { dialogue throws(Trouble) in
            let lines = try dialogue.command("SELECT \(MailboxDialogue.quoted(folder))")
            return Folder(
                validity: MailboxDialogue.number("[UIDVALIDITY ", in: lines) ?? 0,
                next: MailboxDialogue.number("[UIDNEXT ", in: lines) ?? 0,
                count: lines.compactMap { line in
                    line.text.hasSuffix(" EXISTS")
                        ? Int(line.text.split(separator: " ")[0]) : nil
                }.last ?? 0)
        }
    }

    /// Numbers of the mails in the open folder from `first` on, in order.
    /// - Parameter since: `12-Mar-2026`: none that arrived before that day.
    public func numbers(from first: Int, since: String? = nil) async -> Result<[Int], Trouble> {
        await perform { dialogue throws(Trouble) in
            let day = since.map { " SINCE \($0)" } ?? ""
            let lines = try dialogue.command("UID SEARCH UID \(first):*\(day)")
            let found = lines.filter { $0.text.uppercased().hasPrefix("SEARCH") }
                .flatMap { $0.text.split(separator: " ").dropFirst().compactMap { Int($0) } }
            // `n:*` names the last mail even where it is older than n.
            return Set(found).filter { $0 >= first }.sorted()
        }
    }

    /// A mail's bytes, without marking it.
    /// - Returns: nil where it is gone.
    public func fetch(_ number: Int, most: Int) async -> Result<Fetched?, Trouble> {
        await perform { dialogue throws(Trouble) in
            let sizes = try dialogue.command("UID FETCH \(number) (RFC822.SIZE)")
            let size = MailboxDialogue.number("RFC822.SIZE ", in: sizes)
            let part = (size ?? 0) > most ? "<0.\(min(most, 1 << 20))>" : ""
            let lines = try dialogue.command(
                "UID FETCH \(number) (BODY.PEEK[]\(part))", literalMost: most + 4_096)
            let found = lines.first { $0.literal != nil }?.literal
            return found.map { Fetched(bytes: $0, isCutOff: !part.isEmpty) }
        }
    }

    /// Marks mails as seen, once they are in safe keeping.
    public func markSeen(_ numbers: [Int]) async -> Result<Void, Trouble> {
        await perform { dialogue throws(Trouble) in
            guard !numbers.isEmpty else { return }
            let set = numbers.map { "\($0)" }.joined(separator: ",")
            _ = try dialogue.command("UID STORE \(set) +FLAGS.SILENT (\\Seen)")
        }
    }

    /// Waits until something has changed in the open folder (IDLE, RFC 2177).
    /// - Returns: whether it has; nil where the server cannot tell by itself.
    public func wait(seconds: Int) async -> Result<Bool?, Trouble> {
        await perform { dialogue throws(Trouble) in
            try dialogue.canIdle() ? try dialogue.idle(seconds: seconds) : nil
        }
    }

    /// Ends the conversation.
    public func close() async {
        _ = await perform { dialogue throws(Trouble) in _ = try dialogue.command("LOGOUT") }
        await withCheckedContinuation { done in
            queue.async {
                self.dialogue = nil
                done.resume()
            }
        }
    }

    private func perform<T: Sendable>(
        _ body: @escaping @Sendable (MailboxDialogue) throws(Trouble) -> T
    ) async -> Result<T, Trouble> {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.now(body)) }
        }
    }

    private func opened() throws(Trouble) -> MailboxDialogue {
        if let dialogue { return dialogue }
        let new = try MailboxDialogue(server, addresses)
        dialogue = new
        return new
    }

    private func now<T>(
        _ body: (MailboxDialogue) throws(Trouble) -> T
    ) -> Result<T, Trouble> {
        do throws(Trouble) {
            return .success(try body(try opened()))
        } catch {
            // Whatever was under way cannot be taken up again.
            if error.kind != .refused { dialogue = nil }
            return .failure(error)
        }
    }
}
