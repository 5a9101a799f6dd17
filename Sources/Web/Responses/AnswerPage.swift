import Base
import Domain
import HTTPTypes
import Operations

/// What the answering page shows.
struct AnswerPage {
    let visit: Visit
    let request: AnswerRequest
    let sheet: AnswerSheet
    let key: String
    let language: String
    let words: Words
    /// Set where an author only tries it: answers go along with the page and are kept nowhere.
    var trial: Trial?

    struct Trial {
        let answers: Answers
        let csrf: String?
    }
    /// The signed time at which it is shown.
    private var stamp = ""

    init(_ visit: Visit, _ request: AnswerRequest, _ sheet: AnswerSheet, key: String) {
        self.visit = visit
        self.request = request
        self.sheet = sheet
        self.key = key
        language = request.language(of: sheet)
        words = visit.site.words(language)
    }

    /// The same with the time of now, signed.
    func stamped(_ refused: Int? = nil) async throws -> AnswerPage {
        guard let page = refused ?? sheet.page else { return self }
        var stamped = self
        stamped.stamp = try await visit.site.house.answerStamp(key: key, page: page)
        return stamped
    }

    /// - Parameters:
    ///   - page: the page that is shown again.
    ///   - isTyped: whether it shows what was written on it and not what is kept.
    func reply(
        page refused: Int? = nil, refusal: Refusal? = nil, isTyped: Bool = false
    ) -> Reply {
        var reply: Reply
        if isLater {
            reply = .page("answer/later", later)
        } else if let page = refused ?? sheet.page, sheet.instrument.pages.indices.contains(page) {
            let status: HTTPResponse.Status = refusal == nil ? .ok : .unprocessableContent
            reply = .page(
                "answer/page", context(page, refusal, isTyped: isTyped), status: status)
        } else {
            reply = .page("answer/thanks", thanks)
            if let address = leadsOn, said == nil, trial == nil {
                // Not by a redirect: the form's policy would hold it for a form sent elsewhere.
                reply.headers[AnswerPage.refresh] = "0; url=\(address)"
            }
        }
        reply.language = language
        return request.framed(reply)
    }

    /// A text with the answers given so far put in.
    private func texts(_ words: Wording) -> String { sheet.answering.fill(words, language) }

    private var common: [String: JSON] {
        [
            "language": .string(language == "zh" ? "zh-CN" : "en"),
            "title": .string(sheet.instrument.title[language]),
            "isEmbedded": .bool(request.isEmbedded), "trial": tried,
            // Seconds without a touch, and after the thanks.
            "kiosk": request.isKiosk
                ? [
                    "start": .string(request.path()), "idle": 60, "thanks": 10,
                    // Seen only once the script knows that nobody came back to it.
                    "isUnderway": .bool(visit.query["r"] != nil),
                ] : .null,
        ]
    }

    /// What an author sees besides what respondents see.
    private var tried: JSON {
        guard let trial else { return .null }
        let answering = sheet.answering
        var facts = sheet.instrument.computed.map { one in
            (name: "computed.\(one.key)", value: answering.computed[one.key]?.text ?? "–")
        }
        if sheet.instrument.scoring != nil {
            facts.append(("score", answering.score.map { JSON.number($0).text } ?? "–"))
        }
        facts += answering.quotas.map { (name: "quotas.\($0.key)", value: "✓") }
        return [
            "state": .string(JSON.object(trial.answers.values).text),
            "csrf": .optional(trial.csrf),
            "facts": .array(
                facts.map { ["fact": .string($0.name), "factValue": .string($0.value)] }),
        ]
    }

    private static let refresh = HTTPField.Name("Refresh")!

    private var thanks: JSON {
        var context = common
        context["text"] = .optional(said)
        context["redirect"] = .optional(leadsOn)
        context["isOver"] = .bool(sheet.over != nil)
        return AnswerPage.json(context)
    }

    /// What is said at the end.
    private var said: String? {
        guard let over = sheet.over else { return sheet.answering.thanks.map(texts) }
        return over.message.map(texts)
    }

    /// Where the end leads on to.
    private var leadsOn: String? {
        let redirect = sheet.over.map(\.redirect) ?? sheet.answering.redirect
        return redirect.map { sheet.answering.address($0) }
    }

    /// Whether the respondent put the questionnaire away to go on another time.
    private var isLater: Bool {
        sheet.isKept && sheet.page != nil && visit.query["later"]?.string == "1"
    }

    private var later: JSON {
        var context = common
        context["address"] = .string(visit.origin + request.path(key: key))
        return AnswerPage.json(context)
    }

    /// Who needs longer may want to go on another time.
    private static let manyPages = 4
    private static let manyMinutes = 5

    private var isLong: Bool {
        sheet.instrument.pages.count >= AnswerPage.manyPages
            || sheet.instrument.duration(in: language).minutes >= AnswerPage.manyMinutes
    }

