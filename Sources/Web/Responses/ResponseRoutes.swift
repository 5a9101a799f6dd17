import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    static let responsesPages: [PageRoute] = [
        PageRoute(.get, "/responses", .right(.answersRead), handler: ResponsesPage.show),
        PageRoute(.post, "/views", .right(.answersRead), handler: ResponsesPage.save),
        PageRoute(
            .post, "/views/{view}/removal", .right(.answersRead), handler: ResponsesPage.remove),
        PageRoute(.get, "/responses.csv", .right(.exportRun), handler: ExportPage.send),
        PageRoute(
            .get, "/instruments/{instrument}/export", .right(.exportRun), handler: ExportPage.show),
        PageRoute(
            .get, "/instruments/{instrument}/file", .right(.exportRun), handler: ExportPage.send),
        PageRoute(.get, "/responses/{response}", .right(.answersRead), handler: ResponsePage.show),
    ]
}
