public import Base
import Domain
public import Post
import SQL
import Store

/// What the installation says about the world outside: read once from the environment.
public struct Outside: Sendable {
    /// The mail server of workspaces that have set none, as `SendingTerms` writes it.
    public let mail: JSON?
    /// The site's own address for workspaces that have set none.
    public let address: String?
    /// Which private addresses may be called.
    public let addresses: AddressGuard
    /// Certificates to trust instead of the system's.
    public let authorityFile: String?

    public init(
        mail: JSON? = nil, address: String? = nil, addresses: AddressGuard = AddressGuard(),
        authorityFile: String? = nil
    ) {
        self.mail = mail
        self.address = address
        self.addresses = addresses
        self.authorityFile = authorityFile
    }
}

extension House {
    static let sendingSetting = "sending"

    /// How a workspace sends: its own settings, else the installation's.
    func sendingTerms(
        of workspace: ID<Workspace>, on connection: any Connection
    ) throws -> SendingTerms {
        try SendingTerms(document: sendingDocument(of: workspace, on: connection))
    }

    /// The same as a document, with its secrets.
    func sendingDocument(
        of workspace: ID<Workspace>, on connection: any Connection
    ) throws -> JSON {
        let stored = try sealedSetting(
            House.sendingSetting, workspace: workspace, on: connection)
        var document = stored?.object ?? JSON.Object()
        if document["mail"] == nil, let mail = outside.mail { document["mail"] = mail }
        if document["address"] == nil, let address = outside.address {
            document["address"] = .string(address)
        }
        return .object(document)
    }
}
