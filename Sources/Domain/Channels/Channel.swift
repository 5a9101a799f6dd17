public import Base

/// A door by which customers reach the house from outside and are answered: a mailbox, a program
/// that calls, a WeCom or WeChat account, the chat or a form on the company's own site.
public struct Channel: Hashable, Sendable, Identified {
    public static let idPrefix = "chn"

    public enum Kind: String, CaseIterable, Sendable {
        case mail, webhook, wecom, wechat, chat, form

        /// Those that have an address of ours which the other side calls.
        public var isCalled: Bool { self == .webhook || hasWindow }

        /// Chat programs of others, which take answers for a time and only so many.
        public var hasWindow: Bool { self == .wecom || self == .wechat }
    }

    public let id: ID<Channel>
    public let name: String
    public let isActive: Bool
    public let door: Door
    public let opens: Opens

    public enum Door: Hashable, Sendable {
        case mail(MailAccount)
        case webhook(Caller)
        case wecom(WeComAccount)
        case wechat(WeChatAccount)
        case chat(ChatPanel)
        case form(ContactForm)
    }

    public var kind: Kind {
        switch door {
        case .mail: .mail
        case .webhook: .webhook
        case .wecom: .wecom
        case .wechat: .wechat
        case .chat: .chat
        case .form: .form
        }
    }

    /// What becomes of a message that belongs to no case yet.
    public struct Opens: Hashable, Sendable {
        public var kind: Case.Kind
        public var team: ID<Team>?
        /// Key of the process; by the kind if nil.
        public var process: String?
        /// How many cases one sender may open within an hour; what is more waits for a person.
        public var perSenderHour: Int

        public init(
            kind: Case.Kind = .request, team: ID<Team>? = nil, process: String? = nil,
            perSenderHour: Int = 10
        ) {
            self.kind = kind
            self.team = team
            self.process = process
            self.perSenderHour = perSenderHour
        }
    }

    /// A mailbox that is read (IMAP).
    public struct MailAccount: Hashable, Sendable {
        public var host: String
        public var port: Int
        public var security: SendingTerms.Mail.Security
        public var user: String
        public var password: String
        /// In whose name it is signed in to instead of by the password.
        public var grant: MailGrant?
        public var folder: String
        /// The mailbox's own address: answers are asked to it, and what comes from it is a loop.
        public var address: String
        /// Whether mails that were there before the first look are taken in too.
        public var takesOld: Bool
    }

    /// A program that calls, signed as Standard Webhooks are.
    public struct Caller: Hashable, Sendable {
        public var secret: String
        /// Where each thing stands in what it sends: expressions over `body.…`.
        public var mapping: [String: Expression]
        /// The name of the webhook under Sending by which answers go back; nil where they do not.
        public var answersBy: String?
    }

    /// A customer-service account of WeCom (微信客服).
    public struct WeComAccount: Hashable, Sendable {
        public var corporation: String
        /// The account's own id (`open_kfid`).
        public var account: String
        public var secret: String
        public var token: String
        public var aesKey: String
        public var api: String
        /// Whether people of ours answer in WeCom: what comes waits in its pool, and goes to whom
        /// the case is given. Else they answer here, and the conversation stays with the program.
        public var handsOver: Bool
        /// Logins of people here by what WeCom calls them.
        public var servicers: [String: String]
        /// What is said by itself when something happens to a conversation.
        public var words: [Moment: String]

        /// When WeCom lets a word be said besides answers.
        public enum Moment: String, CaseIterable, Sendable {
            /// Somebody enters.
            case welcome
            /// It is put into the pool, or to a person.
            case queued
            /// It ends.
            case farewell
        }

        /// What WeCom calls whoever has this login.
        public func servicer(of login: String) -> String? {
            servicers.first { $0.value == login }?.key
        }
    }

    /// A WeChat official account (公众号).
    public struct WeChatAccount: Hashable, Sendable {
        public var app: String
        public var secret: String
        public var token: String
        /// Nil where the account sends in the clear.
        public var aesKey: String?
        public var api: String
    }

    /// What a caller may say of a message.
    public static let mappable = [
        "id", "text", "title", "sender", "name", "mail", "phone", "channel", "thread", "kind",
        "language",
    ]
    /// What the mapping of a caller may speak of.
    public static let callerScope = Scope([:], openPrefixes: ["body."])
}
