import Base
import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Operations

/// Carries a browser's request to its page and the page back.
struct PageResponder: Sendable {
    let site: Site
    let route: PageRoute

    func callAsFunction(_ request: Request, _ context: WebContext) async -> Response {
        var visit = Visit.unread(site: site, request: request, context: context)
        do {
            visit = try await read(visit, request)
            try admit(visit, request)
            return response(try await route.handler(visit), visit)
        } catch let refusal as Refusal where refusal.kind == .signInNeeded && visit.isReading {
            let here = visit.queryText.isEmpty ? visit.path : "\(visit.path)?\(visit.queryText)"
            return response(.redirect("/sign-in?next=\(FormDecoding.encoded(here))"), visit)
        } catch let refusal as Refusal {
            return problem(refusal, visit)
        } catch {
            context.logger.error("page failed", metadata: ["error": "\(error)"])
            return problem(Refusal(.conflict, "internal"), visit, status: .internalServerError)
        }
    }

    private func read(_ unread: Visit, _ request: Request) async throws -> Visit {
        var visit = unread
        if let token = visit.cookies[SessionCookie.name],
            let session = try await site.house.session(token)
        {
            visit.session = session
            visit.desk = Desk(site.house, actor: session.actor)
            if visit.cookies[LanguageCookie.name] == nil, let language = session.language {
                visit.words = site.words(language)
            }
        }
        if let query = request.uri.query { visit.query = try FormDecoding.fields(query[...]) }
        guard !visit.isReading else { return visit }
        if route.streams {
            visit.stream = request.body
            visit.bodyLimit = route.bodyLimit
            return visit
        }
        visit.body = try await request.collectedBody(upTo: route.bodyLimit)
        let type = request.headers[.contentType] ?? ""
        if type.hasPrefix("application/x-www-form-urlencoded") {
            guard let text = String(validating: visit.body, as: UTF8.self) else {
                throw Refusal(.unreadable, "badForm")
            }
            visit.form = try FormDecoding.fields(text[...])
        }
        return visit
    }

    private func admit(_ visit: Visit, _ request: Request) throws(Refusal) {
        guard route.access.allows(visit.desk.actor) else {
            throw Refusal.denied(route.access, visit.desk.actor)
        }
        guard !visit.isReading else { return }
        // Browsers say where a form was sent from; one from elsewhere is nobody's intention.
        if let from = request.headers[.init("Sec-Fetch-Site")!], route.access != .anyone,
            from == "cross-site"
        {
            throw Refusal(.forbidden, "csrf")
        }
        guard route.access != .anyone, let session = visit.session else { return }
        let sent =
            visit.form["csrf"]?.string ?? request.headers[.init("X-CSRF-Token")!]
            ?? visit.query["csrf"]?.string
        guard sent == session.csrf else { throw Refusal(.forbidden, "csrf") }
    }

    private func problem(
        _ refusal: Refusal, _ visit: Visit, status: HTTPResponse.Status? = nil
    ) -> Response {
        let problem = Problem(refusal, words: visit.words)
        return response(
            visit.page(
                "problem", section: "", problem.context, status: status ?? problem.status),
            visit)
    }

    private func response(_ reply: Reply, _ visit: Visit) -> Response {
        var headers = reply.headers
        let body: ResponseBody
        switch reply.content {
        case .page(let template, let context):
            headers[.contentType] = "text/html; charset=utf-8"
            let language = reply.language ?? visit.words.language
            let html = site.render(template, context, in: language)
            body = ResponseBody(byteBuffer: ByteBuffer(string: html))
        case .bytes(let bytes, let type):
            headers[.contentType] = type
            body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .stream(let stream, let type):
            headers[.contentType] = type
            body = ResponseBody(asyncSequence: stream)
        case .download(let file):
            headers[.contentType] = file.type
            body = file.body
        case .none:
            body = ResponseBody()
        }
        SafetyHeaders.add(to: &headers)
        return Response(status: reply.status, headers: headers, body: body)
    }
}

/// What keeps a page from being framed, sniffed or made to load from elsewhere. A page that may
/// be framed (an embedded questionnaire) sets its own policy first.
enum SafetyHeaders {
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"

    static func add(to headers: inout HTTPFields) {
        if headers[.contentSecurityPolicy] == nil {
            headers[.contentSecurityPolicy] = policy + "; frame-ancestors 'none'"
        }
        headers[.xContentTypeOptions] = "nosniff"
        // A page whose address is a key says less of itself.
        if headers[.init("Referrer-Policy")!] == nil {
            headers[.init("Referrer-Policy")!] = "same-origin"
        }
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    }
}

enum SessionCookie {
    static let name = "nuo_session"
}

enum LanguageCookie {
    static let name = "nuo_language"
}

extension Visit {
    var isReading: Bool { method == .get || method == .head }

    /// The language is the query's, else the cookie's, else the person's, else the browser's.
    static func unread(
        site: Site, request: Request, context: WebContext
    ) -> Visit {
        var cookies: [String: String] = [:]
        for name in request.cookieNames { cookies[name] = request.cookies[name]?.value }
        let chosen = cookies[LanguageCookie.name]
        let language = chosen ?? Languages.negotiated(request.headers[.acceptLanguage])
        var parameters: [String: String] = [:]
        for (name, value) in context.parameters {
            parameters[String(name)] = (try? FormDecoding.decoded(value)) ?? String(value)
        }
        return Visit(
            site: site, desk: Desk(site.house, actor: .respondent(in: Workspaces.none)),
            session: nil, words: site.words(language), method: request.method,
            path: request.uri.path, queryText: request.uri.query ?? "",
            headers: request.headers, cookies: cookies,
            address: context.address(request.headers), host: request.head.authority,
            parameters: parameters,
            query: JSON.Object(), form: JSON.Object(), body: [])
    }
}

extension Request {
    fileprivate var cookieNames: [String] {
        [SessionCookie.name, LanguageCookie.name]
            + headers[values: .cookie].flatMap { header in
                header.split(separator: ";").compactMap { pair in
                    pair.split(separator: "=").first.map { String($0).trimmed }
                }
            }
    }
}
