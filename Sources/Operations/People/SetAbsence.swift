public import Base
import Domain
import SQL
import Store

/// Says until when somebody is away.
public struct SetAbsence: Operation {
    public static let name = "users.setAbsence"
    public static let summary =
        "Say until which day a person is away, or that they are here; yours, or others' by right."
    public static let access = Access.signedIn
    public static let input = [
        .user,
        Field(
            "until", .text(max: 10), .optional,
            "The last day away: 2026-11-30; absent or empty means here."),
    ]

    private let user: ID<User>
    private let until: CivilDate?

    public init(_ input: Input) throws {
        user = try input.id("user")
        until = try input.textOrNil("until").flatMap { $0.isEmpty ? nil : $0 }.map { text in
            guard let day = CivilDate(text) else { throw Refusal.invalid("until", "notADate") }
            return day
        }
    }

    public func perform(on desk: Desk) async throws -> AbsenceResource {
        guard user == desk.actor.user || desk.actor.rights.contains(.peopleWrite) else {
            throw Refusal.denied(.right(.peopleWrite), desk.actor)
        }
        return try await desk.write { ledger -> AbsenceResource in
            guard try Users.find(user, in: ledger.workspace, on: ledger.connection) != nil else {
                throw Refusal(.notFound, "noSuchUser")
            }
            try UserAbsences.set(until, of: user, in: ledger.workspace, on: ledger.connection)
            let resource = AbsenceResource(until: until)
            try ledger.record("user.absence_set", .init(user), resource.json)
            return resource
        }
    }
}

/// Until when somebody is away.
public struct ShowAbsence: Operation {
    public static let name = "users.absence"
    public static let summary = "Show until which day a person is away."
    public static let access = Access.signedIn
    public static let input = [Field.user]

    private let user: ID<User>

    public init(_ input: Input) throws { user = try input.id("user") }

    public func perform(on desk: Desk) async throws -> AbsenceResource {
        guard user == desk.actor.user || desk.actor.rights.contains(.peopleRead) else {
            throw Refusal.denied(.right(.peopleRead), desk.actor)
        }
        return try await desk.read { connection in
            let found = try UserAbsences.of([user], in: desk.workspace, on: connection)
            return AbsenceResource(until: found[user])
        }
    }
}

/// An absence; nobody is away for ever.
public struct AbsenceResource: Resource {
    public let until: CivilDate?

    public static let shape = Shape.object([
        Field("until", .text(max: 10), .optional, "The last day away.")
    ])
    public var json: JSON { ["until": .optional(until?.description)] }
}
