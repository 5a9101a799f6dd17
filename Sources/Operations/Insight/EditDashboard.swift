import Base
import Domain
import SQL
import Store

/// Adds a tile to a dashboard, moves or removes one: a new version of its document with the
/// author's comments kept.
public struct EditDashboard: Operation {
    public static let name = "insight.dashboard.edit"
    public static let summary = "Add a tile to a dashboard, move one or take one away."
    public static let access = DashboardDocuments.writeAccess
    public static let input = [
        Field("key", .text(max: 64)),
        Field(
            "version", .integer(1...1_000_000), .optional,
            "The version that was looked at; refused if another came since."),
        Field("add", .any, .optional, "A tile as the document has them."),
        Field("tile", .integer(0...(Dashboard.mostTiles - 1)), .optional, "Which is meant."),
        Field("to", .integer(0...(Dashboard.mostTiles - 1)), .optional, "Where it moves."),
        Field("remove", .boolean, .optional),
    ]

    private let key: String
    private let version: Int?
    private let edit: DocumentEdit?

    public init(_ input: Input) throws {
        key = input.text("key")
        version = input.integerOrNil("version")
        func path(_ index: Int) -> DocumentPath {
            DocumentPath([.member("tiles"), .index(index)])
        }
        let tile = input.integerOrNil("tile").map(path)
        switch (input["add"], tile, input.integerOrNil("to")) {
        case (let added?, nil, nil): edit = .insert(path(.max), added)
        case (nil, let tile?, let to?): edit = .move(tile, to: path(to))
        case (nil, let tile?, nil) where input.bool("remove"): edit = .remove(tile)
        default: throw Refusal.invalid("add", "missing")
        }
    }

    public func perform(on desk: Desk) async throws -> DocumentResource {
        try await desk.bringLibrary()
        let found = try await desk.read { [key] connection in
            try Documents.find(.dashboard, key, in: desk.workspace, on: connection)
        }
        guard let found else { throw Refusal(.notFound, "noSuchDocument", ["key": key]) }
        if let version, version != found.version {
            throw Refusal(
                .conflict, "documentChanged", ["key": key, "version": "\(found.version)"])
        }
        var edit = edit
        if case .insert(_, let tile)? = edit {
            let count = found.json["tiles"]?.array?.count ?? 0
            edit = .insert(DocumentPath([.member("tiles"), .index(count)]), tile)
        }
        let text = try edit.map { try found.text.edited(by: [$0], losingComments: true) }
        let save = try SaveDocument<DashboardDocuments>(
            Input(
                JSON.Object([
                    .init(key: "text", value: .string(text ?? found.text)),
                    .init(key: "after", value: .integer(found.version)),
                ]), as: SaveDocument<DashboardDocuments>.input))
        return try await save.perform(on: desk)
    }
}
