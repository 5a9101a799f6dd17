public import Base
import Domain
import SQL
import Store

/// Says what a person is good at.
public struct SetSkills: Operation {
    public static let name = "users.setSkills"
    public static let summary =
        "Set what a person is good at; a team that gives its cases by skill goes by it."
    public static let access = Access.right(.peopleWrite)
    public static let input = [
        .user,
        Field(
            "skills", .array(.text(max: 60), max: 50), .required,
            "Words of cases: a kind, a channel, a language (`zh`, `en`), a process, a tag."),
    ]

    private let user: ID<User>
    private let skills: Set<String>

    public init(_ input: Input) throws {
        user = try input.id("user")
        skills = Set(input.texts("skills").map { $0.lowercased() })
    }

    public func perform(on desk: Desk) async throws -> SkillsResource {
        try await desk.write { ledger -> SkillsResource in
            guard try Users.find(user, in: ledger.workspace, on: ledger.connection) != nil else {
                throw Refusal(.notFound, "noSuchUser")
            }
            try UserSkills.set(skills, of: user, in: ledger.workspace, on: ledger.connection)
            let resource = SkillsResource(skills: skills.sorted())
            try ledger.record("user.skills_set", .init(user), resource.json)
            return resource
        }
    }
}

/// What a person is good at.
public struct ShowSkills: Operation {
    public static let name = "users.skills"
    public static let summary = "Show what a person is good at."
    public static let access = Access.right(.peopleRead)
    public static let input = [Field.user]

    private let user: ID<User>

    public init(_ input: Input) throws { user = try input.id("user") }

    public func perform(on desk: Desk) async throws -> SkillsResource {
        try await desk.read { connection in
            let found = try UserSkills.of([user], in: desk.workspace, on: connection)
            return SkillsResource(skills: (found[user] ?? []).sorted())
        }
    }
}

/// Words for what somebody is good at.
public struct SkillsResource: Resource {
    public let skills: [String]

    public static let shape = Shape.object([Field("skills", .array(.text(max: 60)))])
    public var json: JSON { ["skills": .array(skills.map(JSON.string))] }
}
