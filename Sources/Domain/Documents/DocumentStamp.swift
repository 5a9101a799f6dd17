public import Base

/// Which version of which document something began with, so that later edits never rewrite it.
public struct DocumentStamp: Hashable, Sendable, CustomStringConvertible {
    public let key: String
    public let version: Int

    public init(_ key: String, version: Int) {
        self.key = key
        self.version = version
    }

    /// `closed-loop@3`
    public var description: String { "\(key)@\(version)" }

    public init?(_ description: String) {
        let parts = description.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let version = Int(parts[1]) else { return nil }
        self.init(String(parts[0]), version: version)
    }

    public var json: JSON { .string(description) }
}
