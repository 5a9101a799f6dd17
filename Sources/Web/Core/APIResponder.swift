import Base
import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Operations

/// Carries an API request to its operation and the outcome back.
struct APIResponder: Sendable {
    let site: Site
    let route: APIRoute

    func callAsFunction(_ request: Request, _ context: WebContext) async -> Response {
        let words = site.words(Languages.negotiated(request.headers[.acceptLanguage]))
        do {
            return try await respond(request, context, words)
        } catch let replay as Replay {
            let spoken = route.output as? any SpokenResource.Type
            let json = spoken?.json(replay.output, sayingAgain: { words($0, $1) }) ?? replay.output
            return Response.json(
                json, status: route.status,
                headers: [.init("Idempotent-Replayed")!: "true"])
        } catch let refusal as Refusal {
            return Response.problem(Problem(refusal, words: words))
        } catch {
            context.logger.error("API request failed", metadata: ["error": "\(error)"])
            return Response.problem(
                Problem(Refusal(.conflict, "internal"), words: words), status: .internalServerError)
        }
    }

    private func respond(
        _ request: Request, _ context: WebContext, _ words: Words
    ) async throws -> Response {
        let actor = try await actor(of: request)
        var desk = Desk(site.house, actor: actor)
        // Who may not act is told so before the body is even read.
        guard route.operation.access.allows(actor) else {
            throw Refusal.denied(route.operation.access, actor)
        }
        var raw = try await body(of: request, context)
        for (name, value) in request.uri.queryParameters where raw[String(name)] == nil {
            raw[String(name)] = .string(try FormDecoding.decoded(value))
        }
        for (name, value) in context.parameters {
            raw[String(name)] = .string(try FormDecoding.decoded(value))
        }
        if let key = request.headers[.init("Idempotency-Key")!] {
            desk.idempotency = try Idempotency(
                key: key, operation: route.operation.name, input: .object(raw))
        }
        let output = try await route.perform(desk, raw)
        if let download = output as? Download { return Response.download(download) }
        let json = (output as? any SpokenResource)?.json { words($0, $1) } ?? output.json
        return Response.json(json, status: route.status)
    }

    /// A bearer token, or the session of a page's script; a script's writes must carry the
    /// session's CSRF token in a header.
    private func actor(of request: Request) async throws -> Actor {
        if let header = request.headers[.authorization] {
            guard header.lowercased().hasPrefix("bearer "),
                let actor = try await site.house.bearer(String(header.dropFirst(7)).trimmed)
            else { throw Refusal(.signInNeeded, "badToken") }
            return actor
        }
        if let token = request.cookies[SessionCookie.name]?.value,
            let session = try await site.house.session(token)
        {
            if request.method != .get, request.method != .head {
                guard request.headers[.init("X-CSRF-Token")!] == session.csrf else {
                    throw Refusal(.forbidden, "csrf")
                }
            }
            return session.actor
        }
        return .respondent(in: Workspaces.none)
    }

    private func body(
        of request: Request, _ context: WebContext
    ) async throws -> JSON.Object {
        guard request.method != .get, request.method != .head else { return JSON.Object() }
        let bytes = try await request.collectedBody(upTo: APIRoute.bodyLimit)
        guard !bytes.isEmpty else { return JSON.Object() }
        do {
            guard let object = try JSON(parsing: bytes).object else {
                throw Refusal(.unreadable, "bodyIsNoObject")
            }
            return object
        } catch let error as JSONError {
            throw Refusal(
                .unreadable, "badJSON", ["offset": "\(error.offset)", "reason": error.reason])
        }
    }
}

/// Where nobody has rights: the workspace of a request without sign-in.
enum Workspaces {
    static let none = ID<Workspace>(raw: 0)
}

extension Request {
    /// - Throws: `Refusal` when the body is larger than `limit` bytes or stops in between.
    func collectedBody(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= limit else {
                throw Refusal.bodyTooLarge(limit)
            }
            bytes += part.readableBytesView
        }
        return bytes
    }
}

extension Refusal {
    static func bodyTooLarge(_ limit: Int) -> Refusal {
        let size = limit >= 1 << 20 ? "\(limit >> 20) MB" : "\(limit >> 10) kB"
        return Refusal(.tooLarge, "bodyTooLarge", ["max": size])
    }
}

extension Response {
    static func json(
        _ json: JSON, status: HTTPResponse.Status, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        headers[.cacheControl] = "no-store"
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    static func download(_ download: Download) -> Response {
        var headers: HTTPFields = [
            .contentType: download.type, .cacheControl: "no-store",
            .contentDisposition: "attachment; filename=\"\(download.name)\"",
        ]
        SafetyHeaders.add(to: &headers)
        return Response(status: .ok, headers: headers, body: download.body)
    }

    static func problem(
        _ problem: Problem, status: HTTPResponse.Status? = nil
    ) -> Response {
        var headers: HTTPFields = [
            .contentType: "application/problem+json", .cacheControl: "no-store",
        ]
        let status = status ?? problem.status
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        if status == .tooManyRequests { headers[.retryAfter] = "60" }
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: problem.json.bytes)))
    }
}

extension Download {
    /// Pulled by the connection: a slow one holds the export back. A file that breaks off in
    /// between breaks the connection, so that nobody takes it for whole.
    var body: ResponseBody {
        ResponseBody(
            asyncSequence: AsyncThrowingStream<ByteBuffer, any Error> {
                try await self.next().map { ByteBuffer(bytes: $0) }
            })
    }
}
