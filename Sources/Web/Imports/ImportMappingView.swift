import Base
import Domain
import Operations

/// The columns of a table with where each may go.
struct ImportMappingView {
    let visit: Visit
    let table: ImportTable

    var columns: [JSON] {
        table.columns.enumerated().map { place, column in
            let typed = visit.form["to.\(place)"]?.string
            var target = typed ?? column.mapping.target
            if target.hasPrefix("trait.") { target = "trait" }
            return [
                "place": .integer(place), "name": .string(column.name),
                "samples": .string(column.samples.joined(separator: " · ")),
                "format": visit.form["format.\(place)"]
                    ?? .string(column.mapping.dateFormat ?? ""),
                "isLeft": .bool(target.isEmpty), "isTrait": .bool(target == "trait"),
                "items": .array(table.items.map { choice($0, target) }),
                "hidden": .array(hidden.map { choice($0, target) }),
                "own": .array(own.map { choice($0, target) }),
            ]
        }
    }

    /// What belongs to the response itself.
    private var own: [(name: String, title: Wording)] {
        ["key", "completed", "started", "language", "channel"].map {
            let words = visit.words["imports.own.\($0)"]
            return ("response.\($0)", Wording(zh: words, en: words))
        }
    }

    private var hidden: [(name: String, title: Wording)] {
        table.hidden.map { field in
            let key = field.name.dropFirst("hidden.".count)
            guard key == HiddenField.customerKey, field.title.en == key else { return field }
            let words = visit.words["responses.customerKey"]
            return (field.name, Wording(zh: words, en: words))
        }
    }

    private func choice(_ target: (name: String, title: Wording), _ chosen: String) -> JSON {
        [
            "value": .string(target.name),
            "name": .string(target.title[visit.words.language]),
            "isChosen": .bool(target.name == chosen),
        ]
    }

    func outcome(_ outcome: ResponseImport.Rehearsal) -> JSON {
        let words = visit.words
        return [
            "text": .string(
                words(
                    "imports.rehearsed",
                    [
                        "rows": Double(outcome.rows).grouped(),
                        "fit": Double(outcome.rows - outcome.refused).grouped(),
                        "refused": Double(outcome.refused).grouped(),
                    ])),
            "isGood": .bool(outcome.refused == 0),
            "faults": .array(
                outcome.faults.map { fault in
                    [
                        "line": .integer(fault.line), "column": .string(fault.column),
                        "value": .string(fault.value),
                        "reason": .string(words("fault.\(fault.code)", fault.values)),
                    ]
                }),
        ]
    }
}
