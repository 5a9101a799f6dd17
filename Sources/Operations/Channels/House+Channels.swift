import Base
import Domain
import SQL
import Store

extension House {
    private static let document = "channel"

    /// A channel with its secrets.
    func channel(_ stored: Channels.Stored) throws -> Channel {
        try Channel(id: stored.id, document: channelDocument(stored))
    }

    func channelDocument(_ stored: Channels.Stored) throws -> JSON {
        try open(stored.document, "\(House.document) \(stored.id)", in: stored.workspace)
    }

    func sealChannel(_ document: JSON, _ id: ID<Channel>, in workspace: ID<Workspace>) throws
        -> JSON
    {
        try seal(document, "\(House.document) \(id)", in: workspace)
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
