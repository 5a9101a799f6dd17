import Base
import Domain
import HTTPTypes
import Operations

/// One import: how its columns are to be read, then how far it is, then what came of it.
enum ImportPage {
    static func show(_ visit: Visit) async throws -> Reply {
        let one = try await visit.desk.perform(ShowImport.self, id(visit))
        guard [.prepared, .failed, .cancelled].contains(one.state.status) else {
            return visit.page(
                "imports/progress", section: "customers", ImportPages.row(one, visit))
        }
        do {
            return try await mapping(visit, one, nil, nil)
        } catch let refusal as Refusal where refusal.code == "importFileGone" {
            return visit.page(
                "imports/progress", section: "customers", ImportPages.row(one, visit))
        }
    }

    /// The form of the mapping: try, begin, or give up.
    static func act(_ visit: Visit) async throws -> Reply {
        var raw = id(visit)
        let path = "/imports/\(visit.parameter("import"))"
        do {
            if visit.form["act"] == "cancel" {
                _ = try await visit.desk.perform(CancelImport.self, raw)
                return .redirect(path)
            }
            raw["mapping"] = try await typedMapping(visit)
            guard visit.form["act"] == "try" else {
                raw["appliesRules"] = visit.form["rules"]
                _ = try await visit.desk.perform(StartImport.self, raw)
                return .redirect(path)
            }
            let rehearsal = try await visit.desk.perform(RehearseImport.self, raw)
            let one = try await visit.desk.perform(ShowImport.self, id(visit))
            return try await mapping(visit, one, rehearsal, nil)
        } catch let refusal as Refusal where refusal.kind == .invalid {
            let one = try await visit.desk.perform(ShowImport.self, id(visit))
            return try await mapping(visit, one, nil, refusal)
        }
    }

    static func faults(_ visit: Visit) async throws -> Reply {
        let one = try await visit.desk.perform(ShowImport.self, id(visit))
        let words = visit.words
        let text = try await ImportFaultFile.text(
            of: one.id, words: { words("fault.\($0.code)", $0.values) }, on: visit.desk)
        return .download(
            Array(("\u{FEFF}" + text).utf8), type: "text/csv; charset=utf-8",
            name: "\(one.id)-faults.csv")
    }

    private static func id(_ visit: Visit) -> JSON.Object {
        JSON.Object([.init(key: "import", value: .string(visit.parameter("import")))])
    }

    /// Fields are numbered by column, because a column may be called anything.
    private static func typedMapping(_ visit: Visit) async throws -> JSON {
        let table = try await ImportTable.of(visit.id("import"), on: visit.desk)
        func cells(_ name: String) -> Set<String> {
            let text = visit.form[name]?.string ?? ""
            return Set(text.split { ",，;；".contains($0) }.map { String($0).trimmed })
                .subtracting([""])
        }
        let missing = cells("missing")
        let notApplicable = cells("notApplicable")
        let columns = table.columns.enumerated().map { place, column in
            var target = visit.form["to.\(place)"]?.string ?? ""
            if target == "trait" { target = "trait.\(Traits.name(from: column.name))" }
            let isItem = table.items.contains { $0.name == target }
            let format = visit.form["format.\(place)"]?.string ?? ""
            return ImportMapping.Column(
                column.name, to: target, missing: missing,
                notApplicable: isItem ? notApplicable : [], values: column.mapping.values,
                dateFormat: format.isEmpty ? nil : format)
        }
        return ImportMapping(columns).document
    }

    private static func mapping(
        _ visit: Visit, _ one: ImportResource, _ rehearsal: ImportRehearsal?, _ refusal: Refusal?
    ) async throws -> Reply {
        let table = try await ImportTable.of(one.id, on: visit.desk)
        let view = ImportMappingView(visit: visit, table: table)
        var context = ImportPages.row(one, visit).object ?? .init()
        context["columns"] = .array(view.columns)
        context["missing"] = visit.form["missing"] ?? .string("")
        context["notApplicable"] = visit.form["notApplicable"] ?? .string("")
        context["rules"] = .bool(visit.form["rules"] == "on")
        context["rehearsal"] = rehearsal.map { view.outcome($0.outcome) } ?? .null
        var status = HTTPResponse.Status.ok
        if let refusal {
            let problem = Problem(refusal, words: visit.words)
            status = problem.status
            context["message"] = .string(problem.title)
            context["faults"] = .array(
                problem.faults.map { ["path": .string($0.path), "text": .string($0.text)] })
        }
        return visit.page("imports/mapping", section: "customers", .object(context), status: status)
    }
}
