import Domain
import HTTPTypes
import Operations

extension Routes {
    static let promisesAPI: [APIRoute] =
        [
            APIRoute(.get, "/kept-rates", ShowKeptRates.self),
            APIRoute(.get, "/promise-publication", ShowPublication.self),
            APIRoute(.get, "/promise-risk", ShowPromiseRisk.self),
            APIRoute(.put, "/promise-publication", PublishPromises.self),
        ] + documentAPI(PromiseDocuments.self)

    static let promisesPages: [PageRoute] =
        [
            PageRoute(.get, "/promises", .right(.insightRead), handler: PromisesPage.show),
            PageRoute(
                .post, "/promises/publication", .right(.workspaceWrite),
                handler: PromisesPage.publish),
            PageRoute(.get, "/kept/{token}", .anyone, handler: PublicPromisesPage.show),
        ]
        + documentPages(PromiseDocuments.self)
}
