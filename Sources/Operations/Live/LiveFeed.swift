public import ServiceLifecycle

/// Ends open live pages when the server is asked to stop, which would wait for them otherwise.
public struct LiveFeed: Service {
    private let house: House

    public init(_ house: House) { self.house = house }

    public func run() async throws {
        try await gracefulShutdown()
        await house.live.close()
        await house.presence.close()
        await house.chats.close()
    }
}
