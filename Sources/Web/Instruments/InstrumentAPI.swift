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
        APIRoute(.get, "/instrument-drafts", ListDrafts.self),
        APIRoute(.post, "/instrument-drafts", StartDraft.self, status: .created),
        APIRoute(.get, "/instruments/{instrument}/draft", ShowDraft.self),
        APIRoute(.put, "/instruments/{instrument}/draft", EditDraft.self),
        APIRoute(.delete, "/instruments/{instrument}/draft", DiscardDraft.self),
        APIRoute(.get, "/instruments/{instrument}/publication", ReviewDraft.self),
        APIRoute(.post, "/instruments/{instrument}/publication", PublishDraft.self),
        APIRoute(.get, "/instruments/{instrument}/comparison", CompareVersions.self),
        APIRoute(.get, "/instruments/{instrument}/links", ListLinks.self),
        APIRoute(.post, "/instruments/{instrument}/links", CreateLink.self, status: .created),
        APIRoute(.get, "/instruments/{instrument}/quotas", ListQuotas.self),
        APIRoute(.get, "/instruments/{instrument}/export", ExportResponses.self),
        APIRoute(.get, "/instruments/{instrument}/file", ExportInstrument.self),
        APIRoute(.post, "/instrument-imports", ImportInstrument.self, status: .created),
        APIRoute(.get, "/instruments/{instrument}/quality", ShowQuality.self),
        APIRoute(.post, "/instruments/{instrument}/quality", JudgeResponses.self),
        APIRoute(.get, "/instruments/{instrument}/field", ShowFieldReport.self),
        APIRoute(.get, "/instruments/{instrument}/weights", ListWeightings.self),
        APIRoute(
            .post, "/instruments/{instrument}/weights", SaveWeighting.self, status: .created),
        APIRoute(.delete, "/weights/{weights}", RemoveWeighting.self),
        APIRoute(.get, "/instruments/{instrument}/strings", ShowStrings.self),
        APIRoute(.put, "/instruments/{instrument}/strings", TranslateInstrument.self),
        APIRoute(.post, "/instrument-checks", CheckInstrument.self),
        APIRoute(.post, "/instrument-trials", TryInstrument.self),
        APIRoute(.get, "/library/instruments", ListInstrumentLibrary.self),
        APIRoute(.get, "/links/{link}", ShowLink.self),
        APIRoute(.post, "/links/{link}/secret", ShowLinkSecret.self),
        APIRoute(.post, "/links/{link}/closure", CloseLink.self),
        APIRoute(.delete, "/links/{link}/closure", ReopenLink.self),
    ]
}
