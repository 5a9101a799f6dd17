public import Base

/// How a team's new cases find their person.
public enum TeamAssignment: String, CaseIterable, Sendable {
    /// Somebody takes them.
    case manual
    /// Each in turn.
    case roundRobin = "round_robin"
    /// Whoever has the fewest at hand.
    case load
    /// Whoever is good at the most of what the case calls for; of those, who has the fewest.
    case skill

    /// Who gets the next case.
    /// - Parameters:
    ///   - fitting: how many of the case's words are among each one's skills.
    ///   - members: those who may take cases, in a fixed order.
    ///   - load: how many active cases each has; none where absent.
    ///   - lastGiven: when each was last given one; never where absent.
    public func next(
        among members: [ID<User>], load: [ID<User>: Int], lastGiven: [ID<User>: Instant],
        fitting: [ID<User>: Int] = [:]
    ) -> ID<User>? {
        func given(_ user: ID<User>) -> Instant { lastGiven[user] ?? Instant(seconds: 0) }
        switch self {
        case .manual: return nil
        case .roundRobin:
            return members.min { (given($0), $0.raw) < (given($1), $1.raw) }
        case .load:
            return members.min {
                (load[$0] ?? 0, given($0), $0.raw) < (load[$1] ?? 0, given($1), $1.raw)
            }
        case .skill:
            let most = members.map { fitting[$0] ?? 0 }.max()
            return TeamAssignment.load.next(
                among: members.filter { fitting[$0] ?? 0 == most }, load: load,
                lastGiven: lastGiven)
        }
    }
}
