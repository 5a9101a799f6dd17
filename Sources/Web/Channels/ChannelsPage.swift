import Base
import Domain
import HTTPTypes
import Operations

/// Doors from outside: set up, tried, watched. Secrets are only ever written.
enum ChannelsPage {
    private static let place = "/settings/channels"

    static func list(_ visit: Visit) async throws -> Reply {
        let channels = try await visit.desk.perform(ListChannels.self, .init()).items
        return visit.page(
            "channels/list", section: "settings",
            [
                "channels": .array(channels.map { row($0, visit) }),
                "hasChannels": .bool(!channels.isEmpty),
                "kinds": .array(
                    Channel.Kind.allCases.map { kind in
                        [
                            "path": .string("\(place)/new?kind=\(kind.rawValue)"),
                            "name": .string(visit.words["channels.kind.\(kind.rawValue)"]),
                            "about": .string(visit.words["channels.about.\(kind.rawValue)"]),
                        ]
                    }),
            ])
    }

    private static func row(_ channel: ChannelResource, _ visit: Visit) -> JSON {
        let json = channel.json
        let isActive = channel.document["isActive"] != false
        return [
            "path": .string("\(place)/\(channel.id)"), "name": channel.document["name"] ?? "",
            "kind": .string(
                visit.words["channels.kind.\(channel.document["kind"]?.string ?? "")"]),
            "isActive": .bool(isActive), "looked": visit.moment(json["lookedAt"]),
            "trouble": isActive ? trouble(json["trouble"], visit) : .null,
            "detail": json["detail"] ?? .null, "since": visit.moment(json["since"]),
        ]
    }

    private static func trouble(_ code: JSON?, _ visit: Visit) -> JSON {
        guard let code = code?.string else { return .null }
        let key = "messages.reason.\(code)"
        return .string(visit.words.contains(key) ? visit.words[key] : code)
    }

    static func new(_ visit: Visit) async throws -> Reply {
        guard let kind = visit.query["kind"]?.string.flatMap(Channel.Kind.init) else {
            throw Refusal(.notFound, "noSuchPage")
        }
        return try await page(visit, kind, [:], id: nil)
    }

    static func create(_ visit: Visit) async throws -> Reply {
        guard let kind = visit.form["kind"]?.string.flatMap(Channel.Kind.init) else {
            throw Refusal(.unreadable, "badForm")
        }
        let document = ChannelForm(visit: visit).document(kind)
        do {
            let saved = try await visit.desk.perform(
                CreateChannel.self, ["document": document].object)
            return .redirect("\(place)/\(saved.id)?done=saved")
        } catch let refusal as Refusal where refusal.kind == .invalid {
            return try await page(visit, kind, Channel.shown(document), id: nil, refusal)
        }
    }

    static func show(_ visit: Visit) async throws -> Reply {
        let channel = try await find(visit)
        return try await page(visit, kind(channel), channel.document, id: channel.id)
    }

    static func save(_ visit: Visit) async throws -> Reply {
        let channel = try await find(visit)
        let document = ChannelForm(visit: visit).document(kind(channel))
        do {
            _ = try await visit.desk.perform(
                EditChannel.self,
                ["channel": .string(channel.id.description), "document": document].object)
            return .redirect("\(place)/\(channel.id)?done=saved")
        } catch let refusal as Refusal where refusal.kind == .invalid {
            return try await page(
                visit, kind(channel), Channel.shown(document), id: channel.id, refusal)
        }
    }

    /// The page again, with what trying it came to.
    static func tryOut(_ visit: Visit) async throws -> Reply {
        let channel = try await find(visit)
        let trial = try await visit.desk.perform(
            TryChannel.self, ["channel": JSON.string(channel.id.description)].object
        ).json
        return try await page(
            visit, kind(channel), channel.document, id: channel.id, trial: trial)
    }

    private static func consentFields(_ visit: Visit) -> [String: JSON] {
        [
            "redirect": .string("\(visit.origin)\(place)/consent"),
            "session": .string(visit.session?.csrf ?? ""),
        ]
    }

