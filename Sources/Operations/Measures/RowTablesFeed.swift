import Base
import Logging
import SQL
public import ServiceLifecycle
import Store

/// Loads what people are likely to ask for, then keeps it close to the log, so that no question
/// has much to catch up with.
public struct RowTablesFeed: Service {
    private let house: House

    public init(_ house: House) { self.house = house }

    public func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup { group in
                group.addTask { await follow() }
                group.addTask { await keep() }
            }
        } onGracefulShutdown: {
            Task { await house.tables.stopLoading() }
        }
        // What the next start begins with.
        await house.tables.keep()
    }

    private func follow() async {
        let commits = house.database.notifications(eventsChannel)
        await attempt { try await house.tables.warmUp() }
        await house.tables.keep()
        for await _ in commits.cancelOnGracefulShutdown() {
            await attempt { try await house.tables.catchUp() }
            do { try await Task.sleep(for: .milliseconds(50)) } catch { return }
        }
    }

    private static let secondsBetweenFiles = 600

    /// Tables on disk are never much older than those in memory.
    private func keep() async {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    try await Task.sleep(for: .seconds(Self.secondsBetweenFiles))
                    await house.tables.keep()
                }
            }
        } catch {
            // The server stops.
        }
    }

    /// A table that cannot be read now is read when it is asked for.
    private func attempt(_ body: () async throws -> Void) async {
        do {
            try await body()
        } catch is CancellationError {
            // The server stops.
        } catch {
            Logger(label: "nuo.answers").warning(
                "tables are not loaded yet", metadata: ["error": "\(error)"])
        }
    }
}
