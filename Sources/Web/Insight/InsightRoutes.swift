import Domain
import HTTPTypes
import Operations

extension Routes {
    static let insightAPI: [APIRoute] =
        [
            APIRoute(.post, "/query", QueryInsight.self),
            APIRoute(.post, "/query/items", CompareItems.self),
            APIRoute(.post, "/query/trend", ShowTrend.self),
            APIRoute(.post, "/query/segments", FindSegments.self),
            APIRoute(.post, "/query/drivers", FindDrivers.self),
            APIRoute(.post, "/query/journey", ShowJourney.self),
            APIRoute(.post, "/query/crosstab", CrossTabulate.self),
            APIRoute(.post, "/query/correlation", Correlate.self),
            APIRoute(.post, "/query/words", ReadWords.self),
            APIRoute(.post, "/query/business", LinkToBusiness.self),
            APIRoute(.post, "/query/gaps", ShowGaps.self),
            APIRoute(.post, "/query/five-gaps", ShowFiveGaps.self),
            APIRoute(.post, "/query/kano", ShowKano.self),
            APIRoute(.post, "/query/index", ShowIndex.self),
            APIRoute(.post, "/query/change", ExplainChange.self),
            APIRoute(.post, "/query/compare", CompareParts.self),
            APIRoute(.get, "/query/schema", ShowQuerySchema.self),
            APIRoute(.get, "/query/instruments", ListInsightInstruments.self),
            APIRoute(.get, "/query/instruments/{instrument}", ShowInsightSource.self),
            APIRoute(.get, "/query/tables/{of}", ShowTableSource.self),
            APIRoute(.get, "/query/dashboards", ListDashboards.self),
            APIRoute(.get, "/query/dashboards/{key}", ShowDashboard.self),
            APIRoute(.post, "/dashboards/{key}/tiles", EditDashboard.self),
            APIRoute(.get, "/dashboards/{key}/reports", ListReports.self),
            APIRoute(.post, "/dashboards/{key}/reports", CreateReport.self, status: .created),
            APIRoute(.delete, "/reports/{report}", EndReport.self),
        ] + documentAPI(DashboardDocuments.self) + documentAPI(OccasionDocuments.self)

    static let insightPages: [PageRoute] =
        [
            PageRoute(
                .get, "/insight/dashboards", .right(.insightRead), handler: DashboardPage.first),
            PageRoute(
                .get, "/insight/dashboards/{key}", .right(.insightRead),
                handler: DashboardPage.show),
            PageRoute(
                .post, "/insight/dashboards", EditDashboard.access, handler: DashboardPage.add),
            PageRoute(
                .post, "/insight/dashboards/{key}/tiles/{tile}", EditDashboard.access,
                handler: DashboardPage.edit),
            PageRoute(
                .get, "/insight/dashboards/{key}/tiles/{tile}/table", .right(.insightRead),
                handler: DashboardPage.download),
            PageRoute(
                .get, "/insight/dashboards/{key}/pdf", .right(.insightRead),
                handler: ReportPages.pdf),
            PageRoute(
                .post, "/insight/dashboards/{key}/reports", CreateReport.access,
                handler: ReportPages.create),
            PageRoute(
                .post, "/insight/dashboards/{key}/reports/{report}", EndReport.access,
                handler: ReportPages.end),
            PageRoute(.get, "/r/{token}", .anyone, handler: ReportPages.show),
            PageRoute(.post, "/r/{token}", .anyone, handler: ReportPages.confirm),
        ]
        + documentPages(DashboardDocuments.self) + documentPages(OccasionDocuments.self)
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
