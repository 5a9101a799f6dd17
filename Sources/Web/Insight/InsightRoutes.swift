import Domain
import HTTPTypes
import Operations

extension Routes {
    static let insightAPI: [APIRoute] = [
        APIRoute(.post, "/query", QueryInsight.self),
        APIRoute(.post, "/query/items", CompareItems.self),
        APIRoute(.get, "/query/instruments", ListInsightInstruments.self),
        APIRoute(.get, "/query/instruments/{instrument}", ShowInsightSource.self),
    ]

    static let insightPages: [PageRoute] = [
        PageRoute(.get, "/insight", .right(.insightRead), handler: InsightPage.show),
        PageRoute(.get, "/insight/table", .right(.insightRead), handler: InsightExport.download),
    ]
}
