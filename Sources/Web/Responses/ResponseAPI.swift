import HTTPTypes
import Operations

extension Routes {
    static let responsesAPI: [APIRoute] = [
        APIRoute(.get, "/responses", ListResponses.self),
        APIRoute(.post, "/responses", SubmitResponse.self, status: .created),
        APIRoute(.get, "/responses/{response}", ShowResponse.self),
    ]
}
