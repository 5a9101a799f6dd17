public import Base
public import Domain
import SQL
import Store

/// Something that is kept sealed: without the key it is lost and has to be entered anew.
public enum SealedThing: Hashable, Sendable, CustomStringConvertible {
    /// Servers, gateways, robots and webhooks by which a workspace sends.
    case sending(workspace: String)
    case channel(ID<Channel>, Channel.Kind, workspace: String)

    public var description: String {
        switch self {
        case .sending(let workspace): "\(workspace): all settings of sending"
        case .channel(let id, let kind, let workspace):
            "\(workspace): the \(kind.rawValue) channel \(id) with its settings"
        }
    }
}

extension House {
    /// What is sealed, of all workspaces.
    public func sealedThings() async throws -> [SealedThing] {
        try await database.read { try House.sealedThings(on: $0) }
    }

    /// Whether the key is the one that everything was sealed with.
    public func opensSealed() async throws -> Bool {
        try await database.read { [self] connection in
            guard
                let stored = try connection.setting(
                    House.checkSetting, workspace: .installation)
            else { return true }
            do {
                _ = try open(stored, House.checkSetting, in: .installation)
                return true
            } catch is Vault.Sealed {
                return false
            }
        }
    }

    /// Forgets what is sealed, because its key is lost. Channels stay, at rest and without
    /// settings, so that what came by them and their addresses still belong together; from now
    /// on this house's key seals.
    /// - Returns: what has to be entered anew.
    public func forgetSealed() async throws -> [SealedThing] {
        try await database.write { [self] connection in
            try lockVault(connection)
            let things = try House.sealedThings(on: connection)
            for (workspace, stored) in try connection.settings(named: House.sendingSetting)
            where Vault.isSealed(stored) {
                try connection.unset(House.sendingSetting, workspace: workspace)
                try record(
                    "sending.forgotten", .init("workspace", workspace), workspace, connection)
            }
            for var stored in try Channels.all(on: connection)
            where Vault.isSealed(stored.document) {
                stored.document = [
                    "name": .string("\(stored.kind.rawValue) \(stored.id)"),
                    "kind": .string(stored.kind.rawValue), "isActive": false,
                ]
                stored.isActive = false
                stored.changedAt = now()
                try Channels.put(stored, on: connection)
                try record(
                    "channel.forgotten", .init("channel", stored.id), stored.workspace,
                    connection)
            }
            try setSealed(
                House.checkSetting, to: House.check, workspace: .installation, on: connection)
            return things
        }
    }

    /// Seals everything anew under another key, at once or not at all.
    /// - Throws: `Vault.Sealed` for what this house's key does not open.
    public func reseal(with other: Vault) async throws -> Int {
        try await database.write { [self] connection in
            try lockVault(connection)
            var count = 0
            for name in [House.checkSetting, House.sendingSetting] {
                for (workspace, stored) in try connection.settings(named: name)
                where Vault.isSealed(stored) {
                    let plain = try open(stored, name, in: workspace)
                    try connection.set(
                        name, to: try seal(plain, name, in: workspace, by: other),
                        workspace: workspace)
                    count += name == House.checkSetting ? 0 : 1
                }
            }
            for var stored in try Channels.all(on: connection)
            where Vault.isSealed(stored.document) {
                let name = House.channelName(stored.id)
                let plain = try open(stored.document, name, in: stored.workspace)
                stored.document = try seal(plain, name, in: stored.workspace, by: other)
                try Channels.put(stored, on: connection)
                count += 1
            }
            return count
        }
    }

    private static func sealedThings(on connection: any Connection) throws -> [SealedThing] {
        func name(_ workspace: ID<Workspace>) throws -> String {
            try Workspaces.find(workspace, on: connection)?.name ?? workspace.description
        }
        let sending = try connection.settings(named: sendingSetting)
            .filter { Vault.isSealed($0.1) }
            .map { SealedThing.sending(workspace: try name($0.0)) }
        let channels = try Channels.all(on: connection).filter { Vault.isSealed($0.document) }
            .map { SealedThing.channel($0.id, $0.kind, workspace: try name($0.workspace)) }
        return sending + channels
    }

    private func record(
        _ kind: String, _ subject: Event.Subject, _ workspace: ID<Workspace>,
        _ connection: any Connection
    ) throws {
        try Ledger(
            connection: connection, house: self, actor: .system("console", in: workspace),
            now: now()
        ).record(kind, subject)
    }
}
