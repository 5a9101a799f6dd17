import Base
import Domain
import HTTPTypes
import Operations

/// Lists and edits documents of one kind as YAML, with faults at their lines.
enum DocumentPages<Family: DocumentFamily> {
    static func list(_ visit: Visit) async throws -> Reply {
        let found = try await visit.desk.perform(ListDocuments<Family>.self, .init()).json
        let rows = (found["items"]?.array ?? []).map { row($0, visit) }
        return visit.page(
            "documents/list", section: "settings",
            heading(
                visit,
                [
                    "rows": .array(rows), "hasRows": .bool(!rows.isEmpty),
                    "mayWrite": .bool(Family.writeAccess.allows(visit.desk.actor)),
                ]))
    }

    static func edit(_ visit: Visit, isNew: Bool) async throws -> Reply {
        // A new document begins as a copy of a good one, because nobody likes an empty editor.
        var from = isNew ? visit.query["from"]?.string : visit.parameter("key")
        if from == nil {
            let all = try await visit.desk.perform(ListDocuments<Family>.self, .init()).json
            from = all["items"]?.array?.first?["key"]?.string
        }
        var shown: JSON = .null
        if let from {
            let version = visit.query["version"]?.string.flatMap { Int($0) }
            let input: [String: JSON] = [
                "key": .string(from), "version": version.map { .integer($0) } ?? .null,
            ]
            shown = try await visit.desk.perform(ShowDocument<Family>.self, input.object).json
        }
        if !isNew, visit.query["library"] != nil, let text = shown["library"]?.string {
            return try await proposed(
                visit, .string(text), told: visit.words["documents.libraryTaken"])
        }
        return try await page(visit, shown, isNew: isNew, after: nil)
    }

    static func save(_ visit: Visit) async throws -> Reply {
        do {
            let saved = try await visit.perform(SaveDocument<Family>.self).json
            return .redirect("/settings/\(Family.plural)/\(saved["key"]?.string ?? "")")
        } catch let refusal as Refusal {
            return try await refused(visit, refusal)
        }
    }

    /// The editor with what was typed and what is wrong with it.
    static func refused(_ visit: Visit, _ refusal: Refusal) async throws -> Reply {
        let shown: JSON = [
            "text": visit.form["text"] ?? "", "version": visit.form["after"] ?? 0,
        ]
        return try await page(visit, shown, isNew: true, after: refusal)
    }

    /// The editor of a stored document with another text in it, which is not saved yet.
    static func proposed(_ visit: Visit, _ text: JSON, told: String) async throws -> Reply {
        let key = ["key": JSON.string(visit.parameter("key"))].object
        var shown = try await visit.desk.perform(ShowDocument<Family>.self, key).json.object
        shown?["text"] = text
        return try await page(
            visit, shown.map(JSON.object) ?? .null, isNew: false, after: nil, told: told)
    }

    /// - Parameter told: what the page says first.
    static func page(
        _ visit: Visit, _ shown: JSON, isNew: Bool, after refusal: Refusal?,
        told: String? = nil
    ) async throws -> Reply {
        if let refusal, refusal.kind == .forbidden { throw refusal }
        var versions: [JSON] = []
        if !isNew {
            let key = ["key": shown["key"] ?? .null].object
            let found = try await visit.desk.perform(ListDocumentVersions<Family>.self, key).json
            versions = (found["items"]?.array ?? []).map { version($0, visit) }
        }
        let problem = refusal.map { Problem($0, words: visit.words) }
        let isNewest = isNew || versions.first?["version"] == shown["version"]
        let context: JSON = [
            "isNew": .bool(isNew), "name": isNew ? .null : name(shown, visit),
            "key": shown["key"] ?? .null, "text": shown["text"] ?? "",
            "after": isNew && refusal == nil
                ? 0 : versions.first?["version"] ?? shown["version"] ?? 0,
            "version": shown["version"] ?? .null, "isNewest": .bool(isNewest),
            "versions": .array(versions), "hasVersions": .bool(versions.count > 1),
            "mayWrite": .bool(Family.writeAccess.allows(visit.desk.actor)),
            "isRule": .bool(Family.plural == RuleDocuments.plural),
            "ruleHelp": Family.plural == RuleDocuments.plural
                ? RuleHelp.json(visit.words) : .null,
            "isCalendar": .bool(Family.plural == CalendarDocuments.plural && !isNew),
            "told": .optional(told),
            "news": told == nil && !isNew
                ? shown["library"]?.string.map {
                    news($0, insteadOf: shown["text"]?.string ?? "")
                } ?? .null : .null,
            "hasLog": .bool(Family.plural == RuleDocuments.plural && !isNew),
            "message": .optional(problem?.title),
            "faults": .array((refusal?.faults ?? []).map { fault($0, visit.words) }),
        ]
        return visit.page(
            "documents/edit", section: "settings", heading(visit, context),
            status: problem?.status ?? .ok)
    }

    /// What the library says otherwise, line by line.
    private static func news(_ new: String, insteadOf old: String) -> JSON {
        func lines(_ text: String) -> [String] {
            text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        var gone: [(Int, JSON)] = []
        var come: [(Int, JSON)] = []
        for change in lines(new).difference(from: lines(old)) {
            switch change {
            case .remove(let place, let line, _):
                gone.append((place, ["mark": "−", "line": .string(line), "isNew": false]))
            case .insert(let place, let line, _):
                come.append((place, ["mark": "+", "line": .string(line), "isNew": true]))
            }
        }
        return ["gone": .array(gone.map(\.1)), "come": .array(come.map(\.1))]
    }

    private static func fault(_ fault: Refusal.Fault, _ words: Words) -> JSON {
        [
            "line": .optional(fault.values["line"]), "path": .string(fault.path),
            "text": .string(Problem.sentence(fault, words)),
        ]
    }

    private static func heading(_ visit: Visit, _ context: JSON) -> JSON {
        var whole = context.object ?? .init()
        whole["heading"] = .string(visit.words["documents.\(Family.plural)"])
        whole["about"] = .string(visit.words["documents.\(Family.plural)About"])
        whole["place"] = .string("/settings/\(Family.plural)")
        return .object(whole)
    }

    /// A version, and where the cases are found that go on with it.
    private static func version(_ document: JSON, _ visit: Visit) -> JSON {
        var whole = row(document, visit).object ?? .init()
        if Family.plural == ProcessDocuments.plural {
            let key = document["key"]?.string ?? ""
            let condition =
                "process == \"\(key)\" and process_version == \(document["version"]?.text ?? "0")"
            whole["cases"] = .string(visit.address("/cases", ["filter": .string(condition)].object))
        }
        return .object(whole)
    }

    private static func row(_ document: JSON, _ visit: Visit) -> JSON {
        let about = document["document"]?["about"]
        return [
            "key": document["key"] ?? .null, "name": name(document, visit),
            "about": about?[visit.words.language] ?? (about?.string.map(JSON.string) ?? .null),
            "version": document["version"] ?? .null, "at": visit.moment(document["at"]),
            "isBuiltIn": .bool(document["author"] == "library"),
            "hasNews": .bool(document["library"]?.string != nil),
            "isOff": .bool(document["document"]?["on"] == false),
        ]
    }

    private static func name(_ document: JSON, _ visit: Visit) -> JSON {
        document["name"]?[visit.words.language] ?? document["key"] ?? .null
    }
}
