public import Base

/// How long and how often a person may still be answered in a chat program: both begin anew with
/// every message of theirs.
public struct ReplyWindow: Hashable, Sendable {
    /// Of one message.
    public static let bytesMost = 2_048

    public let ends: Instant
    /// How many answers are left.
    public internal(set) var left: Int

    public init(ends: Instant, left: Int) {
        self.ends = ends
        self.left = left
    }

    /// What a person did that opens one.
    public enum Opening: Sendable {
        case message
        /// Began to follow, chose from the menu or came by a code.
        case followed
        /// Entered the conversation without a word.
        case entered
    }

    /// After the rules of WeChat and WeCom: 48 hours and five answers after a message; three, or
    /// two, within a minute after a step without words. A wider window that stands is kept.
    public static func after(
        _ opening: Opening, at now: Instant, known: ReplyWindow?
    ) -> ReplyWindow {
        let new =
            switch opening {
            case .message: ReplyWindow(ends: now + .hours(48), left: 5)
            case .followed: ReplyWindow(ends: now + .minutes(1), left: 3)
            case .entered: ReplyWindow(ends: now + .minutes(1), left: 2)
            }
        if opening != .message, let known, known.left > 0, known.ends > new.ends { return known }
        return new
    }

    /// Why so many messages cannot be sent now, as a key of words; nil where they can.
    public func refusal(of count: Int = 1, at now: Instant) -> String? {
        if now >= ends { return "windowClosed" }
        if left <= 0 { return "repliesUsedUp" }
        return count <= left ? nil : "tooLong"
    }

    public mutating func use(_ count: Int = 1) { left -= count }
}
