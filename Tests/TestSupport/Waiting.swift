/// Waits for what is done by others: another process, or another test on the same server.
public enum Waiting {
    public struct TooLong: Error {}

    /// - Throws: `TooLong` after five minutes.
    public static func until(_ isDone: () async throws -> Bool) async throws {
        for _ in 0..<3_000 {
            if try await isDone() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw TooLong()
    }
}
