import Synchronization

/// What was made once of something that never changes, such as a version of a document: for where
/// making it costs more than what it is then used for.
final class Shelf<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let most: Int
    private let values = Mutex<[Key: Value]>([:])

    /// - Parameter most: so many are kept; the next one clears the shelf.
    init(most: Int) { self.most = most }

    subscript(key: Key) -> Value? {
        get { values.withLock { $0[key] } }
        set {
            values.withLock { values in
                if values.count >= most { values.removeAll() }
                values[key] = newValue
            }
        }
    }
}
