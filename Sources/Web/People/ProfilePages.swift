import Base
import Domain
import Operations

/// One's own name, language, password and sessions.
enum ProfilePages {
    static func show(_ visit: Visit) async throws -> Reply { try await show(visit, nil) }

    static func edit(_ visit: Visit) async throws -> Reply {
        do {
            try await visit.perform(EditMe.self)
            var reply = Reply.redirect("/settings/profile?done=saved")
            if let language = visit.form["language"]?.string {
                reply.setCookie(
                    LanguageCookie.name, language, maxAgeSeconds: 365 * 86_400,
                    isSecure: visit.site.isSecure)
            }
            return reply
        } catch let refusal as Refusal {
            return try await show(visit, refusal)
        }
    }

    static func changePassword(_ visit: Visit) async throws -> Reply {
        do {
            try await visit.perform(ChangePassword.self, adding: ownSession(visit))
            return .redirect("/settings/profile?done=passwordChanged")
        } catch let refusal as Refusal {
            return try await show(visit, refusal)
        }
    }

    static func setAbsence(_ visit: Visit) async throws -> Reply {
        do {
            try await visit.perform(SetMyAbsence.self)
            return .redirect("/settings/profile?done=saved")
        } catch let refusal as Refusal {
            return try await show(visit, refusal)
        }
    }

    static func endSession(_ visit: Visit) async throws -> Reply {
        let session = JSON.string(visit.parameter("session"))
        try await visit.perform(EndSession.self, adding: ["session": session])
        return .redirect("/settings/profile?done=sessionEnded")
    }

    static func endOtherSessions(_ visit: Visit) async throws -> Reply {
        try await visit.perform(EndOtherSessions.self, adding: ownSession(visit))
        return .redirect("/settings/profile?done=sessionEnded")
    }

    private static func ownSession(_ visit: Visit) -> [String: JSON] {
        visit.session.map { ["session": .string($0.id.description)] } ?? [:]
    }

    private static func show(_ visit: Visit, _ refusal: Refusal?) async throws -> Reply {
        let me = try await visit.desk.perform(ShowMe.self, JSON.Object())
        let sessions = try await visit.desk.perform(ListSessions.self, JSON.Object()).items
        let away = try await visit.desk.perform(ShowMyAbsence.self, JSON.Object()).until
        let role = me.user.account.role.rawValue
        return try visit.form(
            "people/profile", section: "settings",
            [
                "typed": me.user.json, "away": .optional(away?.description),
                "login": .string(me.user.account.login.text),
                "role": .string(visit.words["role.\(role)"]),
                "roleAbout": .string(visit.words["role.\(role)About"]),
                "workspaceName": .string(me.workspace.name),
                "hasPassword": .bool(me.user.hasPassword),
                "isCoached": .bool(try await CoachPages.setting(visit).mine),
                "isChineseChosen": .bool(visit.words.language == "zh"),
                "sessions": .array(sessions.map { row($0, visit) }),
                "hasOthers": .bool(sessions.count > 1),
            ], after: refusal)
    }

    private static func row(_ session: SessionResource, _ visit: Visit) -> JSON {
        [
            "id": .string(session.id.description),
            "browser": .string(BrowserName.of(session.browser) ?? visit.words["people.unknown"]),
            "address": .optional(session.address),
            "begun": visit.moment(session.begunAt),
            "lastSeen": visit.moment(session.lastSeenAt),
            "isThis": .bool(session.id == visit.session?.id),
        ]
    }
}
