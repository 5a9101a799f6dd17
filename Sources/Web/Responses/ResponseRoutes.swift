import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    static let responsesPages: [PageRoute] = [
        PageRoute(.get, "/responses", .right(.answersRead), handler: ResponsesPage.show),
        PageRoute(.get, "/responses.csv", .right(.exportRun), handler: ResponsesDownload.send),
        PageRoute(.get, "/responses/{response}", .right(.answersRead), handler: ResponsePage.show),
    ]
}
