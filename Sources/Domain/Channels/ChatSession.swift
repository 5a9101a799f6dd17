/// How a conversation of WeCom's customer service (微信客服) stands there, as far as it was told.
public struct ChatSession: Hashable, Sendable {
    public let state: State
    /// With whom, as WeCom calls that person; only where a person has it.
    public let servicer: String?

    public init(_ state: State, servicer: String? = nil) {
        self.state = state
        self.servicer = state == .person ? servicer : nil
    }

    /// In WeCom's own numbers (`service_state`).
    public enum State: Int, CaseIterable, Sendable {
        /// Nobody and nothing has taken it up.
        case new = 0
        /// With a program: with us. Only there and in `new` it takes our words.
        case program
        /// Waits in the pool for a person of ours in WeCom.
        case waiting
        /// With a person of ours in WeCom.
        case person
        /// Over, until the customer writes again.
        case ended

        /// `new`, `program`, `waiting`, `person`, `ended`: as the interface and the API say it.
        public var word: String { "\(self)" }

        /// What WeCom lets follow: never back towards a program, and nothing after the end.
        public func mayBecome(_ next: State) -> Bool {
            switch self {
            case .new: next != .new
            case .program: next > .program
            case .waiting: next > .waiting
            case .person: next >= .person
            case .ended: false
            }
        }

        /// Why a program may not write now, as a key of words; nil where it may.
        public var refusal: String? {
            switch self {
            case .new, .program: nil
            case .waiting, .person: "sessionElsewhere"
            case .ended: "sessionEnded"
            }
        }
    }
}

extension ChatSession.State: Comparable {
    public static func < (a: ChatSession.State, b: ChatSession.State) -> Bool {
        a.rawValue < b.rawValue
    }
}
