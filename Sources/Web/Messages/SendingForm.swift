import Base
import Domain
import Operations

/// The forms of the sending page: a section's document as fields, and back.
struct SendingForm {
    let visit: Visit

    init(_ visit: Visit) { self.visit = visit }

    /// What a section's form asks for; nil for a section that there is none of.
    func change(of section: String) async throws -> JSON.Object? {
        let value: JSON?
        switch section {
        case "address": value = visit.form["address"] ?? ""
        case "mail": value = mail
        case "sms": value = gateway
        case "limits": value = limits
        case "frequency":
            value = numbers(ContactFrequency.Family.allCases.map(\.rawValue) + ["any"])
        case "robots", "webhooks": value = try await entries(of: section)
        default: return nil
        }
        // An emptied form takes the section away.
        let isEmpty = value == "" || value?.object?.isEmpty == true
        return JSON.Object([.init(key: section, value: isEmpty ? false : value ?? false)])
    }

    private func text(_ name: String) -> JSON? {
        guard let text = visit.form[name]?.string?.trimmed, !text.isEmpty else { return nil }
        return .string(text)
    }

    private func number(_ name: String) -> JSON? {
        guard let text = visit.form[name]?.string?.trimmed, !text.isEmpty else { return nil }
        // What is no number is refused where it belongs.
        return Double(text).map(JSON.number) ?? .string(text)
    }

    private func numbers(_ names: [String]) -> JSON {
        var object = JSON.Object()
        for name in names { object[name] = number(name) }
        return .object(object)
    }

    private var mail: JSON? {
        var mail = JSON.Object()
        for name in ["host", "user", "password", "mailbox", "from", "fromName", "replyTo"] {
            mail[name] = text(name)
        }
        guard !mail.isEmpty else { return nil }
        mail["port"] = number("port")
        mail["security"] = text("security")
        mail["tracksOpening"] = .bool(visit.form["tracksOpening"] == "on")
        return .object(mail)
    }

    private var limits: JSON {
        var limits = numbers(["perHour", "perAddressHour"]).object ?? JSON.Object()
        limits["needsConsent"] = .bool(visit.form["needsConsent"] == "on")
        return .object(limits)
    }

    private var gateway: JSON? {
        var sms = JSON.Object()
        for name in ["url", "body", "success", "secret"] { sms[name] = text(name) }
        guard !sms.isEmpty else { return nil }
        sms["method"] = text("method")
        var headers = JSON.Object()
        for line in (visit.form["headers"]?.string ?? "").split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[String(line[..<colon]).trimmed] = .string(
                String(line[line.index(after: colon)...]).trimmed)
        }
        if !headers.isEmpty { sms["headers"] = .object(headers) }
        return .object(sms)
    }

    /// The list as stored, with one more or one less.
    private func entries(of section: String) async throws -> JSON {
        let stored = try await visit.desk.perform(ShowSending.self, .init()).document
        let known: [JSON] = (stored[section]?.array ?? []).map { entry in
            var kept = entry.object ?? JSON.Object()
            // What is not told is kept as it was.
            for name in ["hasSecret", "url"] { kept[name] = nil }
            return .object(kept)
        }
        if let removed = visit.form["remove"]?.string {
            let left = known.filter { $0["name"]?.string != removed }
            return left.isEmpty ? false : .array(left)
        }
        var new = JSON.Object()
        for name in ["name", "kind", "url", "secret"] { new[name] = text(name) }
        return .array(known.filter { $0["name"] != new["name"] } + [.object(new)])
    }

    /// What the template shows of the stored document.
    func context(_ stored: JSON) -> JSON.Object {
        let mail = stored["mail"]?.object ?? JSON.Object()
        let limits = SendingTerms.Limits()
        var frequency = JSON.Object()
        for family in ContactFrequency.Family.allCases {
            frequency[family.rawValue] =
                stored["frequency"]?[family.rawValue] ?? .integer(family.standardDays)
        }
        frequency["any"] = stored["frequency"]?["any"] ?? .integer(ContactFrequency().anyDays)
        var sms = stored["sms"]?.object ?? JSON.Object()
        let headers = sms["headers"]?.object?.members ?? []
        sms["headers"] = .string(
            headers.map { "\($0.key): \($0.value.string ?? "")" }.joined(separator: "\n"))
        let chosen = mail["security"]?.string ?? "starttls"
        return JSON.Object([
            .init(key: "address", value: ["address": stored["address"] ?? ""]),
            .init(key: "origin", value: .string(visit.origin)),
            .init(key: "mail", value: .object(mail)),
            .init(key: "tracksOpening", value: .bool(mail["tracksOpening"] == true)),
            .init(
                key: "securities",
                value: visit.choices(
                    SendingTerms.Mail.Security.allCases.map(\.rawValue), "sending.security",
                    chosen: chosen)),
            .init(key: "sms", value: .object(sms)),
            .init(
                key: "methods",
                value: .array(
                    ["POST", "GET", "PUT"].map {
                        ["value": .string($0), "isChosen": .bool($0 == sms["method"]?.string)]
                    })),
            .init(key: "robots", value: stored["robots"] ?? []),
            .init(
                key: "robotKinds",
                value: visit.choices(
                    SendingTerms.Robot.Kind.allCases.map(\.rawValue), "sending.robotKind",
                    chosen: nil)),
            .init(key: "webhooks", value: stored["webhooks"] ?? []),
            .init(
                key: "limits",
                value: [
                    "perHour": stored["limits"]?["perHour"] ?? .integer(limits.perHour),
                    "perAddressHour": stored["limits"]?["perAddressHour"]
                        ?? .integer(limits.perAddressHour),
                ]),
            .init(
                key: "needsConsent", value: .bool(stored["limits"]?["needsConsent"] == true)),
            .init(key: "frequency", value: .object(frequency)),
            .init(
                key: "kinds",
                value: visit.choices(
                    Message.Kind.free.map(\.rawValue), "messages.kind", chosen: "mail")),
            .init(key: "problem", value: .null), .init(key: "problems", value: []),
            .init(key: "test", value: [:]),
        ])
    }
}
