import Base
import Domain
import Operations

/// Events in the words of the reader.
struct Timeline {
    private let visit: Visit
    /// Instrument's id and key → title.
    private let titles: [String: String]
    private let people: [String: String]

    init(_ visit: Visit) async throws {
        self.visit = visit
        var titles: [String: String] = [:]
        if visit.desk.actor.rights.contains(.answersRead) {
            for one in try await visit.desk.perform(ListInstruments.self, .init()).items {
                titles[one.id.description] = one.title[visit.words.language]
                titles[one.key] = one.title[visit.words.language]
            }
        }
        var people: [String: String] = [:]
        if visit.desk.actor.rights.contains(.peopleRead) {
            for (id, name) in try await visit.userNames() { people[id.description] = name }
        }
        self.titles = titles
        self.people = people
    }

    func title(of instrument: String) -> String { titles[instrument] ?? instrument }

    func entry(_ entry: TimelineEntry) -> JSON {
        let event = entry.event
        return [
            "text": .string(sentence(event)), "actor": .string(actor(event.actor)),
            "at": visit.moment(event.at), "link": .optional(link(entry)),
            "tone": .string(tone(event)),
        ]
    }

    /// An event of a kind that has no words yet is shown by its name rather than left out.
    private func sentence(_ event: Event) -> String {
        // Nobody was promised a step.
        let ofStep = event.data["clock"] == "step" ? "timeline.step.\(event.kind)" : ""
        let key = visit.words.contains(ofStep) ? ofStep : "timeline.\(event.kind)"
        guard visit.words.contains(key) else {
            return visit.words("timeline.other", ["kind": event.kind])
        }
        return visit.words(
            key,
            [
                "instrument": title(of: event.data["key"]?.string ?? ""),
                "score": score(event), "changed": changed(event),
                "clock": word("clock", event.data["clock"] ?? event.data["key"]),
                "kind": word("case.kind", event.data["kind"]),
                "severity": word("case.severity", event.data["severity"]),
                "process": process(event.data["process"]), "was": process(event.data["was"]),
                "title": event.data["was"]?[visit.words.language]?.string ?? "",
            ])
    }

    /// "complaint, version 2".
    private func process(_ stamp: JSON?) -> String {
        guard let stamp = stamp?.string.flatMap(DocumentStamp.init) else { return "" }
        return visit.words("clock.policy", ["key": stamp.key, "version": "\(stamp.version)"])
    }

    private func score(_ event: Event) -> String {
        event.data["score"]?.number.map { JSON.number($0).text } ?? "–"
    }

    private func changed(_ event: Event) -> String {
        let names = (event.data["changed"]?.array ?? []).compactMap(\.string).map { name in
            name.hasPrefix("traits.")
                ? String(name.dropFirst(7)) : visit.words["customers.field.\(name)"]
        }
        return names.joined(separator: visit.words["timeline.comma"])
    }

    private func word(_ section: String, _ value: JSON?) -> String {
        guard let text = value?.string else { return "" }
        let key = "\(section).\(text)"
        return visit.words.contains(key) ? visit.words[key] : text
    }

    private func actor(_ name: String) -> String {
        if let person = people[name] { return person }
        if name == "respondent" || name == "customer" {
            return visit.words["timeline.actor.customer"]
        }
        if name.hasPrefix("tok_") { return visit.words["timeline.actor.program"] }
        if name.hasPrefix("usr_") { return visit.words["timeline.actor.person"] }
        return visit.words["timeline.actor.self"]
    }

    private func link(_ entry: TimelineEntry) -> String? {
        guard let subject = entry.subject else { return nil }
        switch entry.event.subject.kind {
        case "response": return "/responses/\(subject)"
        case "case": return "/cases/\(subject)"
        default: return nil
        }
    }

    /// What the eye should find first.
    private func tone(_ event: Event) -> String {
        switch event.kind {
        case "clock.missed", "case.escalated", "clock.escalated": return "bad"
        case "clock.met", "case.resolved", "case.closed": return "good"
        case "case.opened", "case.reopened", "case.mood_fell", "clock.due_soon": return "warn"
        default: return ""
        }
    }
}
