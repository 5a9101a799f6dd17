import Base
import Domain
import Operations

/// The form of a channel: its document as fields, and back.
struct ChannelForm {
    let visit: Visit

    /// The members of each kind that are lines of text.
    private static let texts: [Channel.Kind: [String]] = [
        .mail: [
            "host", "security", "user", "password", "folder", "address", "provider", "tenant",
            "client", "secret", "consentAddress", "tokenAddress", "scope",
        ],
        .webhook: ["secret", "answersBy"],
        .wecom: ["corporation", "account", "secret", "token", "aesKey", "api"],
        .form: ["colour", "privacy", "reach"],
        .wechat: ["app", "secret", "token", "aesKey", "api"],
        .chat: ["colour", "calendar", "privacy", "secret"],
    ]

    /// What the form asks for.
    func document(_ kind: Channel.Kind) -> JSON {
        var door = JSON.Object()
        for name in ChannelForm.texts[kind] ?? [] { door[name] = text("door-\(name)") }
        switch kind {
        case .mail:
            door["port"] = number("door-port")
            door["takesOld"] = .bool(visit.form["door-takesOld"] == "on")
        case .webhook: door["mapping"] = mapping
        case .wechat: break
        case .wecom:
            door["handsOver"] = .bool(visit.form["door-handsOver"] == "on")
            door["servicers"] = lines("door-servicers")
            var words = JSON.Object()
            for moment in Channel.WeComAccount.Moment.allCases {
                words[moment.rawValue] = text("door-words-\(moment.rawValue)")
            }
            door["words"] = .object(words)
        case .form:
            for name in ["title", "about", "consent"] { door[name] = wording("door-\(name)") }
            door["matters"] = matters
            door["takesFiles"] = .bool(visit.form["door-takesFiles"] == "on")
            door["matches"] = .bool(visit.form["door-matches"] == "on")
            door["origins"] = origins
        case .chat:
            door["title"] = wording("door-title")
            door["greeting"] = wording("door-greeting")
            door["origins"] = origins
            if visit.form["door-forgets"] == "on" { door["secret"] = "" }
        }
        var opens = JSON.Object()
        for name in ["kind", "team", "process"] { opens[name] = text("opens-\(name)") }
        opens["perSenderHour"] = number("opens-perSenderHour")
        return [
            "name": text("name") ?? .null, "kind": .string(kind.rawValue),
            "isActive": .bool(visit.form["isActive"] == "on"),
            kind.rawValue: .object(door), "opens": .object(opens),
        ]
    }

    /// The same words in both languages; nothing where neither is given.
    private func wording(_ name: String) -> JSON? {
        let (zh, en) = (text("\(name)-zh"), text("\(name)-en"))
        return zh == nil && en == nil ? nil : ["zh": zh ?? .null, "en": en ?? .null]
    }

    /// One line each.
    private var origins: JSON {
        .array(
            (visit.form["door-origins"]?.string ?? "").split(whereSeparator: \.isWhitespace)
                .map { .string(String($0)) })
    }

    private func text(_ name: String) -> JSON? {
        guard let text = visit.form[name]?.string?.trimmed, !text.isEmpty else { return nil }
        return .string(text)
    }

    private func number(_ name: String) -> JSON? {
        // What is no number is refused where it belongs.
        text(name).flatMap(\.string).map { Double($0).map(JSON.number) ?? .string($0) }
    }

    /// One line each: `text: body.message.content`.
    private var mapping: JSON { lines("door-mapping") }

