/// A failure of the database itself, not of what was asked.
public struct DatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// The server does not answer, or the connection broke.
        case unreachable
        /// The folder, the file or the disk does not take what is written.
        case unwritable
        /// The file is no database, is damaged, or belongs to a newer program.
        case unusable
        case uniqueViolation
        case closed
        case other
    }

    public let kind: Kind
    /// One sentence.
    public let message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    public var description: String { message }

    public static let closed = DatabaseError(.closed, "The database is closed.")
}
