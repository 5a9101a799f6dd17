public import Base
public import Domain
import SQL
import Store

/// Something that came in, without what it says.
public struct IncomingResource: Resource {
    public let incoming: Incoming
    /// Of the case, where a list tells of it.
    public var number: Int?
    var masking: Masking?

    /// As the reader may see them.
    public var sender: String? {
        incoming.sender.map { sender in masking.map { $0.address(sender) } ?? sender }
    }
    public var subject: String? {
        incoming.subject.map { subject in masking.map { $0.text(subject) } ?? subject }
    }

    public static let shape = Shape.object([
        Field("id", .id(Incoming.idPrefix)),
        Field("channel", .id(Channel.idPrefix)),
        Field("kind", .choice(Channel.Kind.allCases.map(\.rawValue))),
        Field("state", .choice(Incoming.State.allCases.map(\.rawValue))),
        Field("sender", .text(max: 500), .optional),
        Field("subject", .text(max: 500), .optional),
        Field("size", .integer(0...Int(Int32.max)), .required, "Bytes."),
        Field("tries", .integer(0...1_000)),
        Field("reason", .text(), .optional, "Why it is no message of a case."),
        Field("detail", .text(max: 500), .optional),
        Field("case", .id(Case.idPrefix), .optional),
        Field("number", .integer(1...Int.max), .optional, "Of the case, in lists."),
        Field("receivedAt", .instant),
        Field("changedAt", .instant),
    ])

    public var json: JSON {
        [
            "id": .string(incoming.id.description),
            "channel": .string(incoming.channel.description),
            "kind": .string(incoming.kind.rawValue), "state": .string(incoming.state.rawValue),
            "sender": .optional(sender), "subject": .optional(subject),
            "size": .integer(incoming.size), "tries": .integer(incoming.tries),
            "reason": .optional(incoming.reason), "detail": .optional(incoming.detail),
            "case": .optional(incoming.caseID?.description),
            "number": number.map(JSON.integer) ?? .null,
            "receivedAt": .string(incoming.receivedAt.iso8601),
            "changedAt": .string(incoming.changedAt.iso8601),
        ]
    }
}

/// What came in by channels, newest first.
public struct ListIncoming: Operation {
    public static let name = "incoming.list"
    public static let summary = "List what came in by channels, newest first."
    public static let access = Access.right(.casesRead)
    public static let input = [
        Field("state", .choice(Incoming.State.allCases.map(\.rawValue)), .optional),
        Field("channel", .id(Channel.idPrefix), .optional),
        .limit, .cursor,
    ]

    private let state: Incoming.State?
    private let channel: ID<Channel>?
    private let before: ID<Incoming>?
    private let limit: Int

    public init(_ input: Input) throws {
        state = input.textOrNil("state").flatMap(Incoming.State.init(rawValue:))
        channel = try input.idOrNil("channel")
        before = try input.cursor(Incoming.self)
        limit = input.pageLimit
    }

    public func perform(on desk: Desk) async throws -> Page<IncomingResource> {
        let found = try await desk.read { connection in
            let masking = try desk.masking(on: connection)
            let found = try Incomings.list(
                state, channel: channel, before: before, limit: limit + 1, in: desk.workspace,
                on: connection)
            let numbers = try CaseNumbers.of(
                found.compactMap(\.caseID), in: desk.workspace, on: connection)
            return found.map { one in
                IncomingResource(
                    incoming: one, number: one.caseID.flatMap { numbers[$0] }, masking: masking)
            }
        }
        return Page(found, limit: limit) {
            $0.incoming.id.description
        }
    }
}

/// How much came in, by state.
public struct CountIncoming: Operation {
    public static let name = "incoming.count"
    public static let summary = "Count what came in by state."
    public static let access = Access.right(.casesRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> IncomingCounts {
        IncomingCounts(
            counts: try await desk.read { try Incomings.counts(in: desk.workspace, on: $0) })
    }
}

/// What came in, by state.
public struct IncomingCounts: Resource {
    public let counts: [Incoming.State: Int]

    public static let shape = Shape.object(
        Incoming.State.allCases.map { Field($0.rawValue, .integer(0...Int(Int32.max))) })

    public var json: JSON {
        var object = JSON.Object()
        for state in Incoming.State.allCases {
            object.append(state.rawValue, .integer(counts[state] ?? 0))
        }
        return .object(object)
    }
}

extension Field {
    fileprivate static let incoming = Field("incoming", .id(Incoming.idPrefix))
}

extension Ledger {
    fileprivate func incoming(_ id: ID<Incoming>) throws -> Incoming {
        guard let one = try Incomings.find(id, in: workspace, on: connection) else {
            throw Refusal(.notFound, "noSuchIncoming")
        }
        return one
    }
}

/// Takes up again what was set aside, held or ignored; it then becomes a message of a case
/// whatever it looks like.
public struct RetryIncoming: Operation {
    public static let name = "incoming.retry"
    public static let summary =
        "Take up again what was set aside, held or ignored: a person says it is a message."
    public static let access = Access.right(.casesWork)
    public static let input = [Field.incoming]

    private let id: ID<Incoming>

    public init(_ input: Input) throws { id = try input.id("incoming") }

    public func perform(on desk: Desk) async throws -> IncomingResource {
        try await desk.write { ledger -> IncomingResource in
            var one = try ledger.incoming(id)
            try one.retry(at: ledger.now)
            _ = try Incomings.update(one, ifTries: nil, on: ledger.connection)
            try ledger.record("incoming.retried", .init("incoming", one.id))
            return IncomingResource(incoming: one)
        }
    }
}

/// Says that nothing is to be made of it.
public struct DismissIncoming: Operation {
    public static let name = "incoming.dismiss"
    public static let summary =
        "Say of what was set aside or held that nothing is to be made of it."
    public static let access = Access.right(.casesWork)
    public static let input = [Field.incoming]

    private let id: ID<Incoming>

    public init(_ input: Input) throws { id = try input.id("incoming") }

    public func perform(on desk: Desk) async throws -> IncomingResource {
        try await desk.write { ledger -> IncomingResource in
            var one = try ledger.incoming(id)
            guard one.state == .aside || one.state == .held else {
                throw Refusal(.conflict, "incomingNotAside")
            }
            one.settle(.ignored, "dismissed", at: ledger.now)
            _ = try Incomings.update(one, ifTries: nil, on: ledger.connection)
            try ledger.record(one)
            return IncomingResource(incoming: one)
        }
    }
}

extension Desk {
    /// It as it came, to be looked at elsewhere; nil once it is forgotten.
    public func raw(of id: ID<Incoming>) async throws -> [UInt8]? {
        guard actor.rights.contains(.casesWork) else {
            throw Refusal.denied(.right(.casesWork), actor)
        }
        return try await read { connection in
            guard try masking(on: connection) == nil else { return nil }
            return try Incomings.raw(of: id, in: workspace, on: connection)
        }
    }
}