    private func lines(_ name: String) -> JSON {
        var map = JSON.Object()
        for line in (visit.form[name]?.string ?? "").split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(where: { $0 == ":" || $0 == "：" }) else { continue }
            map[String(line[..<colon]).trimmed] = .string(
                String(line[line.index(after: colon)...]).trimmed)
        }
        return .object(map)
    }

    /// One line each: `refund: 退款 | Refund`, and a kind of case behind a further `|`.
    private var matters: JSON {
        .array(
            (lines("door-matters").object?.members ?? []).map { member in
                let parts = (member.value.string ?? "").split(
                    separator: "|", omittingEmptySubsequences: false
                ).map { String($0).trimmed }
                let zh = parts.first ?? ""
                let kind = parts.count > 2 && !parts[2].isEmpty ? parts[2] : nil
                return [
                    "key": .string(member.key), "kind": .optional(kind),
                    "name": [
                        "zh": .string(zh), "en": .string(parts.count > 1 ? parts[1] : zh),
                    ],
                ]
            })
    }

    /// What the template shows of a document.
    func context(_ document: JSON, _ kind: Channel.Kind) async throws -> JSON {
        let words = visit.words
        let stored = document[kind.rawValue]?.object ?? JSON.Object()
        var door = stored
        let lines = (stored["mapping"]?.object?.members ?? []).map {
            "\($0.key): \($0.value.string ?? "")"
        }
        door["mapping"] = .string(lines.joined(separator: "\n"))
        door["origins"] = .string(
            (stored["origins"]?.array ?? []).compactMap(\.string).joined(separator: "\n"))
        door["servicers"] = .string(
            (stored["servicers"]?.object?.members ?? []).map {
                "\($0.key): \($0.value.string ?? "")"
            }.joined(separator: "\n"))
        for moment in Channel.WeComAccount.Moment.allCases {
            door["words-\(moment.rawValue)"] = stored["words"]?[moment.rawValue] ?? ""
        }
        door["matters"] = .string(
            (stored["matters"]?.array ?? []).map { matter in
                let name = matter["name"]
                let kind = matter["kind"]?.string.map { " | \($0)" } ?? ""
                return "\(matter["key"]?.string ?? ""): \(name?["zh"]?.string ?? "") | "
                    + "\(name?["en"]?.string ?? "")\(kind)"
            }.joined(separator: "\n"))
        for name in ["title", "greeting", "about", "consent"] {
            door[name] = [
                "zh": stored[name]?["zh"] ?? "", "en": stored[name]?["en"] ?? "",
            ]
        }
        for secret in ["Password", "Secret", "Token", "AesKey", "Refresh"]
        where door["has" + secret] == nil {
            door["has" + secret] = false
        }
        for name in (ChannelForm.texts[kind] ?? []) + ["port"] where door[name] == nil {
            door[name] = ""
        }
        let opens = document["opens"]
        let security = stored["security"]?.string ?? "tls"
        return [
            "name": document["name"] ?? "", "kind": .string(kind.rawValue),
            "kindName": .string(words["channels.kind.\(kind.rawValue)"]),
            "about": .string(words["channels.about.\(kind.rawValue)"]),
            "isActive": .bool(document["isActive"] != false),
            "isMail": .bool(kind == .mail), "isWebhook": .bool(kind == .webhook),
            "isWecom": .bool(kind == .wecom), "isWechat": .bool(kind == .wechat),
            "providers": visit.choices(
                MailGrant.Provider.allCases.map(\.rawValue), "channels.provider",
                chosen: stored["provider"]?.string),
            "isGranted": .bool(stored["provider"]?.string != nil),
            "isChat": .bool(kind == .chat), "isForm": .bool(kind == .form),
            "mayTry": .bool(kind != .chat && kind != .form),
            "handsOver": .bool(stored["handsOver"] == true),
            "takesFiles": .bool(stored["takesFiles"] != false),
            "matches": .bool(stored["matches"] == true),
            "reaches": visit.choices(
                ContactForm.Reach.allCases.map(\.rawValue), "channels.reach",
                chosen: stored["reach"]?.string ?? ContactForm.Reach.either.rawValue),
            "calendars": kind == .chat
                ? try await TeamPages.calendars(visit, chosen: stored["calendar"]?.string) : [],
            "door": .object(door), "takesOld": .bool(stored["takesOld"] == true),
            "securities": visit.choices(
                SendingTerms.Mail.Security.allCases.map(\.rawValue), "sending.security",
                chosen: security),
            "caseKinds": visit.choices(
                Case.Kind.allCases.map(\.rawValue), "case.kind",
                chosen: opens?["kind"]?.string ?? Case.Kind.request.rawValue),
            "teams": try await QueuePage.teams(visit, chosen: opens?["team"]),
            "processes": try await QueuePage.processes(visit, chosen: opens?["process"]),
            "perSenderHour": opens?["perSenderHour"]
                ?? .integer(Channel.Opens().perSenderHour),
            "mappable": .string(Channel.mappable.joined(separator: ", ")),
        ]
    }
}
