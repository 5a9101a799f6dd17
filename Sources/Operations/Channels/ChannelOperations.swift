public import Base
public import Domain
import Post
import SQL
import Store

/// A door from outside, and how it is.
public struct ChannelResource: Resource {
    public let id: ID<Channel>
    /// Without its secrets.
    public let document: JSON
    let state: ChannelStates.Stored?

    public static let shape = Shape.object([
        Field("id", .id(Channel.idPrefix)),
        Field("document", .map(.any), .required, "As it was saved; secrets are never shown."),
        Field("callback", .text(), .optional, "Path that the other side calls."),
        Field("lookedAt", .instant, .optional, "When a mailbox was last looked into."),
        Field("trouble", .text(), .optional, "What stands in the way."),
        Field("detail", .text(max: 500), .optional, "What the other side said."),
        Field("since", .instant, .optional, "Since when."),
    ])

    public var json: JSON {
        let kind = document["kind"]?.string.flatMap(Channel.Kind.init(rawValue:))
        let isCalled = kind?.isCalled ?? false
        return [
            "id": .string(id.description), "document": document,
            "callback": isCalled ? .string("/in/\(id)") : .null,
            "lookedAt": .optional(state?.lookedAt.iso8601), "trouble": .optional(state?.trouble),
            "detail": .optional(state?.detail), "since": .optional(state?.since?.iso8601),
        ]
    }
}

extension Field {
    static let channel = Field("channel", .id(Channel.idPrefix))
}

/// The doors from outside.
public struct ListChannels: Operation {
    public static let name = "channels.list"
    public static let summary = "List the channels by which customers reach this workspace."
    public static let access = Access.right(.workspaceWrite)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<ChannelResource> {
        try await desk.read { connection in
            Page(
                try Channels.list(in: desk.workspace, on: connection).map { stored in
                    ChannelResource(
                        id: stored.id,
                        document: Channel.shown(try desk.house.channelDocument(stored)),
                        state: try ChannelStates.find(
                            stored.id, in: desk.workspace, on: connection))
                })
        }
    }
}

extension Field {
    fileprivate static let document = Field(
        "document", .map(.any), .required,
        "name, kind, isActive, opens, and a member named like the kind.")
}

/// Sets a door up.
public struct CreateChannel: Operation {
    public static let name = "channels.create"
    public static let summary = "Set up a channel by which customers reach this workspace."
    public static let access = Access.right(.workspaceWrite)
    public static let input = [Field.document]

    private let document: JSON.Object

    public init(_ input: Input) { document = input.object("document") }

    public func perform(on desk: Desk) async throws -> ChannelResource {
        try await desk.write { ledger -> ChannelResource in try ledger.save(document, of: nil) }
    }
}

/// Changes a door.
public struct EditChannel: Operation {
    public static let name = "channels.edit"
    public static let summary =
        "Change a channel: a member that is given replaces the old one, secrets that are not "
        + "given stay, and an empty one is taken away."
    public static let access = Access.right(.workspaceWrite)
    public static let input = [Field.channel, .document]

    private let id: ID<Channel>
    private let changes: JSON.Object

    public init(_ input: Input) throws {
        id = try input.id("channel")
        changes = input.object("document")
    }

