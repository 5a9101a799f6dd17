import Base
import Domain
import HTTPTypes
import Operations

/// The gate before a draft goes live: what stands in the way, what is advised, what it changes.
enum PublicationPage {
    static func show(_ visit: Visit) async throws -> Reply { try await page(visit, after: nil) }

    static func publish(_ visit: Visit) async throws -> Reply {
        do {
            let published = try await visit.perform(
                PublishDraft.self, adding: ["instrument": .string(visit.parameter("instrument"))])
            return .redirect("/instruments/\(published.id)?done=instrumentPublished")
        } catch let refusal as Refusal where [.invalid, .conflict].contains(refusal.kind) {
            return try await page(visit, after: refusal)
        }
    }

    private static func page(_ visit: Visit, after refusal: Refusal?) async throws -> Reply {
        let review = try await visit.desk.perform(
            ReviewDraft.self,
            JSON.Object([.init(key: "instrument", value: .string(visit.parameter("instrument")))]))
        let (draft, words) = (review.draft, visit.words)
        var context = DesignerFrame.context(visit, draft, tab: "designer")
        let checked = try await DesignerFrame.checked(visit, draft)
        let outline = DesignerOutline(
            draft: draft, at: DocumentPath(), words: words, place: "/instruments/\(draft.id)",
            advice: checked?["advice"]?.array ?? [], kept: "")
        let advice = outline.advice
        let problem = refusal.map { Problem($0, words: words) }
        let own: [String: JSON] = [
            "message": .optional(problem?.title), "canPublish": .bool(review.canPublish),
            "faults": .array(draft.faults.map { DesignerFrame.fault($0, outline, words) }),
            "hasFaults": .bool(!draft.faults.isEmpty),
            "advice": .array(advice.map { line($0, outline, words) }),
            "hasAdvice": .bool(!advice.isEmpty),
            "warnings": .array(review.warnings.map { warning($0, words) }),
            "hasWarnings": .bool(!review.warnings.isEmpty),
            "isBlocked": .bool(review.warnings.contains(where: \.isBlocking)),
        ]
        context.merge(own) { $1 }
        context.merge(consequences(review, checked, words)) { $1 }
        let status = problem?.status ?? .ok
        return visit.page(
            "instruments/publication", section: "listen", AnswerPage.json(context), status: status)
    }

    private static func consequences(
        _ review: DraftReview, _ checked: JSON?, _ words: Words
    ) -> [String: JSON] {
        let draft = review.draft
        return [
            "openLinks": .integer(review.openLinks), "running": .integer(review.running),
            "hasLinks": .bool(review.openLinks > 0), "hasRunning": .bool(review.running > 0),
            "questions": checked?["items"] ?? .null, "pages": checked?["pages"] ?? .null,
            "minutes": minutes(checked, words), "alone": .optional(alone(draft, words)),
            "groups": ChangeWords(words: words).groups(review.changes),
            "hasChanges": .bool(!review.changes.isEmpty),
            "changeCount": .integer(review.changes.count),
            "needsConfirmation": .bool(!review.warnings.isEmpty),
            "over": draft.published.map { .integer($0) } ?? .null,
        ]
    }

    /// The estimate of the checker: `3–8`, in minutes.
    private static func minutes(_ checked: JSON?, _ words: Words) -> JSON {
        let all = checked?["minutes"]?.array ?? []
        let own = all.first { $0["language"]?.string == words.language } ?? all.first
        guard let least = own?["least"]?.number, let most = own?["most"]?.number else {
            return .null
        }
        let ends = [least, most].map { JSON.number($0).text }
        return .string(least == most ? ends[0] : ends.joined(separator: "\u{2013}"))
    }

    /// The language that it speaks where it speaks but one.
    private static func alone(_ draft: DraftResource, _ words: Words) -> String? {
        guard let languages = draft.instrument?.languages, languages.count == 1 else {
            return nil
        }
        return words("publication.oneLanguage", ["language": words["languageName.\(languages[0])"]])
    }

    private static func line(
        _ advice: JSON, _ outline: DesignerOutline, _ words: Words
    ) -> JSON {
        let path = advice["path"]?.string.flatMap { DocumentPath($0) } ?? DocumentPath()
        let part = DesignerFrame.nearest(path)
        var json = DesignerFrame.advice(advice, words).object ?? JSON.Object()
        json["link"] = .string(outline.link(to: part))
        json["part_name"] = .string(
            outline.name(outline.draft.document?[path: part] ?? .null, part))
        return .object(json)
    }

    private static func warning(_ warning: CodeWarning, _ words: Words) -> JSON {
        [
            "warning_text": .string(Problem.sentence(warning.fault, words)),
            "blocks": .bool(warning.isBlocking),
        ]
    }
}
