public import Hummingbird
import HTTPTypes
import NIOCore
import Base
import Operations

/// The router of one site: API, pages, assets, health.
public enum Server {
    public static func router(_ site: Site) -> Router<WebContext> {
        let router = Router(context: WebContext.self)
        router.add(middleware: MetricsMiddleware())
        router.add(middleware: RestMiddleware())
        router.add(middleware: NowhereMiddleware(site: site))
        for route in Routes.api {
            let respond = APIResponder(site: site, route: route)
            router.on(RouterPath("/api/v1" + route.path), method: route.method) {
                await respond($0, $1)
            }
        }
        for route in Routes.pages {
            let respond = PageResponder(site: site, route: route)
            router.on(RouterPath(route.path), method: route.method) { await respond($0, $1) }
        }
        router.get("/assets/**") { request, context in
            asset(site, request, context.parameters.getCatchAll().joined(separator: "/"))
        }
        let document = OpenAPI.document(version: site.version)
        router.get("/api/v1/openapi.json") { _, _ in Response.json(document, status: .ok) }
        router.get("/metrics") { _, _ in metrics(site) }
        router.get("/healthz") { _, _ in await health(site) }
        return router
    }

    /// Assets are named by content in pages (`?v=tag`), so browsers may keep them for a year.
    private static func asset(_ site: Site, _ request: Request, _ name: String) -> Response {
        guard let file = site.assets[name] else { return Response(status: .notFound) }
        let tag = "\"\(file.tag)\""
        var headers: HTTPFields = [.eTag: tag, .cacheControl: "public, max-age=3600"]
        SafetyHeaders.add(to: &headers)
        guard request.headers[.ifNoneMatch] != tag else {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = file.type
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }

    private static func metrics(_ site: Site) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: site.registry.text)))
    }

    /// Says `ok` only when the database answers.
    private static func health(_ site: Site) async -> Response {
        let isWell = await site.house.isDatabaseAnswering()
        return .json(
            [
                "status": .string(isWell ? "ok" : "database unreachable"),
                "version": .string(site.version),
            ], status: isWell ? .ok : .serviceUnavailable)
    }
}
