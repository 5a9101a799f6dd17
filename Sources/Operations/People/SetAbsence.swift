public import Base
import Domain
import SQL
import Store

/// Says until when somebody is away.
public struct SetAbsence: Operation {
    public static let name = "users.setAbsence"
    public static let summary = "Say until which day a person is away, or that they are here."
    public static let access = Access.right(.peopleWrite)
    public static let input = [.user, AbsenceResource.until]

    private let user: ID<User>
    private let until: CivilDate?

    public init(_ input: Input) throws {
        user = try input.id("user")
        until = try AbsenceResource.until(input)
    }

    public func perform(on desk: Desk) async throws -> AbsenceResource {
        try await desk.setAbsence(until, of: user)
    }
}

/// Says until when I am away.
public struct SetMyAbsence: Operation {
    public static let name = "me.setAbsence"
    public static let summary = "Say until which day you are away, or that you are here."
    public static let access = Access.signedIn
    public static let input = [AbsenceResource.until]

    private let until: CivilDate?

    public init(_ input: Input) throws { until = try AbsenceResource.until(input) }

    public func perform(on desk: Desk) async throws -> AbsenceResource {
        try await desk.setAbsence(until, of: try desk.ownUser())
    }
}

/// Until when somebody is away.
public struct ShowAbsence: Operation {
    public static let name = "users.absence"
    public static let summary = "Show until which day a person is away."
    public static let access = Access.right(.peopleRead)
    public static let input = [Field.user]

    private let user: ID<User>

    public init(_ input: Input) throws { user = try input.id("user") }

    public func perform(on desk: Desk) async throws -> AbsenceResource {
        try await desk.absence(of: user)
    }
}

/// Until when I am away.
public struct ShowMyAbsence: Operation {
    public static let name = "me.absence"
    public static let summary = "Show until which day you are away."
    public static let access = Access.signedIn
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> AbsenceResource {
        try await desk.absence(of: try desk.ownUser())
    }
}

/// An absence; nobody is away for ever.
public struct AbsenceResource: Resource {
    public let until: CivilDate?

    public static let shape = Shape.object([
        Field("until", .text(max: 10), .optional, "The last day away.")
    ])
    public var json: JSON { ["until": .optional(until?.description)] }

    fileprivate static let until = Field(
        "until", .text(max: 10), .optional,
        "The last day away: 2026-11-30; absent or empty means here.")

    fileprivate static func until(_ input: Input) throws -> CivilDate? {
        try input.textOrNil("until").flatMap { $0.isEmpty ? nil : $0 }.map { text in
            guard let day = CivilDate(text) else { throw Refusal.invalid("until", "notADate") }
            return day
        }
    }
}

extension Desk {
    fileprivate func setAbsence(
        _ until: CivilDate?, of user: ID<User>
    ) async throws -> AbsenceResource {
        try await write { ledger -> AbsenceResource in
            guard try Users.find(user, in: ledger.workspace, on: ledger.connection) != nil else {
                throw Refusal(.notFound, "noSuchUser")
            }
            try UserAbsences.set(until, of: user, in: ledger.workspace, on: ledger.connection)
            let resource = AbsenceResource(until: until)
            try ledger.record("user.absence_set", .init(user), resource.json)
            return resource
        }
    }

    fileprivate func absence(of user: ID<User>) async throws -> AbsenceResource {
        try await read { connection in
            let found = try UserAbsences.of([user], in: workspace, on: connection)
            return AbsenceResource(until: found[user])
        }
    }
}
