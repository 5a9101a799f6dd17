import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    /// Contact forms: public, without scripts, also within pages of the company's own sites.
    static let formPages: [PageRoute] = [
        PageRoute(.get, "/write/{channel}", .anyone, handler: FormPages.show),
        PageRoute(
            .post, "/write/{channel}", .anyone, bodyLimit: FormBody.severalMost, streams: true,
            handler: FormPages.send),
        PageRoute(.get, "/write/{channel}/look.css", .anyone, handler: FormPages.look),
    ]
}

/// A contact form as its readers see it.
enum FormPages {
    static func show(_ visit: Visit) async throws -> Reply {
        try await guarded(visit) { door, visit in form(door, visit) }
    }

    static func send(_ visit: Visit) async throws -> Reply {
        // Another site's page may show the form, but not send it in its reader's name.
        if let from = visit.headers[.init("Sec-Fetch-Site")!],
            !["same-origin", "none"].contains(from)
        {
            throw Refusal(.forbidden, "csrf")
        }
        return try await guarded(visit) { door, visit in
            let body = try await FormBody.receive(visit)
            var own = visit
            own.form = body.fields
            func given(_ name: String) -> String? { body.fields[name]?.string }
            do {
                let receipt = try await door.take(
                    FormDoor.Handed(
                        note: ContactNote(
                            name: given("name"), mail: given("mail"), phone: given("phone"),
                            matter: given("matter"), text: given("text") ?? "",
                            agrees: given("agrees") == "on"),
                        files: body.files.filter { $0.field == "file" }.map(\.file),
                        key: given("key") ?? "", language: visit.words.language,
                        isTrapped: given("website")?.isEmpty == false),
                    from: visit.address)
                return thanks(receipt, door, own)
            } catch let refusal as Refusal where ![.gone, .notFound].contains(refusal.kind) {
                return form(door, own, refusal)
            }
        }
    }

    /// The form's own colour, as no page may carry a style.
    static func look(_ visit: Visit) async throws -> Reply {
        let id: ID<Channel> = try visit.id("channel")
        let door = try await FormDoor.open(id, in: visit.site.house)
        let colour = door.form.colour ?? ChatPanel.ownColour
        // On a dark ground the colour stays behind words, where its own ink is read.
        let text = """
            button.primary, .turn a.primary { background: \(colour); border-color: \(colour); \
            color: \(ChatPanel.ink(on: colour)); }
            main { border-top: .3rem solid \(colour); }

            """
        var reply = Reply(.bytes(Array(text.utf8), type: "text/css; charset=utf-8"))
        reply.headers[.cacheControl] = "public, max-age=300"
        return reply
    }

    private static func form(
        _ door: FormDoor, _ visit: Visit, _ refusal: Refusal? = nil
    ) -> Reply {
        let (form, words) = (door.form, visit.words)
        let language = words.language
        let problem = refusal.map { Problem($0, words: words) }
        func typed(_ name: String) -> JSON { visit.form[name] ?? "" }
        var context = frame(door, visit)
        context["isForm"] = true
        context["action"] = .string(path(door, visit, language))
        context["about"] = .optional(form.about?[language])
        context["consent"] = .optional(form.consent?[language])
        context["privacy"] = .optional(form.privacy)
        context["key"] = visit.form["key"] ?? .string(visit.newKey())
        context["takesFiles"] = .bool(form.takesFiles)
        context["asksMail"] = .bool(form.reach != .phone)
        context["asksPhone"] = .bool(form.reach != .mail)
        context["needsMail"] = .bool(form.reach == .mail)
        context["needsPhone"] = .bool(form.reach == .phone)
        context["isEither"] = .bool(form.reach == .either)
        context["hasMatters"] = .bool(!form.matters.isEmpty)
        context["matters"] = .array(
            form.matters.map {
                [
                    "value": .string($0.key), "name": .string($0.name[language]),
                    "isChosen": .bool(visit.form["matter"]?.string == $0.key),
                ]
            })
        for name in ["name", "mail", "phone", "text"] { context["typed-\(name)"] = typed(name) }
        context["agrees"] = .bool(visit.form["agrees"] == "on")
        context["message"] = .optional(problem?.title)
        let faults = (refusal?.faults ?? []).map { (path: $0.path, text: told($0, words)) }
        context["faults"] = .array(
            faults.map { fault in
                let name = "form.field.\(fault.path)"
                let field = words.contains(name) ? words[name] + words["frame.colon"] : ""
                return [
                    "field": .string(fault.path), "text": .string(field + fault.text),
                ]
            })
        for name in ["name", "mail", "phone", "matter", "text", "file", "agrees"] {
            context["fault-\(name)"] = .optional(faults.first { $0.path == name }?.text)
        }
        var reply = Reply.page("answer/form", .object(context), status: problem?.status ?? .ok)
        if refusal?.kind == .tooMany { reply.headers[.retryAfter] = "900" }
        return framed(reply, door, visit)
    }

