import Base
import Domain
import HTTPTypes
import Operations

/// The weights of a questionnaire's answers: what they rest on, what they cost, and new ones.
enum WeightsPage {
    static func show(_ visit: Visit) async throws -> Reply { try await show(visit, after: nil) }

    private static func show(_ visit: Visit, after refusal: Refusal?) async throws -> Reply {
        let shown = try await InstrumentPage.shown(visit)
        let input = JSON.Object([.init(key: "instrument", value: .string(shown.id.description))])
        let all = try await visit.desk.perform(ListWeightings.self, input).items
        let own: [String: JSON] = [
            "weightings": .array(all.map { row($0, shown.id, visit) }),
            "hasWeightings": .bool(!all.isEmpty), "typed": [:], "fault": [:], "message": .null,
        ]
        return try visit.form(
            "responses/weights", section: "listen",
            InstrumentPage.context(visit, shown, tab: "weights", own), after: refusal)
    }

    static func create(_ visit: Visit) async throws -> Reply {
        do {
            let margins = try margins(visit.form["margins"]?.string ?? "")
            try await visit.perform(
                SaveWeighting.self,
                adding: [
                    "instrument": .string(visit.parameter("instrument")), "margins": margins,
                ])
            return .redirect("/instruments/\(visit.parameter("instrument"))/weights")
        } catch let refusal as Refusal where refusal.kind == .invalid {
            // The form has one field for all margins.
            let faults = refusal.faults.map { fault in
                Refusal.Fault(
                    fault.path.hasPrefix("margins") ? "margins" : fault.path, fault.code,
                    fault.values)
            }
            return try await show(
                visit, after: Refusal(refusal.kind, refusal.code, refusal.values, faults: faults))
        }
    }

    static func remove(_ visit: Visit) async throws -> Reply {
        try await visit.perform(
            RemoveWeighting.self, adding: ["weights": .string(visit.parameter("weights"))])
        return .redirect("/instruments/\(visit.parameter("instrument"))/weights")
    }

    /// One margin a line: `hidden.class: Eco=45; Business=55`, or `customer.tier: customers`.
    static func margins(_ text: String) throws(Refusal) -> JSON {
        var margins: [JSON] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
            if parts.allSatisfy(\.isEmpty) { continue }
            guard parts.count == 2 else {
                throw .invalid("margins", "marginLine", ["value": String(line.prefix(60))])
            }
            guard parts[1] != "customers" else {
                margins.append(["column": .string(parts[0]), "targets": "customers"])
                continue
            }
            var targets: [JSON] = []
            for target in parts[1].split(whereSeparator: { ";；".contains($0) }) {
                let pair = target.split(separator: "=").map { String($0).trimmed }
                guard pair.count == 2, let share = Double(pair[1].filter { $0 != "%" }.trimmed)
                else {
                    throw .invalid("margins", "marginLine", ["value": String(target.prefix(60))])
                }
                targets.append(["value": value(pair[0]), "share": .number(share)])
            }
            margins.append(["column": .string(parts[0]), "targets": .array(targets)])
        }
        return .array(margins)
    }

    /// Numbers and yes or no as in conditions; everything else is text.
    private static func value(_ text: String) -> JSON {
        if text == "true" || text == "false" { return .bool(text == "true") }
        return Double(text).map(JSON.number) ?? .string(text)
    }

    static func strata(_ one: WeightingResource) -> [JSON] {
        one.strata.map { stratum in
            [
                "margin": .string(stratum.column),
                "group": .string(stratum.value.string ?? stratum.value.text),
                "expected": .string(stratum.expected.fixed(1)),
                "reached": .integer(stratum.reached),
                "share": .string(
                    stratum.expected > 0
                        ? (Double(stratum.reached) * 100 / stratum.expected).fixed(0) + " %" : "–"),
            ]
        }
    }

    private static func row(
        _ one: WeightingResource, _ instrument: ID<Instrument>, _ visit: Visit
    ) -> JSON {
        [
            "id": .string(one.id.description), "name": .string(one.weighting.name),
            "n": one.n.map { .integer($0) } ?? .null, "left": .integer(one.left ?? 0),
            "fits": .bool(one.n != nil), "effect": .optional(one.designEffect?.fixed(3)),
            "effective": .optional(one.effectiveSize?.fixed(0)),
            "strata": .array(strata(one)),
            "insight": .string("/insight?instrument=\(instrument)&weights=\(one.id)"),
            "filter": .optional(one.weighting.filter),
            "trim": .optional(one.weighting.trim.map { JSON.number($0).text }),
            "document": .string(one.weighting.document.text),
        ]
    }
}
