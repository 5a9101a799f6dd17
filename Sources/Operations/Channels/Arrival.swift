import Base
import Domain
import MIME

/// A message from outside, as every channel tells it.
struct Arrival {
    /// A file that came along.
    struct File {
        let name: String
        let bytes: [UInt8]
    }

    var kind: Channel.Kind
    /// A mail address, or what the other side calls the sender.
    var sender: String
    var name: String?
    /// By which the customer is looked for.
    var contacts: [Contact] = []
    /// Whether the way it came proves that these are the sender's: a chat takes anybody's word, so
    /// nobody becomes a customer of ours by naming an address; doubles are for a person to join.
    var isKnownByContacts = true
    /// Who it is, where that is proven: the customer's key.
    var customerKey: String?
    var language: String?
    /// As cases name how they came: `mail`, `wecom`, `review`.
    var channelName: String
    var title: String
    var text: String
    /// Of the mail as it came.
    var subject: String?
    var caseKind: Case.Kind?
    /// What its message is to be called, where something else belongs to it; a new name if nil.
    var message: ID<CaseMessage>?
    /// A Message-ID, or what the other side calls the message.
    var reference: String?
    /// References of the messages it answers, the nearest first.
    var answers: [String] = []
    /// A mark of ours that it carries.
    var mark: SealedToken<Case>?
    /// Whether it goes on with what the same sender last wrote by this channel.
    var goesOn = false
    var failsAuthentication = false
    var files: [File] = []
    /// What could not be taken in, to be told to those who work on the case.
    var remark: String?

    static let textMost = 19_000
    static let titleMost = 400

    /// What a case is called: the subject, else the beginning of the first line.
    static func title(_ subject: String, orFrom text: String) -> String {
        var title = subject
        if title.isEmpty {
            let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            title = String(line.prefix(80)).trimmed
        }
        return title.isEmpty ? "—" : cut(title, to: titleMost)
    }

    /// At most so many bytes, no character cut in two.
    static func cut(_ text: String, to most: Int) -> String {
        guard text.utf8.count > most else { return text }
        var count = 0
        return String(
            text.prefix { character in
                count += character.utf8.count
                return count <= most - 3
            }) + "…"
    }
}
