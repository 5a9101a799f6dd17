import Domain
import HTTPTypes
import Operations

extension Routes {
    static let rulesAPI =
        documentAPI(RuleDocuments.self) + documentAPI(CalendarDocuments.self) + calendarAPI
        + [
            APIRoute(.get, "/rules/{key}/firings", ListRuleFirings.self),
            APIRoute(.post, "/rule-trials", TryRule.self),
        ]

    static let rulesPages =
        documentPages(RuleDocuments.self) + documentPages(CalendarDocuments.self) + calendarPages
        + [
            PageRoute(
                .post, "/settings/rules/trial", .right(.rulesWrite), handler: RulePages.trial),
            PageRoute(
                .get, "/settings/rules/{key}/firings", .right(.casesRead),
                handler: RulePages.firings),
        ]
}
