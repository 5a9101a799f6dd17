import Base
import Domain
import HTTPTypes
import Operations

/// Every version there was, and what changed between any two of them.
enum VersionsPage {
    static func show(_ visit: Visit) async throws -> Reply {
        let shown = try await InstrumentPage.shown(visit)
        let input = JSON.Object([.init(key: "instrument", value: .string(shown.id.description))])
        let all = try await visit.desk.perform(ListInstrumentVersions.self, input).items
        let draft = try await DesignerPage.draft(visit)
        let hasDraft = draft.revision > 0
        let newest = all.first?.version ?? 1
        let from = number(visit, "from") ?? (hasDraft ? newest : max(1, newest - 1))
        let wish = visit.query["to"]?.string
        let to = wish == "draft" || wish == nil && hasDraft ? nil : number(visit, "to") ?? newest
        let isDraft = to == nil && hasDraft
        var own: [String: JSON] = [
            "versions": .array(all.map { row($0, visit) }), "hasDraft": .bool(hasDraft),
            "from": options(all, chosen: from, draft: false, visit.words),
            "to": options(all, chosen: to, draft: hasDraft, visit.words),
            "isCompared": false,
        ]
        if from != to || isDraft {
            var compared = input
            compared["from"] = .integer(from)
            if let to { compared["to"] = .integer(to) }
            own.merge(
                comparison(
                    try await visit.desk.perform(CompareVersions.self, compared), visit.words)
            ) { $1 }
        }
        return visit.page(
            "instruments/versions", section: "listen",
            InstrumentPage.context(visit, shown, tab: "versions", own))
    }

    /// Puts an old version's text into the draft, to be looked at and published as a new one.
    static func restore(_ visit: Visit) async throws -> Reply {
        let version = visit.form["version"] ?? "0"
        let id = JSON.string(visit.parameter("instrument"))
        let old = try await visit.desk.perform(
            ShowInstrument.self,
            JSON.Object([
                .init(key: "instrument", value: id), .init(key: "version", value: version),
            ]))
        let draft = try await DesignerPage.draft(visit)
        _ = try await visit.desk.perform(
            EditDraft.self,
            JSON.Object([
                .init(key: "instrument", value: id),
                .init(key: "revision", value: .integer(draft.revision)),
                .init(key: "document", value: .string(old.text)),
            ]))
        return .redirect("/instruments/\(old.id)/designer?said=restored")
    }

    private static func number(_ visit: Visit, _ name: String) -> Int? {
        visit.query[name]?.string.flatMap(Int.init)
    }

    private static func row(_ version: InstrumentVersionResource, _ visit: Visit) -> JSON {
        [
            "number": .integer(version.version),
            "items": .integer(version.instrument.items.count),
            "at": visit.moment(version.at), "before": .integer(max(1, version.version - 1)),
            "hasBefore": .bool(version.version > 1),
            "isCurrentVersion": .bool(version.version == version.newest),
        ]
    }

    private static func options(
        _ all: [InstrumentVersionResource], chosen: Int?, draft: Bool, _ words: Words
    ) -> JSON {
        let own = draft ? [("draft", words["designer.draftName"], chosen == nil)] : []
        let versions = all.map {
            (
                "\($0.version)", words("versions.name", ["number": "\($0.version)"]),
                $0.version == chosen
            )
        }
        return .array(
            (own + versions).map {
                ["value": .string($0.0), "name": .string($0.1), "isChosen": .bool($0.2)]
            })
    }

    private static func comparison(
        _ compared: VersionComparison, _ words: Words
    ) -> [String: JSON] {
        let lines = compared.lines.near(3)
        var last = 0
        let shown = lines.map { line -> JSON in
            let place = line.newNumber ?? line.oldNumber ?? 0
            let isGap = line.kind == .same && last > 0 && place > last + 1
            if line.newNumber != nil { last = place }
            return [
                "line_text": .string(line.text), "isOld": .bool(line.kind == .old),
                "isNew": .bool(line.kind == .new), "isGap": .bool(isGap),
                "line_number": .integer(place),
            ]
        }
        return [
            "isCompared": true, "groups": ChangeWords(words: words).groups(compared.changes),
            "hasChanges": .bool(!compared.changes.isEmpty), "lines": .array(shown),
            "hasLines": .bool(!shown.isEmpty),
        ]
    }
}
