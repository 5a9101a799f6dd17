public import Base
public import Domain
import SQL
import Store

/// What has left or is to leave the house, newest first.
public struct ListMessages: Operation {
    public static let name = "messages.list"
    public static let summary = "List outgoing messages, newest first."
    public static let access = Access.right(.customersRead)
    public static let input = [
        Field("state", .choice(Message.State.allCases.map(\.rawValue)), .optional),
        Field("kind", .choice(Message.Kind.allCases.map(\.rawValue)), .optional),
        Field("text", .text(max: 100), .optional, "Part of the address, as it is shown."),
        Field("customer", .id(Customer.idPrefix), .optional),
        .limit, .cursor,
    ]

    private let selection: Messages.Selection

    public init(_ input: Input) throws {
        var selection = Messages.Selection(limit: input.pageLimit)
        selection.state = input.textOrNil("state").flatMap(Message.State.init(rawValue:))
        selection.kind = input.textOrNil("kind").flatMap(Message.Kind.init(rawValue:))
        selection.text = input.textOrNil("text")
        selection.customer = try input.idOrNil("customer")
        selection.before = try input.cursor(Message.self)
        self.selection = selection
    }

    public func perform(on desk: Desk) async throws -> Page<MessageResource> {
        var wide = selection
        wide.limit += 1
        return try await desk.read { [wide] connection in
            let found = try Messages.list(wide, in: desk.workspace, on: connection)
            let page = found.prefix(selection.limit)
            let masking = try desk.masking(on: connection)
            let shown = masking.map { masking in page.map(masking.outgoing).filter(fits) }
            return Page(
                (shown ?? Array(page)).map(MessageResource.init),
                nextCursor: found.count > selection.limit ? page.last?.id.description : nil)
        }
    }

    /// Only what is shown is found, so that asking tells nothing of what is hidden.
    private func fits(_ message: Message) -> Bool {
        selection.text.map { message.address.lowercased().contains($0.lowercased()) } ?? true
    }
}

/// How many messages are in each state, and how fast they may leave.
public struct CountMessages: Operation {
    public static let name = "messages.count"
    public static let summary = "Count outgoing messages by state."
    public static let access = Access.right(.customersRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> MessageCounts {
        try await desk.read { connection in
            let now = desk.now()
            let terms = try desk.house.sendingTerms(of: desk.workspace, on: connection)
            return MessageCounts(
                counts: try Messages.counts(in: desk.workspace, on: connection),
                lately: try Messages.taken(in: desk.workspace, since: now, on: connection),
                perHour: terms.limits.perHour)
        }
    }
}

/// Outgoing messages by state.
public struct MessageCounts: Resource {
    public let counts: [Message.State: Int]
    /// Taken up within the last hour.
    public let lately: Int
    public let perHour: Int

    private static let count = Shape.integer(0...Int(Int32.max))

    public static let shape = Shape.object(
        Message.State.allCases.map { Field($0.rawValue, count) } + [
            Field("lastHour", count, .required, "Taken up within the last hour."),
            Field("perHour", count, .required, "How many may leave within an hour."),
        ])

    public var json: JSON {
        var object = JSON.Object()
        for state in Message.State.allCases {
            object.append(state.rawValue, .integer(counts[state] ?? 0))
        }
        object.append("lastHour", .integer(lately))
        object.append("perHour", .integer(perHour))
        return .object(object)
    }
}

/// Sends a message again that was given up.
public struct RetryMessage: Operation {
    public static let name = "messages.retry"
    public static let summary = "Try a message again that was given up."
    public static let access = Access.right(.customersWrite)
    public static let input = [Field.message]

    private let id: ID<Message>

    public init(_ input: Input) throws { id = try input.id("message") }

    public func perform(on desk: Desk) async throws -> MessageResource {
        try await desk.write { ledger in
            guard var message = try Messages.find(id, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchMessage") }
            try message.retry(at: ledger.now)
            _ = try Messages.update(message, holder: nil, on: ledger.connection)
            try ledger.record("message.retried", message)
            let masking = try desk.masking(on: ledger.connection)
            return MessageResource(masking?.outgoing(message) ?? message)
        }
    }
}
