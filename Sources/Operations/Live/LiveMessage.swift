/// What one open page is told.
public struct LiveMessage: Hashable, Sendable {
    /// Where the reader goes on after a broken connection.
    public let place: LivePlace
    public let topics: Set<LiveTopic>
}
