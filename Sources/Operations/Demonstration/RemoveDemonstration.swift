import Base
import Domain
import Store

/// Removes everything of a demonstration workspace, itself and its people too. One that is no
/// demonstration is never touched.
public struct RemoveDemonstration: Operation {
    public static let name = "workspace.removeDemonstration"
    public static let summary = "Remove a demonstration workspace with all its records."
    public static let access = Access.right(.workspaceWrite)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Done {
        _ = try await desk.write { ledger -> Bool in
            let found = try Workspaces.find(ledger.workspace, on: ledger.connection)
            guard found?.isDemonstration == true else {
                throw Refusal(.conflict, "notADemonstration")
            }
            try Workspaces.erase(ledger.workspace, on: ledger.connection)
            return true
        }
        desk.house.admissions.drop()
        await desk.house.tables.forget(desk.workspace)
        return Done()
    }
}
