public import Base
import Domain
import SQL
import Store

/// Whether drafts are coached: for everybody, and for oneself. Both have to want it.
public struct ShowCoachSetting: Operation {
    public static let name = "coach.show"
    public static let summary = "Show whether your drafts are coached."
    public static let access = Access.signedIn
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> CoachSetting {
        try await desk.read { try CoachSetting(of: desk, on: $0) }
    }
}

/// Turns the coach on or off; what is absent stays.
public struct EditCoachSetting: Operation {
    public static let name = "coach.edit"
    public static let summary =
        "Turn the wording coach on or off for yourself, or for everybody (workspace:write)."
    public static let access = Access.signedIn
    public static let input = [
        Field("mine", .boolean, .optional), Field("everyone", .boolean, .optional),
    ]

    private let mine: Bool?
    private let everyone: Bool?

    public init(_ input: Input) {
        mine = input["mine"]?.bool
        everyone = input["everyone"]?.bool
    }

    public func perform(on desk: Desk) async throws -> CoachSetting {
        if everyone != nil, !Access.right(.workspaceWrite).allows(desk.actor) {
            throw Refusal.denied(.right(.workspaceWrite), desk.actor)
        }
        return try await desk.write { ledger -> CoachSetting in
            if let mine, let name = CoachSetting.name(of: desk.actor) {
                try ledger.connection.set(name, to: .bool(mine), workspace: ledger.workspace)
            }
            if let everyone {
                try ledger.connection.set(
                    CoachSetting.name, to: .bool(everyone), workspace: ledger.workspace)
                try ledger.record(
                    "workspace.changed", .init("workspace", ledger.workspace),
                    ["coach": .bool(everyone)])
            }
            return try CoachSetting(of: desk, on: ledger.connection)
        }
    }
}

public struct CoachSetting: Resource {
    public let mine: Bool
    public let everyone: Bool
    public var isOn: Bool { mine && everyone }

    static let name = "coach"

    static func name(of actor: Actor) -> String? { actor.user.map { "\(name) \($0)" } }

    init(of desk: Desk, on connection: any Connection) throws {
        func isOn(_ name: String?) throws -> Bool {
            try name.flatMap { try connection.setting($0, workspace: desk.workspace)?.bool } ?? true
        }
        mine = try isOn(Self.name(of: desk.actor))
        everyone = try isOn(Self.name)
    }

    public static let shape = Shape.object([
        Field("mine", .boolean), Field("everyone", .boolean),
        Field("isOn", .boolean, .required, "Where both are."),
    ])

    public var json: JSON {
        ["mine": .bool(mine), "everyone": .bool(everyone), "isOn": .bool(isOn)]
    }
}
