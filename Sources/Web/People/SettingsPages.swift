import Base
import Domain
import Operations

/// The index of settings, and the workspace's own.
enum SettingsPages {
    /// A card is shown to whom its page is open. Each noun adds its own.
    static let cards: [(key: String, path: String, access: Access)] = [
        ("profile", "/settings/profile", .signedIn),
        ("tokens", "/settings/tokens", .signedIn),
        ("users", "/settings/users", .right(.peopleRead)),
        ("teams", "/settings/teams", .right(.peopleRead)),
        ("processes", "/settings/processes", .right(.casesRead)),
        ("causes", "/settings/causes", .right(.casesRead)),
        ("talks", "/settings/talks", .right(.casesRead)),
        ("checklists", "/settings/checklists", .right(.casesRead)),
        ("promises", "/settings/promises", .right(.casesRead)),
        ("rules", "/settings/rules", .right(.casesRead)),
        ("calendars", "/settings/calendars", .right(.casesRead)),
        ("texts", "/settings/texts", .right(.casesRead)),
        ("dashboards", "/settings/dashboards", DashboardDocuments.readAccess),
        ("themes", "/settings/themes", .right(.casesRead)),
        ("occasions", "/settings/occasions", OccasionDocuments.readAccess),
        ("imports", "/imports", .right(.importRun)),
        ("channels", "/settings/channels", .right(.workspaceWrite)),
        ("sending", "/settings/sending", .right(.workspaceWrite)),
        ("workspace", "/settings/workspace", .right(.workspaceWrite)),
    ]

    static func index(_ visit: Visit) -> Reply {
        let shown = cards.filter { $0.access.allows(visit.desk.actor) }
        let context = shown.map { card -> JSON in
            [
                "path": .string(card.path),
                "title": .string(visit.words["settings.\(card.key)"]),
                "about": .string(visit.words["settings.\(card.key)About"]),
            ]
        }
        return visit.page(
            "people/settings", section: "settings",
            [
                "cards": .array(context),
                "canRemoveDemonstration": .bool(
                    visit.session?.isDemonstration == true
                        && RemoveDemonstration.access.allows(visit.desk.actor)),
            ])
    }

    /// Nobody is left to be signed in afterwards: the set-up follows.
    static func removeDemonstration(_ visit: Visit) async throws -> Reply {
        try await visit.perform(RemoveDemonstration.self)
        return .redirect("/setup")
    }

    static func workspace(_ visit: Visit) async throws -> Reply {
        try await workspace(visit, nil)
    }

    static func editWorkspace(_ visit: Visit) async throws -> Reply {
        do {
            try await visit.perform(EditWorkspace.self)
            return .redirect("/settings/workspace?done=saved")
        } catch let refusal as Refusal {
            return try await workspace(visit, refusal)
        }
    }

    static func editMasking(_ visit: Visit) async throws -> Reply {
        let isOn = JSON.bool(visit.form["masking"] == "on")
        _ = try await visit.desk.perform(EditMasking.self, ["isOn": isOn].object)
        return .redirect("/settings/workspace?done=saved")
    }

    private static func workspace(_ visit: Visit, _ refusal: Refusal?) async throws -> Reply {
        let stored = try await visit.desk.perform(ShowWorkspace.self, JSON.Object()).json
        let language = visit.form["language"]?.string ?? stored["language"]?.string
        return try visit.form(
            "people/workspace", section: "settings",
            [
                "typed": stored, "isChineseChosen": .bool(language == "zh"),
                "zones": .array(ZoneNames.common.map(JSON.string)),
                "isMasking": .bool(
                    try await visit.desk.perform(ShowMasking.self, .init()).isOn),
                "isCoached": .bool(try await CoachPages.setting(visit).everyone),
            ], after: refusal)
    }
}
