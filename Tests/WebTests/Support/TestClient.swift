import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import Web

/// Asks the router of a site as its server does, without a connection.
///
/// Hummingbird's own client for tests does the same; it would bring a whole TLS library along,
/// which takes longer to build than all tests of the pages.
struct TestClient: Sendable {
    private let responder: any HTTPResponder<WebContext>
    private let channel = NIOAsyncTestingChannel()

    init(of site: Site) {
        responder = Server.router(site).buildResponder()
    }

    /// The answer before its body is read: that of a live page never ends.
    func respond(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields,
        body: ByteBuffer = ByteBuffer()
    ) async throws -> Response {
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "localhost", path: path,
                headerFields: headers),
            body: RequestBody(buffer: body))
        let source = ApplicationRequestContextSource(
            channel: channel, logger: Logger(label: "test"))
        return try await responder.respond(to: request, context: WebContext(source: source))
    }

    /// The whole answer.
    func execute(
        uri: String, method: HTTPRequest.Method, headers: HTTPFields = [:], body: ByteBuffer? = nil
    ) async throws -> TestResponse {
        var headers = headers
        if let body { headers[.contentLength] = String(body.readableBytes) }
        let response = try await respond(
            method, uri, headers: headers, body: body ?? ByteBuffer())
        let written = Written()
        try await response.body.write(written)
        return TestResponse(
            status: response.status, headers: response.headers,
            body: written.bytes.withLock { $0 })
    }
}

struct TestResponse: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let body: ByteBuffer
}

private final class Written: ResponseBodyWriter {
    let bytes = Mutex(ByteBuffer())

    func write(_ buffer: ByteBuffer) async throws {
        bytes.withLock { _ = $0.writeImmutableBuffer(buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
