public import Base
import Domain
import SQL
import Store

/// The thread of a case.
public struct ListCaseMessages: Operation {
    public static let name = "cases.messages"
    public static let summary = "List the messages of a case, newest first."
    public static let access = Access.right(.casesRead)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("cursor", .text(max: 40), .optional),
        Field("limit", .integer(1...500), .optional),
    ]

    private let id: ID<Case>
    private let before: ID<CaseMessage>?
    private let limit: Int

    public init(_ input: Input) throws {
        id = try input.id("case")
        before = try input.idOrNil("cursor")
        limit = input.integerOrNil("limit") ?? 100
    }

    public func perform(on desk: Desk) async throws -> Page<CaseMessageResource> {
        try await desk.read { connection in
            guard try Cases.find(id, in: desk.workspace, on: connection) != nil else {
                throw Refusal(.notFound, "noSuchCase")
            }
            let found = try CaseMessages.list(
                of: id, before: before, limit: limit + 1, in: desk.workspace, on: connection)
            let masking = try desk.masking(on: connection)
            let page = found.prefix(limit).map { masking?.message($0) ?? $0 }
            let names = try Users.names(in: desk.workspace, on: connection)
            let ways = try CaseMessageWays(
                page.map(\.id), masking, in: desk.workspace, on: connection)
            let next = found.count > limit ? page.last?.id.description : nil
            let readings = try desk.house.readings(
                of: page, isMasked: masking != nil, in: desk.workspace, on: connection)
            return Page(
                page.map {
                    CaseMessageResource(
                        $0, name: $0.author.user.flatMap { names[$0] }, way: ways[$0.id],
                        files: ways.files[$0.id] ?? [], reading: readings[$0.id])
                },
                nextCursor: next)
        }
    }
}

extension CaseActor {
    var user: ID<User>? { if case .user(let id) = self { id } else { nil } }
}

/// One message of a case's thread.
public struct CaseMessageResource: Resource {
    let message: CaseMessage
    let name: String?
    let way: CaseMessageWay?
    let files: [AttachmentResource]
    let reading: TextReading?

    init(
        _ message: CaseMessage, name: String?, way: CaseMessageWay?, files: [AttachmentResource],
        reading: TextReading?
    ) {
        self.message = message
        self.name = name
        self.way = way
        self.files = files
        self.reading = reading
    }

    public static let shape = Shape.object([
        Field("id", .id(CaseMessage.idPrefix)),
        Field("at", .instant),
        Field("kind", .choice(CaseMessage.Kind.allCases.map(\.rawValue))),
        Field("author", .text(), .required, "An id, `customer`, `rule:…` or `system`."),
        Field("authorName", .text(), .optional),
        Field("automatic", .boolean),
        Field("text", .document(max: 20_000)),
        Field("way", CaseMessageWay.shape, .optional, "How it came in or goes out."),
        Field("files", .array(AttachmentResource.shape), .optional),
        Field(
            "reading", TextReadingResource.shape, .optional,
            "What was read in what the customer wrote."),
    ])

    public var json: JSON {
        [
            "id": .string(message.id.description),
            "at": .string(message.at.iso8601),
            "kind": .string(message.kind.rawValue),
            "author": .string(message.author.text),
            "authorName": .optional(name),
            "automatic": .bool(message.isAutomatic),
            "text": .string(message.text),
            "way": way?.json ?? .null,
            "files": .array(files.map(\.json)),
            "reading": reading.map { TextReadingResource($0).json } ?? .null,
        ]
    }
}
