import Base
import Domain
import Store

/// Sets the workspace's name, time zone and language.
public struct EditWorkspace: Operation {
    public static let name = "workspace.edit"
    public static let summary = "Set the workspace's name, time zone and language."
    public static let access = Access.right(.workspaceWrite)
    public static let input = WorkspaceFields.fields

    private let fields: WorkspaceFields

    public init(_ input: Input) { fields = WorkspaceFields(input) }

    public func perform(on desk: Desk) async throws -> WorkspaceResource {
        try fields.checkZone(desk.house.library)
        let resource = try await desk.write { ledger -> WorkspaceResource in
            guard var stored = try Workspaces.find(ledger.workspace, on: ledger.connection) else {
                throw Refusal(.notFound, "noSuchPage")
            }
            stored.name = fields.name
            stored.zone = fields.zone
            stored.language = fields.language
            try Workspaces.save(stored, on: ledger.connection)
            let resource = WorkspaceResource(stored)
            try ledger.record(
                "workspace.changed", .init("workspace", ledger.workspace), resource.json)
            return resource
        }
        desk.house.admissions.drop()
        return resource
    }
}

/// What a workspace is set to.
struct WorkspaceFields: Sendable {
    static let fields = [
        Field("name", .text(max: 100)),
        Field("zone", .text(max: 64), .required, "Time zone, such as Asia/Shanghai."),
        Field("language", .choice(["zh", "en"]), .required, "Unless a person chooses another."),
    ]

    let name: String
    let zone: String
    let language: String

    init(_ input: Input, name nameField: String = "name") {
        name = input.text(nameField)
        zone = input.text("zone")
        language = input.text("language")
    }

    /// - Throws: `Refusal` at `zone` when the system knows no rules for it.
    func checkZone(_ library: Library) throws(Refusal) {
        // A zone file begins with these four letters; the folder holds other files too.
        guard library.zoneFile(zone)?.starts(with: Array("TZif".utf8)) == true else {
            throw .invalid("zone", "noSuchZone")
        }
    }
}
