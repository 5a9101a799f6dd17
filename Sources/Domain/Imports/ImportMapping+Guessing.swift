import Base

extension ImportMapping {
    /// A first mapping, by the names of the columns: those of items and hidden fields, by key or
    /// title, whatever the case and the signs between the words; then those that people give to
    /// customers, times and record numbers.
    /// - Parameters:
    ///   - samples: some cells of each column.
    ///   - headings: names that people give, by target; `score` stands for the item of the score.
    public static func guessed(
        header: [String], samples: [[String]], instrument: Instrument,
        headings: [(target: String, names: [String])] = []
    ) -> ImportMapping {
        let names = known(in: instrument, headings)
        var byName: [String: String] = [:]
        for (name, target) in names where byName[plain(name)] == nil {
            byName[plain(name)] = target
        }
        var targets = [String](repeating: "", count: header.count)
        var taken = Set<String>()
        func give(_ target: String, to place: Int) {
            let cells = place < samples.count ? samples[place] : []
            guard targets[place].isEmpty, fits(target, cells), taken.insert(target).inserted
            else { return }
            targets[place] = target
        }
        let own = ours(header, instrument)
        for (place, name) in header.enumerated() {
            if let target = own[name] { give(target, to: place) }
        }
        // What our own files tell besides is no answer.
        if !own.isEmpty { return ImportMapping(zip(header, targets).map { Column($0, to: $1) }) }
        for (place, name) in header.enumerated() {
            if let target = byName[plain(name)] { give(target, to: place) }
        }
        for near in likeness(header, names) { give(near.target, to: near.place) }
        return ImportMapping(zip(header, targets).map { Column($0, to: $1) })
    }

    /// The columns of a file that was taken out of an instrument of the same key; empty for a file
    /// of anyone else.
    private static func ours(
        _ header: [String], _ instrument: Instrument
    ) -> [String: String] {
        guard header.first == "id", header.contains("status"), header.contains("version"),
            header.contains(where: { $0.hasPrefix("answers.") })
        else { return [:] }
        var targets = [
            "id": "response.key", "completed_at": "response.completed",
            "started_at": "response.started", "language": "response.language",
            "channel": "response.channel", "status": "response.status",
            "customer": "hidden.\(HiddenField.customerKey)",
        ]
        for item in instrument.items where item.kind != .statement {
            for cell in item.cells { targets["answers.\(cell.name)"] = "item.\(cell.name)" }
        }
        for field in instrument.hidden { targets["hidden.\(field.key)"] = "hidden.\(field.key)" }
        return targets
    }

    private static func known(
        in instrument: Instrument, _ headings: [(target: String, names: [String])]
    ) -> [(name: String, target: String)] {
        var names: [(String, String)] = []
        for item in instrument.items where item.kind != .statement {
            if item.kind.hasRows {
                names += item.cells.map { ($0.name, $0.name) }
            } else {
                names += [item.key, item.title.en, item.title.zh].map { ($0, item.key) }
            }
        }
        for field in instrument.hidden {
            names += [field.key, field.title.en, field.title.zh].map { ($0, "hidden.\(field.key)") }
        }
        let score = instrument.scoreItem.flatMap { $0.kind.hasRows ? nil : $0.key }
        if let score, let kind = instrument.scoring?.metric.rawValue {
            names += [kind, "\(kind) score"].map { ($0, score) }
        }
        for (target, words) in headings {
            guard let target = target == "score" ? score : target else { continue }
            names += words.map { ($0, target) }
        }
        return names.filter { !plain($0.0).isEmpty }
    }

    /// Columns whose words are mostly those of a name, the likest first.
    private static func likeness(
        _ header: [String], _ names: [(name: String, target: String)]
    ) -> [(place: Int, target: String)] {
        let stems = names.map { ImportMapping.stems($0.name) }
        var found: [(place: Int, target: String, likeness: Double)] = []
        for (place, heading) in header.enumerated() {
            let own = ImportMapping.stems(heading)
            for (index, other) in stems.enumerated() where !own.isEmpty && !other.isEmpty {
                let both = own.intersection(other).count
                let share = Double(both) / Double(own.union(other).count)
                if share >= 0.5, !names[index].target.hasPrefix("response.") {
                    found.append((place, names[index].target, share))
                }
            }
        }
        return found.sorted { ($1.likeness, $0.place) < ($0.likeness, $1.place) }
            .map { ($0.place, $0.target) }
    }

    /// The beginnings of the words that carry meaning: `times` and `time`, `convenient` and
    /// `convenience` are alike.
    private static func stems(_ name: String) -> Set<String> {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        let empty: Set<Substring> = ["of", "and", "in", "the", "at", "a", "to", "for", "with"]
        return Set(words.filter { !empty.contains($0) }.map { String($0.prefix(4)) })
    }

    /// A column of times must hold times.
    private static func fits(_ target: String, _ cells: [String]) -> Bool {
        guard target == "response.completed" || target == "response.started" else { return true }
        let filled = cells.filter { !$0.isEmpty }
        return !filled.isEmpty && !DateFormat.guesses(from: filled).isEmpty
    }

    /// Small letters and figures alone: `Inflight wifi-service` and `inflight_wifi_service` are
    /// one name.
    static func plain(_ name: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in name.lowercased().unicodeScalars
        where scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
            out.append(scalar)
        }
        return String(out)
    }
}