    /// Where the mailbox's owner agrees: a link, because browsers let no form lead to another site.
    private static func consentLink(
        _ visit: Visit, _ id: ID<Channel>?, _ stored: JSON
    ) async throws -> String? {
        guard let id, stored["mail"]?["provider"]?.string != nil else { return nil }
        var input = consentFields(visit)
        input["channel"] = .string(id.description)
        return try await visit.desk.perform(AskMailConsent.self, input.object).address
    }

    /// Back from there, with a code or with a no.
    static func takeConsent(_ visit: Visit) async throws -> Reply {
        guard let code = visit.query["code"] else {
            throw Refusal(
                .conflict, "consentFailed",
                ["detail": visit.query["error"]?.string.map { String($0.prefix(100)) } ?? ""])
        }
        var input = consentFields(visit)
        input["code"] = code
        input["state"] = visit.query["state"] ?? ""
        let taken = try await visit.desk.perform(TakeMailConsent.self, input.object)
        return .redirect("\(place)/\(taken.channel)?done=saved")
    }

    static func remove(_ visit: Visit) async throws -> Reply {
        _ = try await visit.desk.perform(
            RemoveChannel.self, ["channel": JSON.string(visit.parameter("channel"))].object)
        return .redirect("\(place)?done=removed")
    }

    private static func find(_ visit: Visit) async throws -> ChannelResource {
        let id: ID<Channel> = try visit.id("channel")
        let all = try await visit.desk.perform(ListChannels.self, .init()).items
        guard let found = all.first(where: { $0.id == id }) else {
            throw Refusal(.notFound, "noSuchChannel")
        }
        return found
    }

    private static func kind(_ channel: ChannelResource) -> Channel.Kind {
        channel.document["kind"]?.string.flatMap(Channel.Kind.init) ?? .mail
    }

    private static func page(
        _ visit: Visit, _ kind: Channel.Kind, _ document: JSON, id: ID<Channel>?,
        _ refusal: Refusal? = nil, trial: JSON? = nil
    ) async throws -> Reply {
        let form = try await ChannelForm(visit: visit).context(document, kind)
        var context = form.object ?? JSON.Object()
        context["id"] = .optional(id?.description)
        context["action"] = .string(id.map { "\(place)/\($0)" } ?? place)
        context["callback"] =
            kind.isCalled ? .optional(id.map { "\(visit.origin)/in/\($0)" }) : .null
        context["consentLink"] = .optional(
            refusal == nil ? try await consentLink(visit, id, document) : nil)
        context["consentReturn"] = .string("\(visit.origin)\(place)/consent")
        context["chat"] =
            kind == .chat
            ? id.map { id in
                let path = "\(visit.origin)/chat/\(id)"
                return [
                    "page": .string(path),
                    "snippet": .string("<script src=\"\(path).js\" async></script>"),
                ]
            } ?? .null : .null
        context["form"] =
            kind == .form
            ? id.map { id in
                let path = "\(visit.origin)/write/\(id)"
                return [
                    "page": .string(path),
                    "snippet": .string(
                        "<script src=\"\(visit.origin)/assets/embed.js\" "
                            + "data-link=\"/write/\(id)\" async></script>"),
                ]
            } ?? .null : .null
        let problem = refusal.map { Problem($0, words: visit.words) }
        context["problem"] = .optional(problem?.title)
        context["problems"] = .array(
            (problem?.faults ?? []).map { ["path": .string($0.path), "text": .string($0.text)] })
        context["trial"] = trial.map { outcome($0, visit) } ?? .null
        return visit.page(
            "channels/channel", section: "settings", .object(context),
            status: problem?.status ?? .ok)
    }

    private static func outcome(_ trial: JSON, _ visit: Visit) -> JSON {
        if trial["works"] == true {
            let count = trial["count"]?.integer
            return [
                "isGood": true, "detail": .null,
                "text": .string(
                    count.map { visit.words("channels.triedMail", ["count": "\($0)"]) }
                        ?? visit.words["channels.tried"]),
            ]
        }
        return [
            "isGood": false, "text": trouble(trial["trouble"], visit),
            "detail": trial["detail"] ?? .null,
        ]
    }
}
