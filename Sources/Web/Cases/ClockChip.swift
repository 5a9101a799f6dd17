import Base

/// A clock as a chip: its state in words first, colour beside them.
struct ClockChip {
    let clock: JSON
    let now: Instant
    let words: Words

    var json: JSON {
        [
            "name": .string(name), "text": .string(text), "tone": .string(tone),
            "due": clock["state"] == "running" ? clock["dueAt"] ?? .null : .null,
            "soon": clock["soonAt"] ?? .null,
            "isMissed": .bool(isOverdue),
        ]
    }

    private var name: String { words["clock.\(clock["kind"]?.string ?? "")"] }
    private var isOverdue: Bool { clock["isOverdue"] == true }
    private var state: String { clock["state"]?.string ?? "" }

    private func instant(_ member: String) -> Instant? {
        clock[member]?.string.flatMap(Instant.init(iso8601:))
    }

    private var text: String {
        switch state {
        case "running":
            guard let due = instant("dueAt") else { return words["clock.isRunning"] }
            let left = (due - now).seconds
            return words(
                left >= 0 ? "clock.left" : "clock.over", ["time": Durations(words: words)(left)])
        case "paused": return words[isOverdue ? "clock.isPausedOver" : "clock.isPaused"]
        default: return words["clock.is\(state.prefix(1).uppercased())\(state.dropFirst())"]
        }
    }

    private var tone: String {
        if isOverdue { return "bad" }
        switch state {
        case "met": return "good"
        case "running":
            if let soon = instant("soonAt"), now >= soon { return "warn" }
            return "good"
        default: return "quiet"
        }
    }
}
