import Foundation

/// Starts programs, one after another. Foundation sees the end of a program by a socket and pipes
/// that the program holds; another one that is started at the same moment inherits them, and as
/// long as that one lives the end of the first is never seen.
public enum Spawning {
    private static let isFree = NSLock()

    /// - Parameter start: makes the pipes of a program and runs it.
    public static func alone<Value>(_ start: () throws -> Value) throws -> Value {
        isFree.lock()
        defer { isFree.unlock() }
        return try start()
    }
}
