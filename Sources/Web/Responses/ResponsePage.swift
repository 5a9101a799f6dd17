import Base
import Domain
import HTTPTypes
import Operations

/// One response, question by question in the words of the version it was answered in.
enum ResponsePage {
    static func show(_ visit: Visit) async throws -> Reply {
        let input = JSON.Object([
            .init(key: "response", value: .string(visit.parameter("response")))
        ])
        let one = try await visit.desk.perform(ShowResponse.self, input)
        let document = JSON.Object([
            .init(key: "instrument", value: .string(one.instrument.description)),
            .init(key: "version", value: .integer(one.version)),
        ])
        let instrument = try await visit.desk.perform(ShowInstrument.self, document).instrument
        let files =
            instrument.items.contains(where: \.kind.isAttached)
            ? try await visit.desk.attachments(of: one.id) : [:]
        let themes = one.readings.isEmpty ? [:] : try await visit.themeNames()
        return visit.page(
            "responses/response", section: "listen",
            context(one, instrument, files, themes, visit))
    }

    private static func context(
        _ one: ResponseResource, _ instrument: Instrument,
        _ files: [ID<Attachment>: Attachment], _ themes: [String: String], _ visit: Visit
    ) -> JSON {
        let language = visit.words.language
        let score = one.response.answers.score
        let mayOpen = visit.desk.actor.rights.contains(.casesWork)
        return [
            "id": .string(one.id.description), "instrument": .string(one.instrument.description),
            "title": .string(instrument.title[language]), "version": .integer(one.version),
            "score": score.map { .string(JSON.number($0).text) } ?? .null,
            "tone": .string(ScoreTone(one.metric, score).rawValue),
            "metric": one.metric.map { .string(visit.words["instruments.metric.\($0.rawValue)"]) }
                ?? .null,
            "status": .string(visit.words["responses.status.\(one.response.status.rawValue)"]),
            "started": visit.moment(one.startedAt),
            "completed": visit.moment(one.response.completedAt),
            "channel": .string(visit.words.channel(one.channel)),
            "overQuota": .optional(one.overQuota),
            "seconds": .optional(one.seconds?.fixed(1)),
            "flags": .array(
                one.flags.map { .string(visit.words["quality.flag.\($0.rawValue)"]) }),
            "isCompleted": .bool(one.response.status == .completed),
            "answerLanguage": .string(
                visit.site.words(one.language)["answer.languageName"]),
            "isAnonymous": .bool(one.isAnonymous),
            "customer": .optional(one.customer?.description),
            "case": .optional(one.caseID?.description), "mayOpenCase": .bool(mayOpen),
            "answers": .array(
                answers(one, instrument, files, themes, visit.words)
                    + computed(one, instrument, visit.words)),
            "hidden": .array(
                instrument.hidden.compactMap { field -> JSON? in
                    guard let value = one.hidden[field.key] else { return nil }
                    return [
                        "title": .string(title(of: field, visit.words)),
                        "value": .string(text(value, visit.words)),
                    ]
                }),
        ]
    }

    /// What a hidden field is called; the customer's key has a name of its own unless it was given.
    static func title(of field: HiddenField, _ words: Words) -> String {
        field.key == HiddenField.customerKey && field.title.en == field.key
            ? words["responses.customerKey"] : field.title[words.language]
    }

    private static func computed(
        _ one: ResponseResource, _ instrument: Instrument, _ words: Words
    ) -> [JSON] {
        guard !instrument.computed.isEmpty else { return [] }
        let answering = Answering(
            instrument, answers: one.response.answers.values, hidden: one.hidden)
        let values = answering.computed
        return instrument.computed.compactMap { computed in
            guard var value = values[computed.key] else { return nil }
            if let number = value.number { value = .number((number * 1_000).rounded() / 1_000) }
            return [
                "title": .string(computed.title[words.language]), "key": .string(computed.key),
                "value": .string(text(value, words)), "rows": [], "files": [], "pieces": [],
                "mood": .null,
            ]
        }
    }

    private static func answers(
        _ one: ResponseResource, _ instrument: Instrument,
        _ files: [ID<Attachment>: Attachment], _ themes: [String: String], _ words: Words
    ) -> [JSON] {
        instrument.items.filter { $0.kind != .statement }.compactMap { item -> JSON? in
            guard let answer = item.answer(in: one.response.answers.values) else { return nil }
            let attached = item.kind.isAttached ? answered(answer, files) : []
            let lines = item.kind.hasRows ? item.cells : []
            let rows = lines.compactMap { cell -> JSON? in
                guard let value = cell.value(in: answer) else { return nil }
                return [
                    "title": .string(cell.title[words.language]),
                    "value": .string(text(value, words, of: item, cell)),
                ]
            }
            let view = one.readings[item.key].map {
                MoodView(reading: TextReadingResource($0).json, words: words, names: themes)
            }
            return [
                "title": .string(item.title[words.language]), "key": .string(item.key),
                "value": rows.isEmpty && attached.isEmpty && view == nil
                    ? .string(text(answer, words, of: item)) : .null,
                "rows": .array(rows), "files": .array(attached),
                "pieces": view?.pieces(of: answer.string ?? "") ?? [],
                "mood": view?.chip ?? .null,
            ]
        }
    }

    /// The files that an answer names.
    private static func answered(
        _ answer: JSON, _ files: [ID<Attachment>: Attachment]
    ) -> [JSON] {
        (answer.array ?? [answer]).compactMap { element in
            guard let id = element.string.flatMap(ID<Attachment>.init), let file = files[id] else {
                return nil
            }
            return [
                "id": .string(id.description), "name": .string(file.name),
                "size": .string(FileSize.text(file.size)), "isShown": .bool(file.type.isShown),
            ]
        }
    }

    /// An answer in words: labels for codes, the scale's end beside a rating.
    private static func text(
        _ value: JSON, _ words: Words, of item: Item? = nil, _ cell: Item.Cell? = nil
    ) -> String {
        switch item?.absence(value) {
        case .notApplicable?: return words["answer.notApplicable"]
        case .dontKnow?: return words["answer.dontKnow"]
        case nil: break
        }
        switch value {
        case .null: return words["answer.notApplicable"]
        case .bool(let isYes): return words[isYes ? "answer.yes" : "answer.no"]
        case .string(let text): return item?[option: text]?.title[words.language] ?? text
        case .array(let codes):
            return codes.compactMap(\.string)
                .map { item?[option: $0]?.title[words.language] ?? $0 }
                .joined(separator: words["responses.listSeparator"])
        case .number:
            guard let item, let scale = item.scale(of: cell ?? item.cells[0]) else {
                return value.text
            }
            let label = value.integer.flatMap { scale.labels[$0]?[words.language] }
            return "\(value.text) / \(scale.last)" + (label.map { " · \($0)" } ?? "")
        case .object: return value.text
        }
    }
}
