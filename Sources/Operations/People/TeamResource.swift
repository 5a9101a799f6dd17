public import Base
public import Domain
import Store

/// A team with its place in the tree.
public struct TeamResource: Resource {
    public let id: ID<Team>
    public let name: String
    public let parent: ID<Team>?
    public let lead: ID<User>?
    public let calendar: String?
    public let assigns: TeamAssignment
    public let most: Int?
    /// Those who still work here.
    public let members: [ID<User>]

    init(_ stored: Teams.Stored) {
        id = stored.id
        name = stored.name
        parent = stored.parent
        lead = stored.lead
        calendar = stored.calendar
        assigns = stored.assigns
        most = stored.most
        members = stored.members
    }

    public static let shape = Shape.object([
        Field("id", .id(Team.idPrefix)),
        Field("name", .text(max: 100)),
        Field("parent", .id(Team.idPrefix), .optional, "The team above."),
        Field("lead", .id(User.idPrefix), .optional, "Who is told when a clock runs out."),
        Field("calendar", .text(max: 64), .optional, "Whose hours count for its cases."),
        Field(
            "assigns", .choice(TeamAssignment.allCases.map(\.rawValue)), .required,
            "How its new cases find their person."),
        Field("most", .integer(1...1_000), .optional, "Active cases with which one has enough."),
        Field("members", .array(.id(User.idPrefix))),
    ])

    public var json: JSON {
        [
            "id": .string(id.description),
            "name": .string(name),
            "parent": .optional(parent?.description),
            "lead": .optional(lead?.description),
            "calendar": .optional(calendar),
            "assigns": .string(assigns.rawValue),
            "most": most.map { .integer($0) } ?? .null,
            "members": .array(members.map { .string($0.description) }),
        ]
    }
}

/// What a team is made from.
struct TeamFields: Sendable {
    static let fields = [
        Field("name", .text(max: 100)),
        Field("parent", .id(Team.idPrefix), .optional, "The team above; none at the top."),
        Field("lead", .id(User.idPrefix), .optional, "Who is told when a clock runs out."),
        Field(
            "calendar", .text(max: 64), .optional,
            "Key of the calendar whose hours count for its cases; absent means the promise's."),
        Field(
            "assigns", .choice(TeamAssignment.allCases.map(\.rawValue)), .optional,
            "How its new cases find their person; `manual` if absent."),
        Field(
            "most", .integer(1...1_000), .optional,
            "Active cases with which a member has enough and is given no more; no end if absent."),
    ]
    static let members = Field("members", .array(.id(User.idPrefix), max: 500), .optional)

    let name: String
    let parent: ID<Team>?
    let lead: ID<User>?
    let calendar: String?
    let assigns: TeamAssignment
    let most: Int?

    init(_ input: Input) throws(Refusal) {
        name = input.text("name")
        parent = try input.idOrNil("parent")
        lead = try input.idOrNil("lead")
        calendar = input.textOrNil("calendar")
        assigns = input.textOrNil("assigns").flatMap(TeamAssignment.init) ?? .manual
        most = input.integerOrNil("most")
    }

    static func members(_ input: Input) throws(Refusal) -> [ID<User>] {
        var users: [ID<User>] = []
        for (place, text) in input.texts("members").enumerated() {
            guard let user = ID<User>(text) else {
                throw .invalid("members[\(place)]", "notAnID", ["prefix": User.idPrefix])
            }
            users.append(user)
        }
        return users
    }
}

extension Ledger {
    /// - Parameter leadBefore: may have left since; keeping them is no new choice.
    /// - Throws: `Refusal` when the team cannot stand there or be led by this person.
    func check(_ fields: TeamFields, of team: ID<Team>, leadBefore: ID<User>? = nil) throws {
        try Teams.tree(in: workspace, on: connection).check(team, under: fields.parent)
        if let lead = fields.lead, lead != leadBefore { try checkActive(lead, at: "lead") }
        if let calendar = fields.calendar {
            try installLibrary()
            let found = try Documents.find(.calendar, calendar, in: workspace, on: connection)
            guard found != nil else {
                throw Refusal.invalid("calendar", "noSuchCalendar", ["value": calendar])
            }
        }
    }

    func checkMembers(_ users: [ID<User>]) throws {
        for (place, user) in users.enumerated() {
            try checkActive(user, at: "members[\(place)]")
        }
    }

    private func checkActive(_ user: ID<User>, at path: String) throws {
        let found = try Users.find(user, in: workspace, on: connection)
        guard let found, found.account.isActive else {
            throw Refusal.invalid(path, "noSuchUser")
        }
    }
}
