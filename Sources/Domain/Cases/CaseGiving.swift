public import Base

/// Who was given a new case by their team's way, or why nobody was.
public struct CaseGiving: Hashable, Sendable {
    public let way: TeamAssignment
    /// Nil where all were away or had enough, or nobody takes cases.
    public let to: ID<User>?
    /// How many active cases that one had before.
    public let load: Int
    /// Of that one, those that the case called for.
    public let skills: [String]
    public let away: [ID<User>]
    /// Those who had as many as a member is given.
    public let full: [ID<User>]

    public var json: JSON {
        [
            "way": .string(way.rawValue), "to": .optional(to?.description),
            "load": .integer(load), "skills": .array(skills.map(JSON.string)),
            "away": .array(away.map { .string($0.description) }),
            "full": .array(full.map { .string($0.description) }),
        ]
    }

    /// As `json` tells it.
    public init?(_ json: JSON) {
        guard let way = json["way"]?.string.flatMap(TeamAssignment.init) else { return nil }
        func users(_ name: String) -> [ID<User>] {
            (json[name]?.array ?? []).compactMap { $0.string.flatMap { ID($0) } }
        }
        self.init(
            way: way, to: json["to"]?.string.flatMap { ID($0) }, load: json["load"]?.integer ?? 0,
            skills: (json["skills"]?.array ?? []).compactMap(\.string), away: users("away"),
            full: users("full"))
    }

    init(
        way: TeamAssignment, to: ID<User>?, load: Int, skills: [String], away: [ID<User>],
        full: [ID<User>]
    ) {
        self.way = way
        self.to = to
        self.load = load
        self.skills = skills
        self.away = away
        self.full = full
    }
}

extension TeamAssignment {
    /// Gives a case to one of those who are here and have room for it.
    /// - Parameters:
    ///   - members: those who may take cases, in a fixed order.
    ///   - load: how many active cases each has; none where absent.
    ///   - lastGiven: when each was last given one; never where absent.
    ///   - fitting: which of the case's words are among each one's skills.
    ///   - most: active cases with which a member has enough; nil for no end.
    /// - Returns: nil where people take cases themselves.
    public func give(
        among members: [ID<User>], load: [ID<User>: Int], lastGiven: [ID<User>: Instant],
        fitting: [ID<User>: Set<String>] = [:], away: Set<ID<User>> = [], most: Int? = nil
    ) -> CaseGiving? {
        guard self != .manual else { return nil }
        let here = members.filter { !away.contains($0) }
        let free = here.filter { load[$0] ?? 0 < most ?? .max }
        let to = next(
            among: free, load: load, lastGiven: lastGiven, fitting: fitting.mapValues(\.count))
        return CaseGiving(
            way: self, to: to, load: to.flatMap { load[$0] } ?? 0,
            skills: self == .skill ? (to.flatMap { fitting[$0] } ?? []).sorted() : [],
            away: members.filter(away.contains),
            full: here.filter { !free.contains($0) })
    }
}
