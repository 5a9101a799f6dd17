import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    /// The page at which anyone with a link answers, and the script that puts it into other pages.
    static let answerPages: [PageRoute] = [
        PageRoute(.get, "/a/{token}", .anyone) { visit in
            try await Answering.guarded(visit) { try await Answering.show(visit) }
        },
        PageRoute(.post, "/a/{token}", .anyone, bodyLimit: FormBody.severalMost, streams: true) {
            visit in
            try await Answering.guarded(visit) { try await Answering.turn(visit) }
        },
        PageRoute(.get, "/embed.js", .anyone) { visit in
            guard let file = visit.site.assets["embed.js"] else {
                throw Refusal(.notFound, "noSuchPage")
            }
            var reply = Reply(.bytes(file.bytes, type: file.type))
            reply.headers[.cacheControl] = "public, max-age=3600"
            return reply
        },
    ]
}

/// One request for the answering page.
private enum Answering {
    static let cookie = "nuo_answer"
    static let cookieDays = 14
    static let deviceCookie = "nuo_device"
    static let deviceDays = 30

    static func show(_ visit: Visit) async throws -> Reply {
        let request = AnswerRequest(visit)
        let named = visit.query["r"]?.string
        // On a shared device nobody takes up what the one before began.
        var key = named ?? (request.isKiosk ? nil : visit.cookies[cookie])
        // Never a key that came from outside and opens nothing: whoever sent it could look in.
        let newKey = request.newKey()
        var sheet = try await open(request, key, newKey)
        // A finished one is shown only to whom it was just handed; a new visit is a new answer.
        if sheet.page == nil, named == nil, sheet.isKept {
            key = nil
            sheet = try await open(request, nil, newKey)
        }
        let kept = sheet.isKept ? key : nil
        return try await AnswerPage(visit, request, sheet, key: kept ?? newKey)
            .stamped().reply()
    }

    static func turn(_ unread: Visit) async throws -> Reply {
        var visit = unread
        let body = try await FormBody.receive(visit)
        visit.form = body.fields
        let key = visit.form["key"]?.string ?? ""
        let outcome = try await AnswerFiles(token: visit.parameter("token"), key: key)
            .keep(AnswerRequest.files(body), held: AnswerRequest(visit).held, in: visit.site.house)
        for (item, id) in outcome.kept {
            visit.form.add(AnswerRequest.prefix + item, id.description)
        }
        let request = AnswerRequest(visit)
        guard let page = visit.form["page"]?.string.flatMap(Int.init) else {
            throw Refusal(.unreadable, "badForm")
        }
        let before = try await open(request, key, key)
        let language = request.language(of: before)
        // Files are brought one after the other, before the page is handed in.
        let isUpload = visit.form["go"]?.string == "upload"
        if isUpload || !outcome.faults.isEmpty {
            return try await AnswerPage(visit, request, before, key: key).stamped(page).reply(
                page: page, refusal: outcome.faults.isEmpty ? nil : .invalid(outcome.faults),
                isTyped: true)
        }
        let stamp = visit.form[AnswerRequest.stamp]?.string ?? ""
        let trace = AnswerTrace(
            shownAt: try await visit.site.house.shownAt(stamp: stamp, key: key, page: page),
            isTrapped: visit.form[AnswerRequest.trap]?.string?.isEmpty == false,
            device: visit.cookies[deviceCookie])
        let turn = PageTurn(
            token: request.token, key: key, turn: request.turn(page), query: request.query,
            language: language, trace: trace,
            carried: visit.form["carried"]?.string)
        do {
            let sheet = try await turn.perform(in: visit.site.house)
            // Nothing is kept that a redirect could lead to, and nothing is left in the browser.
            if sheet.isAnonymous {
                return try await AnswerPage(visit, request, sheet, key: key).stamped().reply()
            }
            return redirect(visit, request, sheet, key, turn.turn)
        } catch let refusal as Refusal where refusal.kind == .invalid {
            let fresh = try await open(request, key, key)
            let sheet =
                fresh.isAnonymous ? try await turn.anonymousSheet(in: visit.site.house) : fresh
            return try await AnswerPage(visit, request, sheet, key: key).stamped(page)
                .reply(page: page, refusal: refusal, isTyped: true)
        }
    }

    private static func open(
        _ request: AnswerRequest, _ key: String?, _ newKey: String
    ) async throws -> AnswerSheet {
        try await AnswerSheet.open(
            request.token, key: key, query: request.query, newKey: newKey,
            in: request.visit.site.house)
    }

    private static func redirect(
        _ visit: Visit, _ request: AnswerRequest, _ sheet: AnswerSheet, _ key: String,
        _ turn: Instrument.Turn
    ) -> Reply {
        // The same page again shows what the answers only now lead to.
        let isMore = turn.way == .next && sheet.page == turn.page
        let isLater = turn.way == .later && sheet.page != nil
        let end = isMore ? "&more=1" : isLater ? "&later=1" : ""
        var reply = Reply.redirect(request.path(key: key) + end)
        let isDone = sheet.page == nil || request.isKiosk
        reply.setCookie(
            cookie, isDone ? "" : key, maxAgeSeconds: isDone ? 0 : cookieDays * 86_400,
            isSecure: visit.site.isSecure, path: "/a/\(request.token)")
        if visit.cookies[deviceCookie] == nil {
            reply.setCookie(
                deviceCookie, String(request.newKey().prefix(32)),
                maxAgeSeconds: deviceDays * 86_400, isSecure: visit.site.isSecure, path: "/a/")
        }
        return request.framed(reply)
    }

    /// What keeps a respondent out.
    private static let kinds: [Refusal.Kind: HTTPResponse.Status] = [
        .gone: .gone, .notFound: .notFound, .forbidden: .forbidden,
    ]

    /// Whoever meets an unknown or a closed link gets a kind page, not the product's own problem.
    static func guarded(
        _ visit: Visit, _ body: () async throws -> Reply
    ) async throws -> Reply {
        do {
            return try await body()
        } catch let refusal as Refusal where kinds[refusal.kind] != nil {
            let request = AnswerRequest(visit)
            let words = visit.site.words(request.wished.first ?? visit.words.language)
            var reply = Reply.page(
                "answer/closed",
                [
                    "language": .string(words.language == "zh" ? "zh-CN" : "en"),
                    "title": .string(words("refusal.\(refusal.code)", refusal.values)),
                ], status: kinds[refusal.kind] ?? .notFound)
            reply.language = words.language
            return request.framed(reply)
        }
    }
}
