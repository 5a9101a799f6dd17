import Base
import Domain
import HTTPTypes
import Operations

/// A questionnaire tried by its author: the respondents' own pages, turned by the same rules, with
/// what is computed beside them. The answers so far travel in the form; nothing is kept or counted.
enum InstrumentTrial {
    static func show(_ visit: Visit) async throws -> Reply {
        let shown = try await InstrumentPage.shown(visit)
        let request = AnswerRequest(visit, trialOf: shown.id.description)
        let key = request.newKey()
        let answering = Answering(
            shown.instrument, answers: JSON.Object(),
            hidden: shown.instrument.hidden(ofQuery: request.query), seed: key)
        let nothing = Answers(values: JSON.Object(), score: nil)
        return reply(
            visit, request, sheet(answering, at: answering.nextPage(after: nil)), nothing, key)
    }

    static func turn(_ visit: Visit) async throws -> Reply {
        let shown = try await InstrumentPage.shown(visit)
        let instrument = shown.instrument
        let request = AnswerRequest(visit, trialOf: shown.id.description)
        let hidden = instrument.hidden(ofQuery: request.query)
        let key = visit.form["key"]?.string ?? ""
        guard let page = visit.form["page"]?.string.flatMap(Int.init),
            instrument.pages.indices.contains(page)
        else { throw Refusal(.unreadable, "badForm") }
        let state = visit.form["state"]?.string ?? "{}"
        guard let answers = try? JSON(parsing: Array(state.utf8)) else {
            throw Refusal(.unreadable, "badForm")
        }
        let saved = try instrument.check(answers: answers, hidden: hidden, partial: true)
        do {
            let turned = try instrument.turn(
                request.turn(page), saved: saved, hidden: hidden, seed: key)
            return reply(
                visit, request, sheet(turned.answering, at: turned.next), turned.answers, key)
        } catch {
            let answering = Answering(
                instrument, answers: saved.values, hidden: hidden, seed: key)
            return reply(visit, request, sheet(answering, at: page), saved, key, after: error)
        }
    }

    private static func sheet(_ answering: Answering, at page: Int?) -> AnswerSheet {
        AnswerSheet(
            token: "", instrument: answering.instrument, answering: answering, page: page,
            language: nil, isKept: false)
    }

    private static func reply(
        _ visit: Visit, _ request: AnswerRequest, _ sheet: AnswerSheet, _ answers: Answers,
        _ key: String, after refusal: Refusal? = nil
    ) -> Reply {
        var page = AnswerPage(visit, request, sheet, key: key)
        page.trial = AnswerPage.Trial(answers: answers, csrf: visit.session?.csrf)
        var reply = page.reply(page: refusal == nil ? nil : sheet.page, refusal: refusal)
        reply.headers[.contentSecurityPolicy] = SafetyHeaders.policy + "; frame-ancestors 'self'"
        return reply
    }
}
