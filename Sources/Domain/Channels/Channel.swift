public import Base

/// A door by which customers reach the house from outside and are answered: a mailbox, a program
/// that calls, a WeCom or WeChat account.
public struct Channel: Hashable, Sendable, Identified {
    public static let idPrefix = "chn"

    public enum Kind: String, CaseIterable, Sendable {
        case mail, webhook, wecom, wechat
    }
}
