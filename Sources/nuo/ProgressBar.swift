import Base
import Foundation
import Synchronization

/// One line on standard error that tells how far a long reading is; nothing when it is short or
/// nobody watches.
struct ProgressBar {
    private let total: Int?
    private let isWatched = isatty(STDERR_FILENO) == 1
    private let began = Live.now()
    private var lastShown = Live.now()
    private var isShown = false

    /// - Parameter total: bytes to read; nil when unknown.
    init(total: Int?) { self.total = total }

    mutating func show(done: Int, rows: Int) {
        let now = Live.now()
        guard isWatched, (now - began).seconds > 1, (now - lastShown).seconds > 0.2 else { return }
        lastShown = now
        isShown = true
        let seconds = (now - began).seconds
        var line = "\(rows) rows, \(Int(Double(rows) / seconds)) rows/s"
        if let total, total > 0, done > 0 {
            let share = min(1, Double(done) / Double(total))
            let filled = Int(share * 30)
            let left = Int((seconds / share - seconds).rounded(.up))
            let bar =
                String(repeating: "#", count: filled)
                + String(repeating: ".", count: 30 - filled)
            line = "[\(bar)] \(Int(share * 100)) %  \(line), \(left) s left"
        }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(line)".utf8))
    }

    mutating func clear() {
        guard isShown else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
        isShown = false
    }
}

/// A progress bar that a task beside may move.
final class SharedProgressBar: Sendable {
    private let bar: Mutex<ProgressBar>

    init(path: String) {
        let file = FileHandle(forReadingAtPath: path)
        bar = Mutex(ProgressBar(total: file.map { Int($0.seekToEndOfFile()) }))
    }

    func show(done: Int, rows: Int) { bar.withLock { $0.show(done: done, rows: rows) } }
    func clear() { bar.withLock { $0.clear() } }
}
