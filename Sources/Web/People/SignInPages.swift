import Base
import HTTPTypes
import Operations

/// The doors: sign in, sign in once, sign out, first set-up, language.
enum SignInPages {
    static func show(_ visit: Visit) async throws -> Reply {
        if try await visit.site.house.isUntouched() { return .redirect("/setup") }
        guard visit.session == nil else { return .redirect(next(visit)) }
        return try form(visit, nil)
    }

    static func signIn(_ visit: Visit) async throws -> Reply {
        do {
            try refuseForeign(visit)
            let signedIn = try await visit.desk.perform(
                SignIn.self, fields(["login", "password"], visit))
            return admit(signedIn, visit)
        } catch let refusal as Refusal {
            return try form(visit, refusal)
        }
    }

    static func once(_ visit: Visit) async throws -> Reply {
        // Programs that look ahead at a link ask for its head only; that must not use it up.
        guard visit.method != .head else { return Reply(.none) }
        var raw = fields([], visit)
        raw["token"] = .string(visit.parameter("token"))
        return admit(try await visit.desk.perform(SignInOnce.self, raw), visit)
    }

    static func signOut(_ visit: Visit) async throws -> Reply {
        if let session = visit.session {
            _ = try await visit.desk.perform(EndSession(session.id))
        }
        var reply = Reply.redirect("/sign-in")
        reply.setCookie(
            SessionCookie.name, "", maxAgeSeconds: 0, isSecure: visit.site.isSecure)
        return reply
    }

    static func showSetUp(_ visit: Visit) async throws -> Reply {
        guard try await visit.site.house.isUntouched() else { return .redirect("/sign-in") }
        return try setUpForm(visit, nil)
    }

    static func setUp(_ visit: Visit) async throws -> Reply {
        do {
            try refuseForeign(visit)
            let names = ["workspace", "zone", "language", "name", "login", "password"]
            let signedIn = try await visit.desk.perform(SetUp.self, fields(names, visit))
            return admit(signedIn, visit)
        } catch let refusal as Refusal where refusal.code == "alreadySetUp" {
            return .redirect("/sign-in")
        } catch let refusal as Refusal {
            return try setUpForm(visit, refusal)
        }
    }

    static func language(_ visit: Visit) async throws -> Reply {
        let wanted = (visit.form["to"] ?? visit.query["to"])?.string
        guard let wanted, visit.site.languages[wanted] != nil else {
            throw Refusal(.notFound, "noSuchPage")
        }
        if visit.session != nil {
            _ = try await visit.desk.perform(
                EditMe.self, JSON.Object([.init(key: "language", value: .string(wanted))]))
        }
        var reply = Reply.redirect(next(visit))
        reply.setCookie(
            LanguageCookie.name, wanted, maxAgeSeconds: 365 * 86_400,
            isSecure: visit.site.isSecure)
        return reply
    }

    /// A form that another site sent would sign its victim in as someone else.
    private static func refuseForeign(_ visit: Visit) throws(Refusal) {
        guard visit.headers[.init("Sec-Fetch-Site")!] != "cross-site" else {
            throw Refusal(.forbidden, "csrf")
        }
    }

    private static func next(_ visit: Visit) -> String {
        LocalPath.checked((visit.form["next"] ?? visit.query["next"])?.string)
    }

    private static func admit(_ signedIn: SignedIn, _ visit: Visit) -> Reply {
        var reply = Reply.redirect(next(visit))
        reply.setCookie(
            SessionCookie.name, signedIn.token, maxAgeSeconds: 30 * 86_400,
            isSecure: visit.site.isSecure)
        return reply
    }

    /// What was typed, and where from.
    private static func fields(_ names: [String], _ visit: Visit) -> JSON.Object {
        var raw = JSON.Object()
        for name in names { raw[name] = visit.form[name] }
        raw["address"] = visit.address.map { .string($0) }
        raw["browser"] = visit.headers[.userAgent].map { .string(String($0.prefix(200))) }
        return raw
    }

    private static func form(_ visit: Visit, _ refusal: Refusal?) throws -> Reply {
        try visit.form(
            "people/sign-in", section: "", ["next": .string(next(visit))], after: refusal)
    }

    private static func setUpForm(_ visit: Visit, _ refusal: Refusal?) throws -> Reply {
        let language = visit.form["language"]?.string ?? visit.words.language
        let zone = visit.words.language == "zh" ? "Asia/Shanghai" : "UTC"
        return try visit.form(
            "people/setup", section: "",
            [
                "zones": .array(ZoneNames.common.map(JSON.string)),
                "isChineseChosen": .bool(language == "zh"),
                "typed": ["zone": .string(zone)],
            ], after: refusal)
    }
}
