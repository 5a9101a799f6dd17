import Base
import Domain
import HTTPTypes
import Operations

/// Responses, newest first; every filter and every column stands in the address.
enum ResponsesPage {
    static let filters = ["instrument", "link", "customer", "status", "filter"]
    static let days = ["from", "until"]
    /// More columns than a person can look through.
    private static let columnsMost = 40

    static func show(_ visit: Visit) async throws -> Reply {
        let instruments = try await visit.desk.perform(ListInstruments.self, .init()).items
        let views = try await ViewBar<ViewedResponses>.members(visit)
        let reading = try await reading(visit)
        let zone = try await visit.desk.zone()
        func context(_ page: Page<ResponseResource>) -> JSON.Object {
            var context = self.context(visit, instruments, page)
            for (name, value) in views { context[name] = value }
            for member in table(reading, page.items, visit).members {
                context[member.key] = member.value
            }
            context["zone"] = .string(zone.name)
            return context
        }
        do {
            let page = try await visit.desk.perform(ListResponses.self, try await input(visit))
            return visit.page("responses/list", section: "listen", .object(context(page)))
        } catch let refusal as Refusal where refusal.kind == .invalid {
            var whole = context(Page([]))
            let problem = Problem(refusal, words: visit.words)
            whole["fault"] = .optional(problem.faults.first?.text)
            whole["character"] = .optional(refusal.faults.first?.values["character"])
            return visit.page(
                "responses/list", section: "listen", .object(whole), status: problem.status)
        }
    }

    /// The address in the operation's words: days become moments of the workspace's zone.
    static func input(_ visit: Visit) async throws -> JSON.Object {
        var input = JSON.Object()
        for name in filters + ["cursor"] { input[name] = visit.query[name] }
        for (name, days) in [("from", 0), ("until", 1)] {
            input[name] = try await visit.start(
                ofDay: visit.query[name]?.string, named: name, adding: days)
        }
        return input
    }

    /// What can be read of the chosen questionnaire; nil where none is chosen.
    private static func reading(_ visit: Visit) async throws -> AnswerReading? {
        guard let chosen = visit.query["instrument"]?.string, !chosen.isEmpty else { return nil }
        let input = JSON.Object([.init(key: "instrument", value: .string(chosen))])
        do {
            let shown = try await visit.desk.perform(ShowInstrument.self, input)
            return try AnswerReading(
                shown.instrument, language: visit.words.language,
                zone: try await visit.desk.zone(), on: visit.desk)
        } catch let refusal as Refusal where refusal.kind == .notFound || refusal.kind == .invalid {
            // The list itself says what is wrong with the address.
            return nil
        }
    }

    private static func chosenColumns(_ visit: Visit) -> [String] {
        let names = visit.query["columns"]?.array?.compactMap(\.string)
        return names ?? visit.query["columns"]?.string.map { [$0] } ?? []
    }

    // MARK: - Context

    private static func context(
        _ visit: Visit, _ instruments: [InstrumentResource], _ page: Page<ResponseResource>
    ) -> JSON.Object {
        let names = Dictionary(
            uniqueKeysWithValues: instruments.map { ($0.id, $0.title[visit.words.language]) })
        let chosen = visit.query["instrument"]?.string
        let typed = (filters + days).map { name in
            JSON.Object.Member(key: name, value: visit.query[name] ?? "")
        }
        let mayExport = chosen?.isEmpty == false && visit.desk.actor.rights.contains(.exportRun)
        let address = query(visit, cursor: nil)
        return JSON.Object([
            .init(key: "rows", value: .array(page.items.map { row($0, names, visit) })),
            .init(key: "hasRows", value: .bool(!page.items.isEmpty)),
            .init(
                key: "isFiltered",
                value: .bool(
                    (filters + days).contains { visit.query[$0]?.string?.isEmpty == false })
            ),
            .init(key: "typed", value: .object(JSON.Object(typed))),
            .init(key: "fault", value: .null), .init(key: "character", value: .null),
            .init(
                key: "instruments",
                value: .array(
                    instruments.map {
                        choice($0.id.description, $0.title[visit.words.language], chosen)
                    })),
            .init(
                key: "statuses",
                value: .array(
                    Domain.Response.Status.allCases.map {
                        choice(
                            $0.rawValue, visit.words["responses.status.\($0.rawValue)"],
                            visit.query["status"]?.string)
                    })),
            .init(
                key: "next",
                value: page.nextCursor.map {
                    .string("/responses?" + query(visit, cursor: $0))
                } ?? .null),
            .init(
                key: "download", value: mayExport ? .string("/responses.csv?\(address)") : .null),
            .init(
                key: "export",
                value: mayExport
                    ? .string("/instruments/\(chosen ?? "")/export?\(address)") : .null),
        ])
    }

    private static func choice(_ value: String, _ name: String, _ chosen: String?) -> JSON {
        ["value": .string(value), "name": .string(name), "isChosen": .bool(value == chosen)]
    }

    /// The address's question without what is empty.
    private static func query(_ visit: Visit, cursor: String?) -> String {
        var parts = (filters + days).compactMap { name -> String? in
            guard let value = visit.query[name]?.string, !value.isEmpty else { return nil }
            return "\(name)=\(FormDecoding.encoded(value))"
        }
        parts += chosenColumns(visit).map { "columns=\(FormDecoding.encoded($0))" }
        if let cursor { parts.append("cursor=\(FormDecoding.encoded(cursor))") }
        return parts.joined(separator: "&")
    }

    /// The columns to choose from, and those chosen with what stands in them.
    private static func table(
        _ reading: AnswerReading?, _ rows: [ResponseResource], _ visit: Visit
    ) -> JSON.Object {
        guard let reading else { return JSON.Object() }
        let names = chosenColumns(visit)
        let shown = Array(reading.columns(named: names).prefix(columnsMost))
        let own: Set<String> = ["score", "metric", "status", "channel", "language"]
        let named = reading.columns.map(\.name).filter { own.contains($0) || $0.contains(".") }
        return JSON.Object([
            .init(
                key: "columns",
                value: .array(
                    reading.columns.filter { $0.name != "id" && $0.name != "customer" }.map {
                        [
                            "name": .string($0.name), "title": .string(reading.text.title($0)),
                            "isChosen": .bool(names.contains($0.name)),
                        ]
                    })),
            .init(key: "hasColumns", value: .bool(!shown.isEmpty)),
            .init(
                key: "heads",
                value: .array(
                    shown.map {
                        ["name": .string($0.name), "title": .string(reading.text.title($0))]
                    })),
            .init(
                key: "lines",
                value: .array(
                    rows.map { row in
                        [
                            "id": .string(row.id.description),
                            "at": visit.moment(row.response.completedAt ?? row.startedAt),
                            "cells": .array(
                                zip(shown, reading.texts(of: row, in: shown)).map {
                                    [
                                        "title": .string(reading.text.title($0)),
                                        "text": .string($1),
                                    ]
                                }),
                        ]
                    })),
            .init(key: "names", value: .array(named.map(JSON.string))),
        ])
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
            "words": .optional(words(one)), "channel": .string(visit.words.channel(one.channel)),
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
