/// What a person or a token may do. The raw value is also the scope of an API token.
public enum Right: String, CaseIterable, Hashable, Sendable {
    /// Numbers without records: Today, Insight, kept-rates.
    case insightRead = "insight:read"
    case answersRead = "answers:read"
    /// Hand in answers through the API on behalf of customers.
    case answersWrite = "answers:write"
    case instrumentsWrite = "instruments:write"
    case customersRead = "customers:read"
    case customersWrite = "customers:write"
    /// Names, contacts and what in texts gives somebody away; hidden from those who lack it.
    case personalRead = "personal:read"
    case casesRead = "cases:read"
    /// Reply, note, take steps, close.
    case casesWork = "cases:work"
    /// Assign to others, change severity, reopen what others closed.
    case casesDirect = "cases:direct"
    /// Rules, processes, promises, calendars.
    case rulesWrite = "rules:write"
    case importRun = "import:run"
    case exportRun = "export:run"
    case auditRead = "audit:read"
    case peopleRead = "people:read"
    /// Users, roles, teams, tokens of others.
    case peopleWrite = "people:write"
    /// The workspace itself: its settings and its demonstration records.
    case workspaceWrite = "workspace:write"
}
