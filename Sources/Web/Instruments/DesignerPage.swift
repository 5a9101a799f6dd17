import Base
import Domain
import HTTPTypes
import Operations

/// One page on which a questionnaire is built: its parts, the form of one of them, and beside it
/// what customers will see or the document itself. Every button is a form that works without a
/// script; the script only saves the way there and back.
enum DesignerPage {
    static func show(_ visit: Visit) async throws -> Reply {
        let draft = try await draft(visit)
        let at = visit.query["at"]?.string.flatMap { DocumentPath($0) } ?? DocumentPath()
        return try await page(visit, draft, at: at, said: visit.query["said"]?.string)
    }

    static func draft(_ visit: Visit) async throws -> DraftResource {
        try await visit.desk.perform(
            ShowDraft.self,
            JSON.Object([.init(key: "instrument", value: .string(visit.parameter("instrument")))]))
    }

    // MARK: Changing

    static func change(_ visit: Visit) async throws -> Reply {
        let draft = try await draft(visit)
        let at = visit.form["at"]?.string.flatMap { DocumentPath($0) } ?? DocumentPath()
        var command = visit.form["do"]?.string ?? "save"
        if command == "to-page" { command = visit.form["page_move"]?.string ?? "save" }
        var input: [String: JSON] = [
            "instrument": .string(draft.id.description), "revision": visit.form["revision"] ?? "0",
            "losesComments": visit.form["losesComments"] ?? .null,
        ]
        var outcome = DesignerAction.Outcome(at: at)
        if command == "undo" {
            input["undo"] = true
            outcome.said = "undone"
        } else if command == "document" {
            input["document"] = visit.form["document"] ?? ""
        }
        do {
            if input["undo"] == nil, input["document"] == nil {
                outcome = try self.outcome(of: command, visit, draft, at)
                guard !outcome.edits.isEmpty else { return redirect(visit, draft.id, outcome) }
                input["edits"] = .array(outcome.edits.map(\.json))
            }
            let object = JSON.Object(input.map { .init(key: $0.key, value: $0.value) })
            let saved = try await visit.desk.perform(EditDraft.self, object)
            return redirect(visit, saved.id, outcome)
        } catch let refusal as Refusal
            where [.invalid, .conflict, .tooLarge].contains(refusal.kind)
        {
            let text = command == "document" ? visit.form["document"]?.string : nil
            return try await page(visit, draft, at: at, refusal: refusal, text: text)
        }
    }

    private static func outcome(
        of command: String, _ visit: Visit, _ draft: DraftResource, _ at: DocumentPath
    ) throws -> DesignerAction.Outcome {
        guard let document = draft.document else {
            throw Refusal(.conflict, "draftNoYAML")
        }
        let typed = DesignerReading(document: document, form: visit.form).edits
        let fitted = DesignerKinds.fitted(typed, document, words(visit))
        let changed = fitted.reduce(document) { $0.edited(by: $1) ?? $0 }
        let following = try KeyRenaming.following(fitted, from: document, to: changed)
        let now = following.reduce(changed) { $0.edited(by: $1) ?? $0 }
        let action = DesignerAction(document: now, at: at, words: words(visit))
        guard var outcome = action.outcome(of: command) else {
            throw Refusal(.unreadable, "badForm")
        }
        outcome.edits = fitted + following + outcome.edits
        return outcome
    }

    private static func words(_ visit: Visit) -> [String: Words] {
        ["zh": visit.site.words("zh"), "en": visit.site.words("en")]
    }

    private static func redirect(
        _ visit: Visit, _ id: ID<Instrument>, _ outcome: DesignerAction.Outcome
    ) -> Reply {
        let said = outcome.said.map { "&said=\($0)" } ?? ""
        let at = FormDecoding.encoded("\(outcome.at)")
        return .redirect("/instruments/\(id)/designer?at=\(at)\(kept(visit))\(said)")
    }

    // MARK: Showing

    /// What the address keeps of how the page is looked at.
    private static func kept(_ visit: Visit) -> String {
        ["side", "lang", "width"].compactMap { name in
            look(name, visit).map { "&\(name)=\(FormDecoding.encoded($0))" }
        }.joined()
    }

    /// One of these, of the address or of what a form took along.
    private static func look(_ name: String, _ visit: Visit) -> String? {
        visit.query[name]?.string ?? visit.form[name]?.string
    }

    private static func page(
        _ visit: Visit, _ draft: DraftResource, at wished: DocumentPath, said: String? = nil,
        refusal: Refusal? = nil, text: String? = nil
    ) async throws -> Reply {
        let isThere =
            DesignerForm.part(at: wished) != nil && draft.document?[path: wished] != nil
        let at = isThere ? wished : DocumentPath()
        var context = DesignerFrame.context(visit, draft, tab: "designer")
        let outline = DesignerOutline(
            draft: draft, at: at, words: visit.words, place: "/instruments/\(draft.id)",
            advice: try await DesignerFrame.checked(visit, draft)?["advice"]?.array ?? [],
            kept: kept(visit))
        let form = DesignerForm(
            document: draft.document ?? .null, at: at, faults: draft.faults, words: visit.words,
            mayWrite: context["mayWrite"] == true, isPublished: draft.published != nil)
        context["outline"] = outline.json
        context["form"] = form.json
        context["isReadable"] = .bool(draft.document != nil)
        context["part"] = part(at, outline, form, draft, visit.words)
        context["text"] = .string(text ?? draft.text)
        context["said"] = .optional(
            said.flatMap { key in
                visit.words.contains("designer.said.\(key)")
                    ? visit.words["designer.said.\(key)"] : nil
            })
        context["names"] = .string(names(draft, visit.words.language))
        context["kinds"] = .array(DesignerKinds.menu(visit.words))
        context.merge(problems(draft, outline, refusal, visit.words)) { $1 }
        context.merge(side(visit, draft, at)) { $1 }
        let status = refusal.map { Problem($0, words: visit.words).status } ?? .ok
        var reply = visit.page(
            "instruments/designer", section: "listen", AnswerPage.json(context), status: status)
        // The preview stands in a frame, which only pages that show one may have.
        reply.headers[.contentSecurityPolicy] =
            SafetyHeaders.policy + "; frame-src 'self'; frame-ancestors 'none'"
        return reply
    }

