import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    /// The chat that companies put on their own sites: its script, its panel, and what that asks.
    static let chatPages: [PageRoute] = [
        PageRoute(.get, "/chat/{channel}", .anyone, handler: ChatPages.show),
        PageRoute(.get, "/chat/{channel}/thread", .anyone) { visit in
            try await ChatPages.answered(visit) { chat, token in
                try await chat.thread(token, from: visit.address).json
            }
        },
        PageRoute(.get, "/chat/{channel}/live", .anyone, handler: ChatPages.live),
        PageRoute(
            .post, "/chat/{channel}/messages", .anyone, bodyLimit: 1 << 15,
            handler: ChatPages.write),
        PageRoute(
            .post, "/chat/{channel}/files", .anyone, bodyLimit: FormBody.singleMost, streams: true,
            handler: ChatPages.addFile),
        PageRoute(
            .post, "/chat/{channel}/mail", .anyone, bodyLimit: 1 << 12,
            handler: ChatPages.leaveMail),
        PageRoute(
            .post, "/chat/{channel}/signs", .anyone, bodyLimit: 1 << 12,
            handler: ChatPages.note),
    ]
}

/// The chat of a site. Nobody signs in: the token of the visitor's browser comes in a header, so
/// that it stands in no address and no log.
enum ChatPages {
    private static let script = "chat.js"

    /// `/chat/KEY.js` is the script for other sites, `/chat/KEY` the panel.
    static func show(_ visit: Visit) async throws -> Reply {
        let name = visit.parameter("channel")
        let isScript = name.hasSuffix(".js")
        guard let id = ID<Channel>(isScript ? String(name.dropLast(3)) : name) else {
            throw Refusal(.notFound, "noSuchChannel")
        }
        let chat = try await Chat.open(id, in: visit.site.house)
        return isScript ? try loader(chat, visit) : panel(chat, id, visit)
    }

    private static func loader(_ chat: Chat, _ visit: Visit) throws -> Reply {
        guard let file = visit.site.assets[script] else {
            throw Refusal(.notFound, "noSuchPage")
        }
        func words(_ language: String) -> JSON {
            let words = visit.site.words(language)
            return [
                "close": .string(words["chat.close"]), "unread": .string(words["chat.unread"]),
            ]
        }
        let settings: JSON = [
            "title": chat.panel.title.json, "colour": .string(colour(chat)),
            "ink": .string(ChatPanel.ink(on: colour(chat))),
            "words": ["zh": words("zh"), "en": words("en")],
        ]
        // The file is one function; it is called with the channel's settings.
        let text = String(decoding: file.bytes, as: UTF8.self).trimmed
        var reply = Reply(.bytes(Array("\(text)(\(settings.text));\n".utf8), type: file.type))
        reply.headers[.cacheControl] = "public, max-age=300"
        return reply
    }

    private static func panel(_ chat: Chat, _ id: ID<Channel>, _ visit: Visit) -> Reply {
        let words = words(visit)
        let language = words.language
        let away: String? =
            chat.isAttended ? nil : words[chat.isOpen ? "chat.nobody" : "chat.closed"]
        var reply = Reply.page(
            "channels/panel",
            [
                "language": .string(language == "zh" ? "zh-CN" : "en"),
                "lang": .string(language), "path": .string("/chat/\(id)"),
                "title": .string(chat.panel.title[language]),
                "greeting": .optional(chat.panel.greeting?[language]),
                "colour": .string(colour(chat)),
                "ink": .string(ChatPanel.ink(on: colour(chat))), "away": .optional(away),
                "opens": .optional(chat.opensAt?.iso8601),
                "privacy": .optional(chat.panel.privacy),
            ])
        reply.language = language
        // Only the company's own sites may show it.
        reply.headers[.contentSecurityPolicy] =
            SafetyHeaders.policy + "; frame-ancestors "
            + chat.panel.origins.joined(separator: " ")
        reply.headers[.init("Referrer-Policy")!] = "no-referrer"
        reply.headers[.init("X-Robots-Tag")!] = "noindex"
        return reply
    }

    private static func colour(_ chat: Chat) -> String {
        chat.panel.colour ?? ChatPanel.ownColour
    }

