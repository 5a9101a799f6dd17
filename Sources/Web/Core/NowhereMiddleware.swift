import Base
import HTTPTypes
import Hummingbird
import Operations

/// Answers what no route answers, whatever the method: programs with a problem, people with a page.
struct NowhereMiddleware: RouterMiddleware {
    typealias Context = WebContext

    let site: Site

    func handle(
        _ request: Request, context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            guard request.uri.path.hasPrefix("/api/") else { return await page(request, context) }
            let words = site.words(Languages.negotiated(request.headers[.acceptLanguage]))
            let refusal = Refusal(
                .notFound, "noSuchPlace",
                ["method": request.method.rawValue, "path": request.uri.path])
            return Response.problem(Problem(refusal, words: words))
        }
    }

    private func page(_ request: Request, _ context: WebContext) async -> Response {
        let nothing = PageResponder(
            site: site,
            route: PageRoute(request.method, "**", .anyone) { _ in
                throw Refusal(.notFound, "noSuchPage")
            })
        return await nothing(request, context)
    }
}