    private static func part(
        _ at: DocumentPath, _ outline: DesignerOutline, _ form: DesignerForm,
        _ draft: DraftResource, _ words: Words
    ) -> JSON {
        let kind = DesignerForm.part(at: at) ?? .settings
        let item = draft.document?[path: at] ?? .null
        let index = at.index ?? 0
        let count = draft.document?[path: at.parent]?.array?.count ?? 0
        let pages = draft.document?["pages"]?.array ?? []
        let own = at.steps.dropFirst().first
        let moves =
            kind == .item
            ? pages.enumerated().filter { DocumentPath.Step.index($0.offset) != own }
                .map { page -> JSON in
                    let path = DocumentPath([.member("pages"), .index(page.offset)])
                    let name = outline.name(page.element, path)
                    let last = page.element["items"]?.array?.count ?? 0
                    return [
                        "move": .string("move:\(at)>\(path.appending("items").appending(last))"),
                        "page_name": .string("\(page.offset + 1) · \(name)"),
                    ]
                } : []
        let advice = outline.advice.filter { one in
            one["path"]?.string.flatMap { DocumentPath($0) }?.isWithin(at) ?? false
        }
        return [
            "path": .string("\(at)"), "heading": .string(words["designer.part.\(kind.rawValue)"]),
            "name": .string(outline.name(item, at)), "isItem": .bool(kind == .item),
            "isMovable": .bool(kind != .settings),
            "about": .optional(form.kind.map { words["designer.kindAbout.\($0.rawValue)"] }),
            "up": index > 0 ? .string("move:\(at)>\(at.parent.appending(index - 1))") : .null,
            "down": index + 1 < count
                ? .string("move:\(at)>\(at.parent.appending(index + 1))") : .null,
            "pages": .array(moves), "hasPages": .bool(!moves.isEmpty),
            "advice": .array(at.isRoot ? [] : advice.map { DesignerFrame.advice($0, words) }),
        ]
    }

    private static func problems(
        _ draft: DraftResource, _ outline: DesignerOutline, _ refusal: Refusal?, _ words: Words
    ) -> [String: JSON] {
        let faults = draft.faults.map { fault in
            DesignerFrame.fault(fault, outline, words)
        }
        let problem = refusal.map { Problem($0, words: words) }
        let isLoss = refusal?.code == "commentsLost"
        return [
            "faults": .array(faults), "hasFaults": .bool(!faults.isEmpty),
            "faultCount": .integer(faults.count), "message": .optional(problem?.title),
            "isLoss": .bool(isLoss),
            "messages": .array((problem?.faults ?? []).map { .string($0.text) }),
        ]
    }

    /// What stands on the right.
    private static func side(
        _ visit: Visit, _ draft: DraftResource, _ at: DocumentPath
    ) -> [String: JSON] {
        let isDocument = look("side", visit) == "document" || draft.document == nil
        let language = look("lang", visit) ?? visit.words.language
        let isWide = look("width", visit) == "desk"
        let place = "/instruments/\(draft.id)"
        let here = FormDecoding.encoded("\(at)")
        let key = draft.document?[path: at.appending("key")]?.string
        let keptWidth = isWide ? "&width=desk" : ""
        let languages = ["zh", "en"].map { other -> JSON in
            [
                "name": .string(visit.words["languageName.\(other)"]),
                "path": .string("\(place)/designer?at=\(here)&lang=\(other)\(keptWidth)"),
                "isCurrent": .bool(other == language),
            ]
        }
        return [
            "isDocument": .bool(isDocument), "isWide": .bool(isWide),
            "side": .optional(isDocument ? "document" : nil),
            "lang": .optional(look("lang", visit)),
            "width": .optional(isWide ? "desk" : nil),
            "preview_path": .string("\(place)/designer?at=\(here)"),
            "document_path": .string("\(place)/designer?at=\(here)&side=document"),
            "wide_path": .string("\(place)/designer?at=\(here)&lang=\(language)&width=desk"),
            "narrow_path": .string("\(place)/designer?at=\(here)&lang=\(language)"),
            "languages": .array(languages),
            "frame_path": .string(
                "\(place)/designer/preview?at=\(here)&lang=\(language)"
                    + "&revision=\(draft.revision)"), "frame_key": .optional(key),
        ]
    }

    /// For the completion of names in conditions: `[[name, what it is], …]`.
    private static func names(_ draft: DraftResource, _ language: String) -> String {
        let instrument = draft.lenient
        let titles = Dictionary(
            (instrument?.items ?? []).flatMap { item in
                item.cells.map { ("answers.\($0.name)", $0.title[language]) }
            }, uniquingKeysWith: { first, _ in first })
        let names = (draft.names.array ?? []).compactMap { $0["name"]?.string }
        return JSON.array(
            names.map { [.string($0), .string(titles[$0] ?? "")] }
        ).text
    }
}