    public func perform(on desk: Desk) async throws -> ChannelResource {
        try await desk.write { ledger -> ChannelResource in
            guard
                let stored = try Channels.find(id, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchChannel") }
            return try ledger.save(changes, of: stored)
        }
    }
}

extension Ledger {
    fileprivate func save(
        _ changes: JSON.Object, of old: Channels.Stored?
    ) throws -> ChannelResource {
        let before = try old.map { try house.channelDocument($0).object } ?? nil
        let document = JSON.object(Channel.merged(before ?? JSON.Object(), with: changes))
        let channel = try Channel(id: old?.id ?? newID(), document: document)
        if let old, old.kind != channel.kind {
            throw Refusal.invalid("document.kind", "channelKindStays")
        }
        if let team = channel.opens.team { _ = try self.team(team) }
        // Found missing only when a message opens its case, it would hold up every one of them.
        if let process = channel.opens.process {
            _ = try house.process(named: process, in: workspace, on: connection)
        }
        if case .chat(let panel) = channel.door, let calendar = panel.calendar,
            try Documents.find(.calendar, calendar, in: workspace, on: connection) == nil
        {
            throw Refusal.invalid("document.chat.calendar", "noSuchCalendar", ["value": calendar])
        }
        try Channels.put(
            .init(
                workspace: workspace, id: channel.id, kind: channel.kind,
                isActive: channel.isActive,
                document: try house.sealChannel(document, channel.id, in: workspace),
                createdAt: old?.createdAt ?? now, changedAt: now),
            on: connection)
        let shown = Channel.shown(document)
        try record("channel.saved", .init("channel", channel.id), shown)
        return ChannelResource(
            id: channel.id, document: shown,
            state: try ChannelStates.find(channel.id, in: workspace, on: connection))
    }
}

/// Takes a door away; what came by it stays.
public struct RemoveChannel: Operation {
    public static let name = "channels.remove"
    public static let summary = "Remove a channel; the cases it opened stay."
    public static let access = Access.right(.workspaceWrite)
    public static let input = [Field.channel]

    private let id: ID<Channel>

    public init(_ input: Input) throws { id = try input.id("channel") }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger -> Done in
            guard try Channels.find(id, in: ledger.workspace, on: ledger.connection) != nil else {
                throw Refusal(.notFound, "noSuchChannel")
            }
            try Channels.remove(id, in: ledger.workspace, on: ledger.connection)
            try ledger.record("channel.removed", .init("channel", id))
            return Done()
        }
    }
}

/// Goes through a door now and tells what happens.
public struct TryChannel: Operation {
    public static let name = "channels.try"
    public static let summary = "Try a channel now: sign in and open it, changing nothing."
    public static let access = Access.right(.workspaceWrite)
    public static let input = [Field.channel]

    private let id: ID<Channel>

    public init(_ input: Input) throws { id = try input.id("channel") }

    public func perform(on desk: Desk) async throws -> ChannelTrial {
        let channel = try await desk.read { connection in
            guard let stored = try Channels.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchChannel")
            }
            return try desk.house.channel(stored)
        }
        switch channel.door {
        case .mail(let account):
            do throws(Trouble) {
                let box = MailboxConnection(
                    try await MailAccess(house: desk.house).server(
                        of: account, channel.id, in: desk.workspace),
                    addresses: desk.house.outside.addresses)
                let found = await box.select(account.folder)
                await box.close()
                return ChannelTrial(count: try found.get().count)
            } catch {
                return ChannelTrial(trouble: error.kind.rawValue, detail: error.text)
            }
        case .webhook, .chat, .form: return ChannelTrial()
        case .wecom, .wechat:
            do {
                try await WeChatAPI(desk.house).signIn(channel.door, at: desk.now())
                return ChannelTrial()
            } catch .trouble(let trouble) {
                return ChannelTrial(trouble: trouble.kind.rawValue, detail: trouble.text)
            } catch .said(let code, let text) {
                return ChannelTrial(trouble: "signIn", detail: "\(code) \(text)")
            }
        }
    }
}

/// What trying a channel came to.
public struct ChannelTrial: Resource {
    /// Mails in the folder.
    var count: Int?
    var trouble: String?
    var detail: String?

    public static let shape = Shape.object([
        Field("works", .boolean),
        Field("count", .integer(0...Int(Int32.max)), .optional, "Mails in the folder."),
        Field("trouble", .text(), .optional, "What failed."),
        Field("detail", .text(max: 1_000), .optional, "What the other side said."),
    ])

    public var json: JSON {
        [
            "works": .bool(trouble == nil),
            "count": count.map { .integer($0) } ?? .null, "trouble": .optional(trouble),
            "detail": .optional(detail),
        ]
    }
}
