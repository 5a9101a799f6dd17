import Base
import Crypto
import Domain
import Foundation
public import SQL
import Store

/// The one place that seals secrets at rest: AES-256-GCM under a key that stands outside the
/// database, so that a copy of the database alone opens no mailbox and no account.
public struct Vault: Sendable {
    public static let keyBytes = 32
    private static let member = "sealed"

    private let key: SymmetricKey

    /// - Parameter key: 32 bytes.
    public init(key: [UInt8]) {
        precondition(key.count == Vault.keyBytes, "a vault's key is 256 bits")
        self.key = SymmetricKey(data: key)
    }

    /// - Parameters:
    ///   - place: what it is and whose; sealed for one place it opens at no other.
    ///   - nonce: 12 bytes of chance.
    func seal(_ json: JSON, for place: String, nonce: [UInt8]) throws -> JSON {
        let box = try AES.GCM.seal(
            json.bytes, using: key, nonce: AES.GCM.Nonce(data: nonce),
            authenticating: Array(place.utf8))
        guard let whole = box.combined else { preconditionFailure("a nonce of 12 bytes combines") }
        return [Vault.member: .string(whole.base64EncodedString())]
    }

    static func isSealed(_ json: JSON) -> Bool { json[member]?.string != nil }

    /// - Throws: `Sealed` for what another key has sealed, or was sealed for another place.
    func open(_ json: JSON, for place: String) throws -> JSON {
        guard let text = json[Vault.member]?.string, let whole = Data(base64Encoded: text) else {
            throw Sealed()
        }
        do {
            let bytes = try AES.GCM.open(
                AES.GCM.SealedBox(combined: whole), using: key, authenticating: Array(place.utf8))
            return try JSON(parsing: Array(bytes))
        } catch {
            throw Sealed()
        }
    }

    /// It cannot be opened: the key is another one.
    public struct Sealed: Error {}
}

extension House {
    static let checkSetting = "vault check"
    static let check: JSON = "open"

    private static func place(_ name: String, _ workspace: ID<Workspace>) -> String {
        "\(workspace) \(name)"
    }

    func seal(_ json: JSON, _ name: String, in workspace: ID<Workspace>) throws -> JSON {
        try seal(json, name, in: workspace, by: vault)
    }

    func seal(
        _ json: JSON, _ name: String, in workspace: ID<Workspace>, by vault: Vault
    ) throws -> JSON {
        try vault.seal(json, for: House.place(name, workspace), nonce: randomBytes(12))
    }

    func open(_ json: JSON, _ name: String, in workspace: ID<Workspace>) throws -> JSON {
        try vault.open(json, for: House.place(name, workspace))
    }

    /// A setting that holds secrets.
    func sealedSetting(
        _ name: String, workspace: ID<Workspace>, on connection: any Connection
    ) throws -> JSON? {
        try connection.setting(name, workspace: workspace).map { stored in
            // What is not sealed yet was written by an older version in the last moments.
            Vault.isSealed(stored) ? try open(stored, name, in: workspace) : stored
        }
    }

    func setSealed(
        _ name: String, to json: JSON, workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.set(
            name, to: try seal(json, name, in: workspace), workspace: workspace)
    }

    /// Whether this database holds secrets that some key has sealed.
    public static func hasSealed(_ database: any Database) async throws -> Bool {
        try await database.read {
            try $0.setting(checkSetting, workspace: .installation) != nil
        }
    }

    /// One at a time says which key it is.
    func lockVault(_ connection: any Connection) throws {
        if let lock = connection.dialect.lock("nuo vault") { try connection.each(lock) { _ in } }
    }

    /// What no migration can do, once at the start: seals what older versions stored as it was,
    /// looks whether the key is the one that everything here was sealed with, and lists customers
    /// by their addresses.
    /// - Throws: `Vault.Sealed` when it is not.
    public func settleIn() async throws {
        try await database.write { [self] connection in
            try lockVault(connection)
            if let stored = try connection.setting(House.checkSetting, workspace: .installation) {
                _ = try open(stored, House.checkSetting, in: .installation)
            } else {
                try setSealed(
                    House.checkSetting, to: House.check, workspace: .installation, on: connection)
            }
            try CustomerContacts.fill(on: connection)
            let name = House.sendingSetting
            for (workspace, stored) in try connection.settings(named: name)
            where !Vault.isSealed(stored) {
                try setSealed(name, to: stored, workspace: workspace, on: connection)
            }
        }
    }
}
