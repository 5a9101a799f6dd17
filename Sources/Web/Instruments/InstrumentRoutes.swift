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
            .get, "/instruments/{instrument}/trial", .right(.answersRead),
            handler: InstrumentTrial.show),
        PageRoute(
            .post, "/instruments/{instrument}/trial", .right(.answersRead), bodyLimit: 1 << 18,
            handler: InstrumentTrial.turn),
        PageRoute(
            .get, "/instruments/{instrument}/document", .right(.answersRead),
            handler: InstrumentEditor.show),
        PageRoute(
            .post, "/instruments/drafts", .right(.instrumentsWrite), handler: DraftPages.start),
        PageRoute(
            .post, "/instruments/{instrument}/draft-removal", .right(.instrumentsWrite),
            handler: DraftPages.discard),
        PageRoute(
            .get, "/instruments/{instrument}/designer", .right(.answersRead),
            handler: DesignerPage.show),
        PageRoute(
            .post, "/instruments/{instrument}/designer", .right(.instrumentsWrite),
            handler: DesignerPage.change),
        PageRoute(
            .get, "/instruments/{instrument}/designer/preview", .right(.answersRead),
            handler: DesignerPreview.show),
        PageRoute(
            .get, "/instruments/{instrument}/tester", .right(.answersRead),
            handler: TrialPage.show),
        PageRoute(
            .get, "/instruments/{instrument}/tester/sheet", .right(.answersRead),
            handler: TrialPage.sheet),
        PageRoute(
            .get, "/instruments/{instrument}/translation", .right(.answersRead),
            handler: TranslationPage.show),
        PageRoute(
            .get, "/instruments/{instrument}/translation.csv", .right(.answersRead),
            handler: TranslationPage.table),
        PageRoute(
            .post, "/instruments/{instrument}/translation", .right(.instrumentsWrite),
            handler: TranslationPage.save),
        PageRoute(
            .get, "/instruments/{instrument}/versions", .right(.answersRead),
            handler: VersionsPage.show),
        PageRoute(
            .post, "/instruments/{instrument}/restoration", .right(.instrumentsWrite),
            handler: VersionsPage.restore),
        PageRoute(
            .get, "/instruments/{instrument}/publication", .right(.answersRead),
            handler: PublicationPage.show),
        PageRoute(
            .post, "/instruments/{instrument}/publication", .right(.instrumentsWrite),
            handler: PublicationPage.publish),
        PageRoute(
            .get, "/instruments/{instrument}/links", .right(.answersRead),
            handler: LinkPages.list),
        PageRoute(
            .post, "/instruments/{instrument}/links", .right(.instrumentsWrite),
            handler: LinkPages.create),
        PageRoute(
            .post, "/instruments/import", .right(.instrumentsWrite), bodyLimit: 8 << 20,
            streams: true,
            handler: ExchangePages.take),
        PageRoute(
            .get, "/instruments/{instrument}/exchange", .right(.answersRead),
            handler: ExchangePages.show),
        PageRoute(
            .get, "/instruments/{instrument}/exchange/{format}", .right(.answersRead),
            handler: ExchangePages.download),
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
