import HTTPTypes
import Operations

extension Routes {
    static let instrumentsAPI: [APIRoute] = [
        APIRoute(.get, "/instruments", ListInstruments.self),
        APIRoute(.post, "/instruments", CreateInstrument.self, status: .created),
        APIRoute(.get, "/instruments/{instrument}", ShowInstrument.self),
        APIRoute(.put, "/instruments/{instrument}", EditInstrument.self),
        APIRoute(.get, "/instruments/{instrument}/schema", ShowAnswerSchema.self),
        APIRoute(.get, "/instruments/{instrument}/versions", ListInstrumentVersions.self),
        APIRoute(.get, "/instruments/{instrument}/links", ListLinks.self),
        APIRoute(.post, "/instruments/{instrument}/links", CreateLink.self, status: .created),
        APIRoute(.get, "/instruments/{instrument}/export", ExportResponses.self),
        APIRoute(.post, "/instrument-checks", CheckInstrument.self),
        APIRoute(.get, "/library/instruments", ListInstrumentLibrary.self),
        APIRoute(.get, "/links/{link}", ShowLink.self),
        APIRoute(.post, "/links/{link}/closure", CloseLink.self),
        APIRoute(.delete, "/links/{link}/closure", ReopenLink.self),
    ]
}