    /// A fault as customers are told it.
    private static func told(_ fault: Refusal.Fault, _ words: Words) -> String {
        let own = ["form.fault.", "answer.fault."].map { $0 + fault.code }
            .first(where: words.contains)
        return own.map { words($0, fault.values) } ?? Problem.sentence(fault, words)
    }

    private static func thanks(
        _ receipt: FormDoor.Receipt, _ door: FormDoor, _ visit: Visit
    ) -> Reply {
        var context = frame(door, visit)
        context["isForm"] = false
        context["number"] = receipt.number.map(JSON.integer) ?? .null
        context["page"] = .optional(
            receipt.page.map { "\(visit.origin)\($0)?lang=\(visit.words.language)" })
        context["mailed"] = .optional(
            receipt.mailed.map { visit.words("form.mailed", ["address": $0]) })
        return framed(.page("answer/form", .object(context)), door, visit)
    }

    private static func frame(_ door: FormDoor, _ visit: Visit) -> JSON.Object {
        let language = visit.words.language
        let other = language == "zh" ? "en" : "zh"
        return JSON.Object([
            .init(key: "language", value: .string(language == "zh" ? "zh-CN" : "en")),
            .init(key: "otherTag", value: .string(other == "zh" ? "zh-CN" : "en")),
            .init(key: "otherPath", value: .string(path(door, visit, other))),
            .init(key: "heading", value: .string(door.form.title[language])),
            .init(key: "look", value: .string("/write/\(door.channel)/look.css")),
            .init(key: "isEmbedded", value: .bool(visit.query["embed"] != nil)),
        ])
    }

    private static func path(_ door: FormDoor, _ visit: Visit, _ language: String) -> String {
        "/write/\(door.channel)?lang=\(language)" + (visit.query["embed"] == nil ? "" : "&embed=1")
    }

    private static func framed(_ reply: Reply, _ door: FormDoor, _ visit: Visit) -> Reply {
        var reply = reply
        reply.language = visit.words.language
        let origins = door.form.origins
        reply.headers[.contentSecurityPolicy] =
            SafetyHeaders.policy + "; frame-ancestors "
            + (origins.isEmpty ? "'none'" : origins.joined(separator: " "))
        reply.headers[.init("Referrer-Policy")!] = "no-referrer"
        return reply
    }

    private static func guarded(
        _ visit: Visit, _ body: (FormDoor, Visit) async throws -> Reply
    ) async throws -> Reply {
        var own = visit
        let wished = visit.query["lang"]?.string.map { String($0.prefix { $0 != "-" }) }
        if let wished, ["zh", "en"].contains(wished) { own.words = visit.site.words(wished) }
        do {
            guard let id = ID<Channel>(visit.parameter("channel")) else {
                throw Refusal(.notFound, "noSuchChannel")
            }
            return try await body(try await FormDoor.open(id, in: visit.site.house), own)
        } catch let refusal as Refusal where [.gone, .notFound].contains(refusal.kind) {
            var reply = Reply.page(
                "answer/closed",
                [
                    "language": .string(own.words.language == "zh" ? "zh-CN" : "en"),
                    "title": .string(own.words["form.gone"]),
                ], status: .notFound)
            reply.language = own.words.language
            return reply
        }
    }
}
