import Base
import Crypto
import Domain
import SQL
import Store

/// What stands in an address or a mail that anyone may show: it names an invitation or a case and
/// proves that we made it, for one purpose.
struct SealedToken<Subject: Identified> {
    let workspace: ID<Workspace>
    let subject: ID<Subject>

    /// `wsp…-inv…-` and 128 bits of proof.
    func text(for purpose: SealedPurpose, key: String) -> String {
        let names = [workspace.description, subject.description].map { text in
            String(text.drop { $0 != "_" }.dropFirst())
        }
        return (names + [proof(purpose, key)]).joined(separator: "-")
    }

    private func proof(_ purpose: SealedPurpose, _ key: String) -> String {
        let said = "\(purpose.rawValue) \(workspace) \(subject)"
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(said.utf8), using: SymmetricKey(data: Array(key.utf8)))
        return Array(Array(code).prefix(16)).hexadecimal
    }

    /// - Throws: `Refusal` for what we did not make.
    static func read(
        _ text: String, for purpose: SealedPurpose, on connection: any Connection
    ) throws -> SealedToken {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, text.utf8.count < 100,
            let workspace = ID<Workspace>("\(Workspace.idPrefix)_\(parts[0])"),
            let subject = ID<Subject>("\(Subject.idPrefix)_\(parts[1])"),
            let key = try connection.setting(SealedPurpose.keySetting, workspace: .installation)?
                .string
        else { throw Refusal(.notFound, "noSuchLink") }
        let token = SealedToken(workspace: workspace, subject: subject)
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

/// What a sealed token is good for, and for nothing else.
enum SealedPurpose: String {
    case unsubscribe, open
    /// Joins an answering mail to its case.
    case reply
    /// Shows a file.
    case file

    static let keySetting = "sealing key"
}

extension Ledger {
    /// The installation's key for sealed tokens, made when the first is needed.
    func sealingKey() throws -> String {
        let name = SealedPurpose.keySetting
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
