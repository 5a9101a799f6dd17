import ArgumentParser
import Base
import Domain
import Foundation
import Operations
import Post

extension Settings {
    /// `NUO_SMTP=smtps://user:password@mail.example.com`, `NUO_MAIL_FROM="Care <care@example.com>"`,
    /// `NUO_ADDRESS=https://care.example.com`, `NUO_PRIVATE_HOSTS=mail,10.0.0.5`, `NUO_CA_FILE`.
    /// Secrets come by the environment only, never by flags that others can list.
    static func outside(_ environment: [String: String]) throws -> Outside {
        func text(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        var allowed = Set(
            (text("NUO_PRIVATE_HOSTS") ?? "").split(separator: ",").map { String($0).trimmed })
        var mail: JSON?
        if let url = text("NUO_SMTP") {
            guard let from = text("NUO_MAIL_FROM") else {
                throw ValidationError("NUO_SMTP needs NUO_MAIL_FROM, the sender's address.")
            }
            let (document, host) = try mailServer(url, from: from)
            mail = document
            // Whoever runs this machine has named it.
            allowed.insert(host)
        }
        let address = text("NUO_ADDRESS")
        do {
            var document = JSON.Object()
            document["mail"] = mail
            document["address"] = address.map(JSON.string)
            _ = try SendingTerms(document: .object(document))
        } catch {
            let places = error.faults.map(\.path).joined(separator: ", ")
            throw ValidationError("NUO_SMTP, NUO_MAIL_FROM or NUO_ADDRESS is wrong: \(places).")
        }
        return Outside(
            mail: mail, address: address, addresses: AddressGuard(allowed: allowed),
            authorityFile: text("NUO_CA_FILE"))
    }

    private static func mailServer(
        _ url: String, from: String
    ) throws -> (document: JSON, host: String) {
        let securities = ["smtps": "tls", "smtp": "starttls", "smtp+plain": "none"]
        guard let parts = URLComponents(string: url), let scheme = parts.scheme,
            let security = securities[scheme], let host = parts.host, !host.isEmpty
        else {
            throw ValidationError(
                "NUO_SMTP must be smtps://, smtp:// (STARTTLS) or smtp+plain://, then the server.")
        }
        var mail = JSON.Object()
        mail.append("host", .string(host))
        mail.append("security", .string(security))
        if let port = parts.port { mail.append("port", .integer(port)) }
        if let user = parts.user { mail.append("user", .string(user)) }
        if let password = parts.password { mail.append("password", .string(password)) }
        if let open = from.lastIndex(of: "<"), from.hasSuffix(">") {
            mail.append("from", .string(String(from[from.index(after: open)...].dropLast())))
            let name = String(from[..<open]).trimmed
            if !name.isEmpty { mail.append("fromName", .string(name)) }
        } else {
            mail.append("from", .string(from.trimmed))
        }
        return (.object(mail), host)
    }
}
