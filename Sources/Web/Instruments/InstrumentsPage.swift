import Base
import Domain
import HTTPTypes
import Operations

/// Listen: the workspace's questionnaires, and the built-in ones to begin with.
enum InstrumentsPage {
    static func show(_ visit: Visit) async throws -> Reply {
        let own = try await visit.desk.perform(ListInstruments.self, .init()).items
        let library = try await visit.desk.perform(ListInstrumentLibrary.self, .init()).items
        let drafts = try await visit.desk.perform(ListDrafts.self, .init()).items
        let known = Set(own.map(\.key))
        let language = visit.words.language
        let fresh = library.filter { !known.contains($0.key) }
        return visit.page(
            "instruments/list", section: "listen",
            [
                "drafts": .array(drafts.map { draft($0, visit) }),
                "hasDrafts": .bool(!drafts.isEmpty),
                "rows": .array(own.map { row($0, visit) }), "hasRows": .bool(!own.isEmpty),
                "hasLibrary": .bool(!fresh.isEmpty),
                "library": .array(
                    fresh.map {
                        [
                            "key": .string($0.key), "title": .string($0.title[language]),
                            "purpose": .string($0.purpose[language]),
                        ]
                    }),
                "mayWrite": .bool(visit.desk.actor.rights.contains(.instrumentsWrite)),
                "maySeePeople": .bool(visit.desk.actor.rights.contains(.customersRead)),
            ])
    }

    private static func draft(_ one: DraftHeading, _ visit: Visit) -> JSON {
        let title = one.title[visit.words.language]
        return [
            "id": .string(one.id.description), "isNew": .bool(one.base == 0),
            "title": .string(title.isEmpty ? visit.words["designer.untitledInstrument"] : title),
            "changed": visit.moment(one.changedAt),
        ]
    }

    private static func row(_ one: InstrumentResource, _ visit: Visit) -> JSON {
        [
            "id": .string(one.id.description), "key": .string(one.key),
            "title": .string(one.title[visit.words.language]),
            "metric": one.metric.map { .string(visit.words["instruments.metric.\($0.rawValue)"]) }
                ?? .null,
            "version": .integer(one.version), "responses": .integer(one.responses),
            "changed": visit.moment(one.changedAt),
        ]
    }
}
