import Base
import Domain
import HTTPTypes
import Operations

/// The customer's own page of a case: no sign-in, the token is the key.
enum CustomerCasePage {
    static func show(_ visit: Visit) async throws -> Reply {
        try await guarded(visit) { try await page(visit, after: nil) }
    }

    static func act(_ visit: Visit) async throws -> Reply {
        try await guarded(visit) {
            let token = visit.parameter("token")
            guard let act = visit.form["do"]?.string.flatMap(CustomerCase.Act.init) else {
                throw Refusal(.unreadable, "badForm")
            }
            do {
                try await CustomerCase.act(
                    act, visit.form["text"]?.string ?? "",
                    key: visit.form["key"]?.string ?? "", token: token,
                    address: visit.address, in: visit.site.house)
                let language = wished(visit).map { "?lang=\($0)" } ?? ""
                return framed(.redirect("/c/\(token)\(language)"))
            } catch let refusal as Refusal where ![.notFound, .gone].contains(refusal.kind) {
                return try await page(visit, after: refusal)
            }
        }
    }

    private static func page(_ visit: Visit, after refusal: Refusal?) async throws -> Reply {
        let token = visit.parameter("token")
        let page = try await CustomerCase.open(
            token, address: visit.address, in: visit.site.house)
        let words = visit.site.words(wished(visit) ?? page.language ?? visit.words.language)
        var own = visit
        own.words = words
        let problem = refusal.map { Problem($0, words: words) }
        var reply = Reply.page(
            "answer/case", context(page, own, token, problem), status: problem?.status ?? .ok)
        if problem?.status == .tooManyRequests { reply.headers[.retryAfter] = "900" }
        reply.language = words.language
        return framed(reply)
    }

    private static func context(
        _ page: CustomerCase, _ visit: Visit, _ token: String, _ problem: Problem?
    ) -> JSON {
        let words = visit.words
        let other = words.language == "zh" ? "en" : "zh"
        return [
            "language": .string(words.language == "zh" ? "zh-CN" : "en"),
            "otherTag": .string(other == "zh" ? "zh-CN" : "en"),
            "otherPath": .string("/c/\(token)?lang=\(other)"),
            "action": .string("/c/\(token)?lang=\(words.language)"),
            "number": .integer(page.number),
            "status": .string(words["customerCase.status.\(page.status.rawValue)"]),
            "opened": visit.moment(page.openedAt), "closed": visit.moment(page.closedAt),
            "due": visit.moment(page.dueAt),
            "outcome": .optional(page.outcome?[words.language]),
            "outcomeText": .optional(page.outcomeText),
            "redress": .optional(
                page.redress.isEmpty
                    ? nil
                    : page.redress.map { $0[words.language] }
                        .joined(separator: words["frame.comma"])),
            "answers": .array(
                page.answers.map {
                    [
                        "name": .string($0.name[words.language]),
                        "text": .string($0.text[words.language]),
                    ]
                }),
            "messages": .array(
                page.messages.map { message in
                    [
                        "who": .string(
                            words[message.isFromCustomer ? "customerCase.you" : "customerCase.we"]),
                        "isYou": .bool(message.isFromCustomer),
                        "isAutomatic": .bool(message.isAutomatic),
                        "at": visit.moment(message.at), "text": .string(message.text),
                        "hasFiles": .bool(!message.files.isEmpty),
                        "files": .array(
                            message.files.map {
                                [
                                    "name": .string($0.name), "path": .string($0.path),
                                    "size": .string(FileSize.text($0.size)),
                                ]
                            }),
                    ]
                }),
            "mayConfirm": .bool(page.mayConfirm), "isConfirmed": .bool(page.isConfirmed),
            "mayAppeal": .bool(page.mayAppeal), "isClosed": .bool(page.status == .closed),
            "key": .string(visit.newKey()), "typed": visit.form["text"] ?? "",
            "message": .optional(problem?.title),
            "faults": .array((problem?.faults ?? []).map { .string($0.text) }),
        ]
    }

    private static func wished(_ visit: Visit) -> String? {
        visit.query["lang"]?.string.map { String($0.prefix { $0 != "-" }) }
            .flatMap { ["zh", "en"].contains($0) ? $0 : nil }
    }

    /// The address is the key: it is told to nobody, kept by no cache, found by no engine.
    private static func framed(_ reply: Reply) -> Reply {
        var reply = reply
        reply.headers[.init("Referrer-Policy")!] = "no-referrer"
        reply.headers[.init("X-Robots-Tag")!] = "noindex"
        return reply
    }

    private static func guarded(
        _ visit: Visit, _ body: () async throws -> Reply
    ) async throws -> Reply {
        do {
            return try await body()
        } catch let refusal as Refusal where [.gone, .notFound, .tooMany].contains(refusal.kind) {
            let words = visit.site.words(wished(visit) ?? visit.words.language)
            var reply = Reply.page(
                "answer/closed",
                [
                    "language": .string(words.language == "zh" ? "zh-CN" : "en"),
                    "title": .string(words("refusal.\(refusal.code)", refusal.values)),
                ], status: refusal.kind == .tooMany ? .tooManyRequests : .notFound)
            reply.language = words.language
            return framed(reply)
        }
    }
}
