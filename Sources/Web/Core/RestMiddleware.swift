import HTTPTypes
import Hummingbird
import NIOCore

/// Takes what a handler left unread of a request, so that a client that sends all before it listens
/// hears the answer. What is larger than that is not waited for: the answer goes out, a further
/// piece is taken, and the connection ends, so that nobody waits for ever.
struct RestMiddleware: RouterMiddleware {
    typealias Context = WebContext

    /// Bytes that are still waited for where files are asked for: a video may be put there.
    private static let mostOfFiles = 256 << 20
    /// The same anywhere else.
    private static let most = 32 << 20

    /// Routes that ask for files, by their method and their path as the router spells it.
    private let takingFiles: Set<String>

    init() {
        takingFiles = Set(
            Routes.pages.filter(\.streams).map { "\($0.method) \(RouterPath($0.path))" })
    }

    func handle(
        _ request: Request, context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let length = request.headers[.contentLength].flatMap { Int($0) }
        guard request.headers[.transferEncoding] != nil || (length ?? 0) > 0 else {
            return try await next(request, context)
        }
        let body = OnceBody(request.body)
        var request = request
        request.body = RequestBody(asyncSequence: body)
        let response = try await next(request, context)
        // Known only once the route was found.
        let route = "\(request.method) \(context.endpointPath ?? "")"
        let most = takingFiles.contains(route) ? Self.mostOfFiles : Self.most
        if (length ?? 0) <= most, try await body.isDropped(upTo: most) { return response }
        return last(response, context.channel, body, upTo: most)
    }

    private func last(
        _ response: Response, _ channel: any Channel, _ body: OnceBody, upTo most: Int
    ) -> Response {
        var response = response
        let answer = response.body
        response.headers[.connection] = "close"
        response.body = ResponseBody(contentLength: answer.contentLength) { writer in
            try await answer.write(writer)
            _ = try await body.isDropped(upTo: most)
            channel.close(promise: nil)
        }
        return response
    }
}

/// A request's body of which one knows whether it was read to its end.
private final class OnceBody: AsyncSequence, @unchecked Sendable {
    // Read by the handler and after it by the middleware, never by both at once.
    private var parts: RequestBody.AsyncIterator
    private var isOver = false

    init(_ body: RequestBody) { parts = body.makeAsyncIterator() }

    struct AsyncIterator: AsyncIteratorProtocol {
        let body: OnceBody

        mutating func next() async throws -> ByteBuffer? { try await body.next() }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: self) }

    /// - Returns: whether its end was reached.
    func isDropped(upTo most: Int) async throws -> Bool {
        var count = 0
        while count <= most, let part = try await next() { count += part.readableBytes }
        return isOver
    }

    private func next() async throws -> ByteBuffer? {
        guard !isOver else { return nil }
        let part = try await parts.next()
        isOver = part == nil
        return part
    }
}
