import Domain
import HTTPTypes
import Operations

extension Routes {
    static let promisesAPI: [APIRoute] =
        [APIRoute(.get, "/kept-rates", ShowKeptRates.self)] + documentAPI(PromiseDocuments.self)

    static let promisesPages: [PageRoute] =
        [PageRoute(.get, "/promises", .right(.insightRead), handler: PromisesPage.show)]
        + documentPages(PromiseDocuments.self)
}
