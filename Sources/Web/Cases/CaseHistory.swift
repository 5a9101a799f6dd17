import Base
import Domain

/// A case's clocks: what each was promised, and everything that happened to it.
struct CaseHistory {
    let entries: JSON
    let one: JSON
    let visit: Visit

    private var words: Words { visit.words }

    var json: JSON {
        .array(
            (entries["items"]?.array ?? []).map { entry in
                [
                    "clock": .string(words["clock.\(entry["clock"]?.string ?? "")"]),
                    "kind": .string(words["clock.entry.\(entry["kind"]?.string ?? "")"]),
                    "at": visit.moment(entry["at"]),
                    "counted": .string(
                        Durations(words: words)(entry["countedSeconds"]?.number ?? 0)),
                    "policy": .string(policy(entry)),
                    "reason": reason(entry["reason"]),
                    "level": entry["level"]?.integer.map { .integer($0 + 1) } ?? .null,
                ]
            })
    }

    /// When the case first and last entered and left each status that it has been in.
    var stamps: JSON {
        .array(
            Case.Status.allCases.compactMap { status in
                guard let of = one["stamps"]?[status.rawValue] else { return nil }
                return [
                    "status": .string(words["case.status.\(status.rawValue)"]),
                    "firstIn": visit.moment(of["firstEntered"]),
                    "lastIn": visit.moment(of["lastEntered"]),
                    "firstOut": visit.moment(of["firstExited"]),
                    "lastOut": visit.moment(of["lastExited"]),
                ]
            })
    }

    /// By which rules each clock counts, in words.
    var policies: JSON {
        .array(
            (one["clocks"]?.array ?? []).map { clock in
                let calendar = clock["calendar"]?.string
                let level = clock["level"]?.string
                let parts: [String?] = [
                    policy(clock), level.map { words("cases.ofLevel", ["key": $0]) },
                    calendar.map { words("cases.calendar", ["name": $0]) }
                        ?? words["cases.everyHour"],
                ]
                return [
                    "value": clock["kind"] ?? .null,
                    "name": .string(words["clock.\(clock["kind"]?.string ?? "")"]),
                    "within": .string(
                        Durations(words: words).promised(
                            clock["budgetSeconds"]?.number ?? 0, clock)),
                    "text": .string(parts.compactMap(\.self).joined(separator: " · ")),
                ]
            })
    }

    private func policy(_ part: JSON) -> String {
        words(
            "clock.policy",
            [
                "key": part["promise"]?.string ?? "",
                "version": part["promiseVersion"]?.text ?? "",
            ])
    }

    /// Reasons that the program gives are words of the interface; those of people stay.
    private func reason(_ reason: JSON?) -> JSON {
        guard let text = reason?.string else { return .null }
        return .string(words.contains("case.reason.\(text)") ? words["case.reason.\(text)"] : text)
    }
}
