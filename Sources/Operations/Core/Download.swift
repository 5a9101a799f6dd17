public import Base

/// A file as the answer to an operation, made while it is sent: whoever takes it pulls the next
/// piece, so that what waits in memory is one piece, however slow the taker.
public struct Download: Resource {
    /// `answers.csv`
    public let name: String
    /// `text/csv; charset=utf-8`
    public let type: String
    private let pull: @Sendable () async throws -> [UInt8]?

    public init(
        name: String, type: String, pull: @escaping @Sendable () async throws -> [UInt8]?
    ) {
        self.name = name
        self.type = type
        self.pull = pull
    }

    /// The next bytes; nil after the last.
    public func next() async throws -> [UInt8]? { try await pull() }

    public static let shape = Shape.any
    public var json: JSON { ["name": .string(name), "type": .string(type)] }
}
