import Base
import Domain
import Operations

/// The imports there were, and the form that begins one.
enum ImportPages {
    static func list(_ visit: Visit) async throws -> Reply {
        try await show(visit, typed: .init(), nil)
    }

    static func upload(_ visit: Visit) async throws -> Reply {
        let house = visit.site.house
        let id: ID<Import> = house.newID()
        var typed = JSON.Object()
        do {
            try ImportUploads.sweep(house)
            let upload = try await Upload.receive(
                visit, to: ImportUploads.path(of: id, in: house))
            typed = upload.fields
            guard upload.path != nil else { throw Refusal.invalid("file", "required") }
            guard let instrument = typed["instrument"]?.string, !instrument.isEmpty else {
                throw Refusal.invalid("instrument", "required")
            }
            let encoding = typed["encoding"]?.string.flatMap(TextEncoding.init(named:))
            let prepared = try await PrepareImport(
                id, name: upload.name, instrument: instrument, encoding: encoding
            ).perform(on: visit.desk)
            return .redirect("/imports/\(prepared.id)")
        } catch let refusal as Refusal {
            try ImportUploads.remove(id, in: house)
            return try await show(visit, typed: typed, refusal)
        }
    }

    private static func show(
        _ visit: Visit, typed: JSON.Object, _ refusal: Refusal?
    ) async throws -> Reply {
        var raw = JSON.Object([.init(key: "limit", value: 50)])
        raw["cursor"] = visit.query["cursor"]
        let page = try await visit.desk.perform(ListImports.self, raw)
        let instruments = try await visit.desk.perform(ListInstruments.self, .init()).items
        let chosen = typed["instrument"]?.string ?? visit.query["instrument"]?.string
        let encoding = typed["encoding"]?.string ?? ""
        return try visit.form(
            "imports/list", section: "customers",
            [
                "rows": .array(page.items.map { row($0, visit) }),
                "hasRows": .bool(!page.items.isEmpty),
                "next": .optional(page.nextCursor.map { "/imports?cursor=\($0)" }),
                "instruments": .array(
                    instruments.map {
                        [
                            "value": .string($0.key),
                            "name": .string($0.title[visit.words.language]),
                            "isChosen": .bool($0.key == chosen || $0.id.description == chosen),
                        ]
                    }),
                "hasInstruments": .bool(!instruments.isEmpty),
                "isGB": .bool(encoding == TextEncoding.gb18030.rawValue),
                "most": .string("\(Upload.most >> 20) MB"),
            ], after: refusal)
    }

    static func row(_ one: ImportResource, _ visit: Visit) -> JSON {
        let state = one.state
        func count(_ number: Int) -> JSON { .string(Double(number).grouped()) }
        return [
            "id": .string(one.id.description), "file": .string(one.file),
            "status": .string(visit.words["imports.status.\(state.status.rawValue)"]),
            "statusKey": .string(state.status.rawValue),
            "isRunning": .bool(state.status == .running),
            "rows": count(state.rows), "imported": count(state.imported),
            "known": count(state.known), "refused": count(state.refused),
            "hasRefused": .bool(state.refused > 0),
            "failure": .optional(
                state.failure.map { visit.words("refusal.\($0.code)", $0.values) }),
            "at": visit.moment(one.createdAt),
        ]
    }
}
