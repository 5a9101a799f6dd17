public import Base
public import Domain
public import SQL

extension Workspaces {
    /// Tables whose rows belong to a workspace; a test holds this list against the schema.
    public static let tables: [StaticString] = [
        "attachments", "case_approvals", "case_clock_entries", "case_clocks", "case_drafts",
        "case_givings",
        "case_invitations", "case_links", "case_merge_clocks", "case_merges", "case_messages",
        "case_numbers", "case_pages", "case_presence", "case_redress", "case_sends", "case_splits",
        "case_stamps",
        "case_tasks",
        "case_ways", "cases", "channel_states", "channel_windows", "channels", "chat_visitors",
        "customer_contacts", "customer_distinctions",
        "customer_merge_rows", "customer_merges", "customers", "documents", "events", "hot_matters",
        "idempotency", "import_faults", "imports", "incoming", "instrument_draft_steps",
        "instrument_drafts", "instrument_versions", "instruments", "leases", "links",
        "notices", "quality_baselines", "reports", "response_quality", "responses", "rule_firings",
        "rule_waits", "saved_views", "search_backlog", "search_entries", "sessions", "set_aside",
        "settings", "sign_in_links", "sign_in_tries", "spent_keys", "team_members", "teams",
        "text_jobs", "text_lessons", "text_models", "text_readings", "text_words", "tokens",
        "traits",
        "user_absences",
        "user_skills", "users",
        "weightings",
        "cursors", "workspaces",
    ]

    /// Removes every row of a workspace, its events too.
    public static func erase(_ workspace: ID<Workspace>, on connection: any Connection) throws {
        for table in tables {
            try connection.run("DELETE FROM \(name: table) WHERE workspace = \(workspace)")
        }
    }
}
