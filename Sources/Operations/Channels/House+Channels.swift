import Base
import Domain
import SQL
import Store

extension House {
    /// Under which a channel's document is sealed.
    static func channelName(_ id: ID<Channel>) -> String { "channel \(id)" }

    /// A channel with its secrets.
    func channel(_ stored: Channels.Stored) throws -> Channel {
        try Channel(id: stored.id, document: channelDocument(stored))
    }

    func channelDocument(_ stored: Channels.Stored) throws -> JSON {
        // One whose key was lost holds no secret any more, until it is set up anew.
        guard Vault.isSealed(stored.document) else { return stored.document }
        return try open(stored.document, House.channelName(stored.id), in: stored.workspace)
    }

    func sealChannel(_ document: JSON, _ id: ID<Channel>, in workspace: ID<Workspace>) throws
        -> JSON
    {
        try seal(document, House.channelName(id), in: workspace)
    }

    /// The channel of this id that is at work.
    func activeChannel(
        _ id: ID<Channel>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Channel? {
        guard let stored = try Channels.find(id, in: workspace, on: connection), stored.isActive
        else { return nil }
        return try channel(stored)
    }
}
