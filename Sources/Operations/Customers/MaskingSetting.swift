public import Base
import Domain
import SQL
import Store

/// Whether personal data is hidden from those without the right to see it.
public struct ShowMasking: Operation {
    public static let name = "masking.show"
    public static let summary = "Show whether personal data is hidden from whom lacks the right."
    public static let access = Access.right(.workspaceWrite)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> MaskingSetting {
        try await desk.read { connection in
            let kept = try connection.setting(Masking.setting, workspace: desk.workspace)
            return MaskingSetting(isOn: kept?.bool ?? true)
        }
    }
}

public struct EditMasking: Operation {
    public static let name = "masking.edit"
    public static let summary =
        "Hide personal data from whom lacks personal:read, in lists, records and exports, or not."
    public static let access = Access.right(.workspaceWrite)
    public static let input = [Field("isOn", .boolean)]

    private let isOn: Bool

    public init(_ input: Input) { isOn = input.bool("isOn") }

    public func perform(on desk: Desk) async throws -> MaskingSetting {
        try await desk.write { ledger -> MaskingSetting in
            try ledger.connection.set(
                Masking.setting, to: .bool(isOn), workspace: ledger.workspace)
            try ledger.record(
                "workspace.changed", .init("workspace", ledger.workspace),
                ["masking": .bool(isOn)])
            return MaskingSetting(isOn: isOn)
        }
    }
}

public struct MaskingSetting: Resource {
    public let isOn: Bool

    public static let shape = Shape.object([Field("isOn", .boolean)])

    public var json: JSON { ["isOn": .bool(isOn)] }
}
