import Base
import Synchronization

/// Who was let in during the last seconds, so that not every request asks the database. Dropped
/// whole at any change of people's rights; a look-up that began before the change is not kept.
final class Admissions: Sendable {
    /// How long a change made by another node may go unseen here.
    static let life = Span.seconds(3)
    private static let capacity = 10_000

    enum Admitted: Sendable {
        case session(Session)
        case bearer(Actor)
    }

    /// Which state of people's rights a look-up saw.
    struct Ticket: Sendable {
        fileprivate let generation: Int
    }

    private struct State {
        var generation = 0
        var entries: [String: (admitted: Admitted, at: Instant)] = [:]
    }

    private let state = Mutex(State())

    func admitted(_ hash: String, at now: Instant) -> Admitted? {
        state.withLock { state in
            guard let entry = state.entries[hash], now >= entry.at,
                now - entry.at < Admissions.life
            else { return nil }
            return entry.admitted
        }
    }

    /// Taken before the look-up in the database.
    func ticket() -> Ticket {
        state.withLock { Ticket(generation: $0.generation) }
    }

    func keep(_ admitted: Admitted, for hash: String, at now: Instant, _ ticket: Ticket) {
        state.withLock { state in
            guard state.generation == ticket.generation else { return }
            if state.entries.count >= Admissions.capacity { state.entries = [:] }
            state.entries[hash] = (admitted, now)
        }
    }

    /// Called after the commit of a change.
    func drop() {
        state.withLock { state in
            state.generation += 1
            state.entries = [:]
        }
    }
}
