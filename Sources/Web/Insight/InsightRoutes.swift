import Domain
import HTTPTypes
import Operations

extension Routes {
    static let insightAPI: [APIRoute] = [
        APIRoute(.post, "/query", QueryInsight.self),
        APIRoute(.post, "/query/items", CompareItems.self),
        APIRoute(.post, "/query/trend", ShowTrend.self),
        APIRoute(.post, "/query/segments", FindSegments.self),
        APIRoute(.post, "/query/drivers", FindDrivers.self),
        APIRoute(.post, "/query/journey", ShowJourney.self),
        APIRoute(.post, "/query/crosstab", CrossTabulate.self),
        APIRoute(.post, "/query/gaps", ShowGaps.self),
        APIRoute(.post, "/query/kano", ShowKano.self),
        APIRoute(.post, "/query/index", ShowIndex.self),
        APIRoute(.post, "/query/change", ExplainChange.self),
        APIRoute(.get, "/query/instruments", ListInsightInstruments.self),
        APIRoute(.get, "/query/instruments/{instrument}", ShowInsightSource.self),
    ]

    static let insightPages: [PageRoute] =
        [
            PageRoute(.get, "/insight", .right(.insightRead), handler: InsightPage.show),
            PageRoute(
                .get, "/insight/table", .right(.insightRead), handler: InsightExport.download),
        ]
        + InsightTopic.all.flatMap { topic in
            [
                PageRoute(.get, topic.path, .right(.insightRead)) {
                    try await StudyPage.show(topic, $0)
                },
                PageRoute(.get, "\(topic.path)/table", .right(.insightRead)) {
                    try await StudyPage.download(topic, $0)
                },
            ]
        }
}
