import HTTPTypes
import Operations

extension Routes {
    static let rulesAPI =
        documentAPI(RuleDocuments.self) + documentAPI(CalendarDocuments.self)
        + [APIRoute(.get, "/rules/{key}/firings", ListRuleFirings.self)]

    static let rulesPages =
        documentPages(RuleDocuments.self) + documentPages(CalendarDocuments.self)
}
