import Domain
import HTTPTypes
import Operations

extension Routes {
    static let importsAPI: [APIRoute] = [
        APIRoute(.get, "/imports", ListImports.self),
        APIRoute(.get, "/imports/{import}", ShowImport.self),
        APIRoute(.post, "/imports/{import}/rehearsal", RehearseImport.self),
        APIRoute(.post, "/imports/{import}/start", StartImport.self),
        APIRoute(.post, "/imports/{import}/cancellation", CancelImport.self),
    ]

    static let importsPages: [PageRoute] = [
        PageRoute(.get, "/imports", .right(.importRun), handler: ImportPages.list),
        PageRoute(
            .post, "/imports", .right(.importRun), bodyLimit: Upload.most, streams: true,
            handler: ImportPages.upload),
        PageRoute(.get, "/imports/{import}", .right(.importRun), handler: ImportPage.show),
        PageRoute(.post, "/imports/{import}", .right(.importRun), handler: ImportPage.act),
        PageRoute(
            .get, "/imports/{import}/faults", .right(.importRun), handler: ImportPage.faults),
    ]
}
