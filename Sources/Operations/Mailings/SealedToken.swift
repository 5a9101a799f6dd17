import Base
import Crypto
import Domain
import SQL
import Store

/// What stands in an address that anyone may call: it names an invitation and proves that we made
/// it, for one purpose.
struct SealedToken {
    enum Purpose: String { case unsubscribe, open }

    static let keySetting = "sealing key"

    let workspace: ID<Workspace>
    let invitation: ID<Invitation>

    /// `wsp…-inv…-` and 128 bits of proof.
    func text(for purpose: Purpose, key: String) -> String {
        let names = [workspace.description, invitation.description].map { text in
            String(text.drop { $0 != "_" }.dropFirst())
        }
        return (names + [proof(purpose, key)]).joined(separator: "-")
    }

    private func proof(_ purpose: Purpose, _ key: String) -> String {
        let said = "\(purpose.rawValue) \(workspace) \(invitation)"
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(said.utf8), using: SymmetricKey(data: Array(key.utf8)))
        return Array(Array(code).prefix(16)).hexadecimal
    }

    /// - Throws: `Refusal` for what we did not make.
    static func read(
        _ text: String, for purpose: Purpose, on connection: any Connection
    ) throws -> SealedToken {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, text.utf8.count < 100,
            let workspace = ID<Workspace>("\(Workspace.idPrefix)_\(parts[0])"),
            let invitation = ID<Invitation>("\(Invitation.idPrefix)_\(parts[1])"),
            let key = try connection.setting(keySetting, workspace: .installation)?.string
        else { throw Refusal(.notFound, "noSuchLink") }
        let token = SealedToken(workspace: workspace, invitation: invitation)
        let proof = Array(token.proof(purpose, key).utf8)
        let given = Array(parts[2].utf8)
        // Takes as long wherever the first difference is.
        let difference = zip(proof, given).reduce(0) { $0 | $1.0 ^ $1.1 }
        guard proof.count == given.count, difference == 0 else {
            throw Refusal(.notFound, "noSuchLink")
        }
        return token
    }
}

extension Ledger {
    /// The installation's key for sealed tokens, made when the first is needed.
    func sealingKey() throws -> String {
        let name = SealedToken.keySetting
        if let key = try connection.setting(name, workspace: .installation)?.string { return key }
        if let lock = connection.dialect.lock("nuo sealing key") {
            try connection.each(lock) { _ in }
            if let key = try connection.setting(name, workspace: .installation)?.string {
                return key
            }
        }
        let key = randomBytes(32).hexadecimal
        try connection.set(name, to: .string(key), workspace: .installation)
        return key
    }
}