    private func context(_ page: Int, _ refusal: Refusal?, isTyped: Bool) -> JSON {
        let (step, of) = sheet.answering.progress(at: page)
        let faults = faults(refusal)
        let items = items(on: page, refused: isTyped)
        let typed = isTyped ? AnswerPage.typed(request.answers) : nil
        var context = common
        context["action"] = .string(request.path())
        context["key"] = .string(key)
        context["page"] = .integer(page)
        context["isAnonymous"] = .bool(sheet.isAnonymous)
        context["carried"] = sheet.carried.map { .string(JSON.object($0).text) } ?? .null
        context["stamp"] = .string(stamp)
        context["pageTitle"] = .optional(sheet.instrument.pages[page].title.map(texts))
        context["step"] = .integer(step)
        context["of"] = .integer(of)
        context["hasProgress"] = .bool(of > 1)
        context["hasMore"] =
            .bool(!isTyped && visit.query["more"]?.string == "1")
        context["hasBack"] = .bool(sheet.answering.previousPage(before: page) != nil)
        context["hasLater"] = .bool(isLong && trial == nil)
        context["minutes"] = .null
        if sheet.instrument.showsTime, sheet.answering.previousPage(before: page) == nil {
            let minutes = sheet.instrument.duration(in: language).minutes
            context["minutes"] = .string(words("answer.minutes", ["minutes": "\(minutes)"]))
        }
        context["isLast"] = .bool(sheet.answering.isLast(page))
        context["items"] = .array(
            items.map {
                ItemView(
                    item: $0, texts: texts, answer: sheet.answering.answer(to: $0), typed: typed,
                    faults: faults[$0.key] ?? [:], language: language, words: words,
                    files: sheet.files, pictures: "/a/\(request.token)/pictures/", own: own($0)
                ).json
            })
        let wishes = (refusal?.faults ?? []).filter { $0.code == Refusal.Fault.wished }
        context["asked"] = .array(
            request.asked.union(wishes.map(\.path)).sorted().map(JSON.string))
        context["isSoft"] = .bool(wishes.count == refusal?.faults.count)
        context["hasFiles"] = .bool(items.contains { $0.kind == .file })
        context["isImproved"] = .bool(items.contains(where: ItemView.isImproved))
        context["shown"] = .array(
            items.flatMap { [$0] + (own($0).map { [$0.item] } ?? []) }.map { .string($0.key) })
        context["hasFaults"] = .bool(!faults.isEmpty)
        context["faults"] = .array(summary(items, faults))
        context["languages"] = .array(otherLanguages)
        return AnswerPage.json(context)
    }

    /// The words beside "other, please say", which stand inside the question.
    private func own(_ item: Item) -> ItemView.Own? {
        sheet.instrument[item: item.ownWordsKey].map {
            .init(item: $0, answer: sheet.answering.answer(to: $0)?.string)
        }
    }

    static func json(_ members: [String: JSON]) -> JSON {
        .object(JSON.Object(members.map { .init(key: $0.key, value: $0.value) }))
    }

    /// After a refusal the same questions as before, whatever the refused answers lead to.
    private func items(on page: Int, refused: Bool) -> [Item] {
        var items = sheet.answering.visibleItems(on: page)
        if refused {
            items = sheet.instrument.pages[page].items.map { sheet.instrument.items[$0] }
                .filter { request.shown.contains($0.key) }
                .map { item in items.first { $0.key == item.key } ?? item }
        }
        return sheet.instrument.ordered(
            items.filter { $0.host == nil }, on: page, by: key)
    }

    /// Field name → texts as they were written.
    private static func typed(
        _ answers: [(name: String, value: String)]
    ) -> [String: [String]] {
        var typed: [String: [String]] = [:]
        for (name, value) in answers { typed[name, default: []].append(value) }
        return typed
    }

    /// Item → row ("" for the item itself) → sentence.
    private func faults(_ refusal: Refusal?) -> [String: [String: String]] {
        var faults: [String: [String: String]] = [:]
        for fault in refusal?.faults ?? [] where fault.path.hasPrefix("answers.") {
            let name = fault.path.dropFirst("answers.".count)
            guard let (item, rest) = sheet.instrument.item(named: name) else { continue }
            var values = fault.values
            // Words of the document in the language of the page.
            values["words"] = values[language]
            values["types"] = values["families"].map {
                FileTermsView.names($0.split(separator: ", ").map(String.init), words)
            }
            let sentence = words("answer.fault.\(fault.code)", values)
            let before = faults[item.key]?[rest].map { $0 + " " } ?? ""
            // Of several files each has its say.
            if before != sentence + " " {
                faults[item.key, default: [:]][rest] = before + sentence
            }
        }
        return faults
    }

    private func summary(_ items: [Item], _ faults: [String: [String: String]]) -> [JSON] {
        items.filter { faults[$0.key] != nil }.map { item in
            [
                "id": .string(ItemView.id(item)), "title": .string(item.title[language]),
                "text": .string(faults[item.key]?.sorted { $0.key < $1.key }.first?.value ?? ""),
            ]
        }
    }

    private var otherLanguages: [JSON] {
        let kept = sheet.isKept ? key : nil
        return sheet.instrument.languages.filter { $0 != language }.map { other in
            [
                "tag": .string(other == "zh" ? "zh-CN" : "en"),
                "name": .string(visit.site.words(other)["answer.languageName"]),
                "path": .string(request.path(key: kept, language: other)),
            ]
        }
    }
}
