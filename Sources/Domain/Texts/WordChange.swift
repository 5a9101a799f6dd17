public import Base

/// What people said of a word of the list: that it is one, or that it is none, whatever was learnt.
public struct WordChange: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable { case added, refused }

    public let word: String
    public let kind: Kind
    public let at: Instant
    public let author: String

    /// A workspace keeps as many.
    public static let most = 500

    public init(_ word: String, _ kind: Kind, at: Instant, author: String) {
        self.word = word
        self.kind = kind
        self.at = at
        self.author = author
    }
}
