import Base
import Domain
import HTTPTypes
import Operations

/// Responses, newest first; every filter stands in the address.
enum ResponsesPage {
    private static let filters = ["instrument", "link", "customer", "status", "filter"]

    static func show(_ visit: Visit) async throws -> Reply {
        let instruments = try await visit.desk.perform(ListInstruments.self, .init()).items
        do {
            let page = try await visit.desk.perform(
                ListResponses.self, try await input(visit))
            return visit.page(
                "responses/list", section: "listen", context(visit, instruments, page))
        } catch let refusal as Refusal where refusal.kind == .invalid {
            var whole = context(visit, instruments, Page([])).object ?? JSON.Object()
            let problem = Problem(refusal, words: visit.words)
            whole["fault"] = .optional(problem.faults.first?.text)
            whole["character"] = .optional(refusal.faults.first?.values["character"])
            return visit.page(
                "responses/list", section: "listen", .object(whole), status: problem.status)
        }
    }

    /// The address in the operation's words: days become moments of the workspace's zone.
    private static func input(_ visit: Visit) async throws -> JSON.Object {
        var input = JSON.Object()
        for name in filters + ["cursor"] { input[name] = visit.query[name] }
        let zone = try await visit.desk.zone()
        for (name, days) in [("from", 0), ("until", 1)] {
            guard let text = visit.query[name]?.string, !text.isEmpty else { continue }
            guard let day = CivilDate(text) else { throw Refusal.invalid(name, "notADate") }
            let start = Instant(startOf: day.adding(days: days), in: zone)
            input[name] = .string(start.iso8601)
        }
        return input
    }

    private static func context(
        _ visit: Visit, _ instruments: [InstrumentResource], _ page: Page<ResponseResource>
    ) -> JSON {
        let names = Dictionary(
            uniqueKeysWithValues: instruments.map { ($0.id, $0.title[visit.words.language]) })
        let chosen = visit.query["instrument"]?.string
        let typed = (filters + ["from", "until"]).map { name in
            JSON.Object.Member(key: name, value: visit.query[name] ?? "")
        }
        return [
            "rows": .array(page.items.map { row($0, names, visit) }),
            "hasRows": .bool(!page.items.isEmpty),
            "isFiltered": .bool(
                (filters + ["from", "until"]).contains {
                    visit.query[$0]?.string?.isEmpty == false
                }),
            "typed": .object(JSON.Object(typed)), "fault": .null, "character": .null,
            "instruments": .array(
                instruments.map {
                    [
                        "value": .string($0.id.description),
                        "name": .string($0.title[visit.words.language]),
                        "isChosen": .bool($0.id.description == chosen),
                    ]
                }),
            "statuses": .array(
                Domain.Response.Status.allCases.map {
                    [
                        "value": .string($0.rawValue),
                        "name": .string(visit.words["responses.status.\($0.rawValue)"]),
                        "isChosen": .bool($0.rawValue == visit.query["status"]?.string),
                    ]
                }),
            "next": page.nextCursor.map { .string(path("/responses", visit, cursor: $0)) }
                ?? .null,
            "download": chosen != nil && visit.desk.actor.rights.contains(.exportRun)
                ? .string(path("/responses.csv", visit, cursor: nil)) : .null,
        ]
    }

    private static func path(_ place: String, _ visit: Visit, cursor: String?) -> String {
        var parts = (filters + ["from", "until"]).compactMap { name -> String? in
            guard let value = visit.query[name]?.string, !value.isEmpty else { return nil }
            return "\(name)=\(FormDecoding.encoded(value))"
        }
        if let cursor { parts.append("cursor=\(FormDecoding.encoded(cursor))") }
        return parts.isEmpty ? place : place + "?" + parts.joined(separator: "&")
    }

    private static func row(
        _ one: ResponseResource, _ names: [ID<Instrument>: String], _ visit: Visit
    ) -> JSON {
        let at = one.response.completedAt ?? one.startedAt
        return [
            "id": .string(one.id.description), "at": visit.moment(at),
            "title": .string(names[one.instrument] ?? ""),
            "score": one.response.answers.score.map { .string(JSON.number($0).text) } ?? .null,
            "tone": .string(ScoreTone(one.metric, one.response.answers.score).rawValue),
            "metric": one.metric.map { .string(visit.words["instruments.metric.\($0.rawValue)"]) }
                ?? .null,
            "words": .optional(words(one)), "channel": .string(one.channel),
            "customer": .optional(one.customer?.description),
            "status": .string(visit.words["responses.status.\(one.response.status.rawValue)"]),
            "isCompleted": .bool(one.response.status == .completed),
        ]
    }

    /// The first thing the respondent wrote: a list of numbers tells little.
    private static func words(_ one: ResponseResource) -> String? {
        let texts = one.response.answers.values.members.compactMap { $0.value.string }
        let longest = texts.max { $0.utf8.count < $1.utf8.count }
        return longest.flatMap { $0.utf8.count > 12 ? String($0.prefix(120)) : nil }
    }
}

/// How a score looks at a glance: by the usual cut of its metric.
enum ScoreTone: String {
    case good, warn, bad, none

    init(_ metric: Metric?, _ score: Double?) {
        guard let metric, let score else {
            self = .none
            return
        }
        self =
            switch metric {
            case .nps: score >= 9 ? .good : score >= 7 ? .warn : .bad
            case .csat, .rating: score >= 4 ? .good : score >= 3 ? .warn : .bad
            case .ces: score >= 5 ? .good : score >= 4 ? .warn : .bad
            case .share: score >= 1 ? .good : .bad
            }
    }
}
