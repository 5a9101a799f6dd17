import Foundation
import Synchronization

/// A folder for this test process, removed when it ends.
public enum Scratch {
    public static let folder: String = {
        let path = NSTemporaryDirectory() + "/nuo-tests-\(getpid())-\(UUID().uuidString.prefix(8))"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            preconditionFailure("\(path) cannot be made: \(error)")
        }
        atExit { removeQuietly(path) }
        return path
    }()

    private static let lastNumber = Mutex(0)

    /// A path in it that nothing has.
    public static func path(_ name: String) -> String {
        let number = lastNumber.withLock { last in
            last += 1
            return last
        }
        return "\(folder)/\(number)-\(name)"
    }

    /// A new folder in it.
    public static func newFolder(_ name: String) throws -> String {
        let path = path(name)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// At the end of the process there is nobody to tell.
    private static func removeQuietly(_ path: String) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("left behind: \(path)")
        }
    }
}

private let endings = Mutex<[@Sendable () -> Void]>([])

/// Runs `work` when the process ends by itself, last come first.
func atExit(_ work: @escaping @Sendable () -> Void) {
    let isFirst = endings.withLock { all in
        all.append(work)
        return all.count == 1
    }
    guard isFirst else { return }
    atexit {
        for work in endings.withLock({ $0 }).reversed() { work() }
    }
}
