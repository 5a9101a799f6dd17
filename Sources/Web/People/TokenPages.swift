import Base
import Domain
import Operations

/// Keys with which programs call the API.
enum TokenPages {
    static func list(_ visit: Visit) async throws -> Reply {
        try await list(visit, made: nil, nil)
    }

    /// The secret is shown in the answer itself and never again.
    static func create(_ visit: Visit) async throws -> Reply {
        do {
            let token = try await visit.perform(
                CreateToken.self, adding: ["scopes": visit.list("scopes")])
            return try await list(visit, made: token, nil)
        } catch let refusal as Refusal {
            return try await list(visit, made: nil, refusal)
        }
    }

    static func revoke(_ visit: Visit) async throws -> Reply {
        try await visit.perform(
            RevokeToken.self, adding: ["token": .string(visit.parameter("token"))])
        return .redirect("/settings/tokens?done=tokenRevoked")
    }

    private static func list(
        _ visit: Visit, made: TokenResource?, _ refusal: Refusal?
    ) async throws -> Reply {
        let isAll = visit.mayWritePeople && visit.query["all"]?.string == "true"
        var raw = JSON.Object()
        raw["cursor"] = visit.query["cursor"]
        if isAll { raw["all"] = true }
        let page = try await visit.desk.perform(ListTokens.self, raw)
        let names = isAll ? try await visit.userNames() : [:]
        return try visit.form(
            "people/tokens", section: "settings",
            [
                "tokens": .array(page.items.map { row($0, names, visit) }),
                "hasTokens": .bool(!page.items.isEmpty),
                "next": .optional(page.nextCursor),
                "isAll": .bool(isAll), "maySeeAll": .bool(visit.mayWritePeople),
                "madeSecret": .optional(made?.secret), "madeName": .optional(made?.name),
                "scopes": scopes(visit, isFresh: refusal == nil),
            ], after: refusal)
    }

    private static func row(
        _ token: TokenResource, _ names: [ID<User>: String], _ visit: Visit
    ) -> JSON {
        let isExpired = token.expiresAt.map { $0 <= visit.now } ?? false
        return [
            "id": .string(token.id.description),
            "name": .string(token.name),
            "owner": .optional(names[token.user]),
            "scopes": .array(token.scopes.map(JSON.string)),
            "made": visit.moment(token.madeAt),
            "expires": visit.moment(token.expiresAt),
            "lastUsed": visit.moment(token.lastUsedAt),
            "isRevoked": .bool(token.revokedAt != nil),
            "isExpired": .bool(token.revokedAt == nil && isExpired),
            "isLive": .bool(token.revokedAt == nil && !isExpired),
        ]
    }

    /// Only what the person may do can be given away.
    private static func scopes(_ visit: Visit, isFresh: Bool) -> JSON {
        let ticked = Set(isFresh ? [] : visit.list("scopes").array?.compactMap(\.string) ?? [])
        let own = Right.allCases.filter(visit.desk.actor.rights.contains)
        return .array(
            own.map { right in
                [
                    "value": .string(right.rawValue),
                    "about": .string(visit.words["right.\(right.rawValue)"]),
                    "isChosen": .bool(ticked.contains(right.rawValue)),
                ]
            })
    }
}
