import Base
import Domain
import SQL
import Store

/// Brings a file for an answer that a program hands in afterwards.
public struct AddAttachment: Operation {
    public static let name = "attachments.add"
    public static let summary =
        "Bring a file for an answer; name its id in the answer within two days."
    public static let access = Access.right(.answersWrite)
    public static let input = [
        Field("instrument", .text(max: 64), .required, "Id or key of the questionnaire."),
        Field("item", .text(max: 40), .required, "Key of the question of kind file."),
        Field("name", .text(max: 300)),
        Field.content,
    ]

    private let instrument: String
    private let item: String
    private let file: IncomingFile

    public init(_ input: Input) throws {
        instrument = input.text("instrument")
        item = input.text("item")
        file = IncomingFile(name: input.text("name"), bytes: try input.bytes("content"))
    }

    public func perform(on desk: Desk) async throws -> AttachmentResource {
        let terms = try await desk.read { connection in
            let ledger = Ledger(
                connection: connection, house: desk.house, actor: desk.actor, now: desk.now())
            let head = try ledger.instrument(named: instrument)
            let newest = try desk.house.instrument(
                head.id, version: head.version, in: desk.workspace, on: connection)
            guard let found = newest[item: item], case .files(let terms) = found.bounds else {
                throw Refusal.invalid("item", "unknownItem")
            }
            return terms
        }
        let attachment = try file.checked(terms, at: "content")
        return try await desk.write { ledger in
            try ledger.requireRoom(for: file.bytes.count)
            return AttachmentResource(
                try ledger.keep(
                    attachment, file.bytes, digest: file.digest, place: item,
                    holder: desk.actor.name))
        }
    }
}
