import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    static let instrumentsPages: [PageRoute] = [
        PageRoute(.get, "/instruments", .right(.answersRead), handler: InstrumentsPage.show),
        PageRoute(
            .post, "/instruments", .right(.instrumentsWrite), handler: InstrumentEditor.create),
        PageRoute(
            .get, "/instruments/new", .right(.instrumentsWrite), handler: InstrumentEditor.new),
        PageRoute(
            .get, "/instruments/{instrument}", .right(.answersRead),
            handler: InstrumentPage.preview),
        PageRoute(
            .get, "/instruments/{instrument}/preview", .right(.answersRead),
            handler: InstrumentPreview.show),
        PageRoute(
            .get, "/instruments/{instrument}/document", .right(.answersRead),
            handler: InstrumentEditor.show),
        PageRoute(
            .post, "/instruments/{instrument}/document", .right(.instrumentsWrite),
            handler: InstrumentEditor.save),
        PageRoute(
            .get, "/instruments/{instrument}/versions", .right(.answersRead),
            handler: InstrumentPage.versions),
        PageRoute(
            .get, "/instruments/{instrument}/links", .right(.answersRead),
            handler: LinkPages.list),
        PageRoute(
            .post, "/instruments/{instrument}/links", .right(.instrumentsWrite),
            handler: LinkPages.create),
        PageRoute(.get, "/links/{link}", .right(.answersRead), handler: LinkPages.show),
        PageRoute(.get, "/links/{link}/qr.svg", .right(.answersRead), handler: LinkPages.picture),
        PageRoute(.post, "/links/{link}/closure", .right(.instrumentsWrite)) { visit in
            try await LinkPages.act(visit) { try await visit.perform(CloseLink.self, adding: $0) }
        },
        PageRoute(.post, "/links/{link}/reopening", .right(.instrumentsWrite)) { visit in
            try await LinkPages.act(visit) { try await visit.perform(ReopenLink.self, adding: $0) }
        },
    ]
}