    static func write(_ visit: Visit) async throws -> Reply {
        try await answered(visit) { chat, token in
            let body = try body(visit)
            func said(_ name: String) -> String? { body[name]?.string }
            try await chat.write(
                Chat.Said(
                    text: said("text") ?? "", key: said("key") ?? "", name: said("name"),
                    mail: said("mail"), language: words(visit).language, page: said("page"),
                    files: (body["files"]?.array ?? []).compactMap(\.string)
                        .compactMap { ID<Attachment>($0) }),
                token: token, from: visit.address)
            return ["kept": true]
        }
    }

    static func addFile(_ visit: Visit) async throws -> Reply {
        try await answered(visit) { chat, token in
            let form = try await FormBody.receive(visit)
            guard let file = form.files.first?.file else {
                throw Refusal.invalid("file", "required")
            }
            return try await chat.addFile(file, token: token, from: visit.address).json
        }
    }

    static func leaveMail(_ visit: Visit) async throws -> Reply {
        try await answered(visit) { chat, token in
            let mail = try body(visit)["mail"]?.string ?? ""
            try await chat.giveMail(mail, token: token, from: visit.address)
            return ["kept": true]
        }
    }

    static func note(_ visit: Visit) async throws -> Reply {
        try await answered(visit) { chat, token in
            let body = try body(visit)
            try await chat.note(
                token, isTyping: body["typing"]?.bool,
                seen: body["seen"]?.string.flatMap { ID<CaseMessage>($0) }, from: visit.address)
            return ["kept": true]
        }
    }

    /// What is new in one conversation, as server-sent events.
    static func live(_ visit: Visit) async throws -> Reply {
        do {
            let chat = try await open(visit)
            let (number, pages) = try await chat.watch(token(visit), from: visit.address)
            let hub = visit.site.house.chats
            return LiveStream.reply(pages, named: "news", text: { $0.json.text }) {
                await hub.leave(number)
            }
        } catch let refusal as Refusal {
            return problem(refusal, visit)
        }
    }

    /// A question of the panel and its answer, both JSON.
    static func answered(
        _ visit: Visit, _ body: (Chat, _ token: String) async throws -> JSON
    ) async throws -> Reply {
        do {
            let answer = try await body(try await open(visit), token(visit))
            return Reply(.bytes(answer.bytes, type: "application/json"))
        } catch let refusal as Refusal {
            return problem(refusal, visit)
        }
    }

    private static func problem(_ refusal: Refusal, _ visit: Visit) -> Reply {
        let problem = Problem(refusal, words: words(visit))
        var reply = Reply(
            .bytes(problem.json.bytes, type: "application/problem+json"), status: problem.status)
        if refusal.kind == .tooMany {
            let minutes = refusal.values["minutes"].flatMap { Int($0) } ?? 1
            reply.headers[.retryAfter] = "\(60 * minutes)"
        }
        return reply
    }

    /// - Throws: what another page than the panel asks.
    private static func open(_ visit: Visit) async throws -> Chat {
        if let from = visit.headers[.init("Sec-Fetch-Site")!], from != "same-origin" {
            throw Refusal(.forbidden, "csrf")
        }
        let id: ID<Channel> = try visit.id("channel")
        var chat = try await Chat.open(id, in: visit.site.house)
        try chat.identify(visit.headers[.init("Chat-Identity")!])
        return chat
    }

    private static func body(_ visit: Visit) throws -> JSON {
        guard visit.headers[.contentType]?.hasPrefix("application/json") == true else {
            throw Refusal(.unreadable, "bodyIsNoObject")
        }
        do {
            let body = try JSON(parsing: visit.body)
            guard body.object != nil else { throw Refusal(.unreadable, "bodyIsNoObject") }
            return body
        } catch let error as JSONError {
            throw Refusal(
                .unreadable, "badJSON", ["offset": "\(error.offset)", "reason": error.reason])
        }
    }

    private static func token(_ visit: Visit) -> String {
        let header = visit.headers[.authorization] ?? ""
        return header.hasPrefix("Bearer ") ? String(header.dropFirst(7)) : ""
    }

    private static func words(_ visit: Visit) -> Words {
        let asked = visit.query["lang"]?.string.map { String($0.prefix { $0 != "-" }) }
        return asked.flatMap { ["zh", "en"].contains($0) ? visit.site.words($0) : nil }
            ?? visit.words
    }
}
