import Base

/// `Name=A,B`: a name and what belongs to it.
struct Assignment {
    let name: String
    let values: [String]
}

extension AnalysisChoices {
    /// What `Tangibles=1-4,Reliability=5-9,20` says: a value without a name belongs to the name
    /// before it. A repeatable option adds up.
    func assignments(_ option: String) throws(Refusal) -> [Assignment] {
        var found: [(name: String, values: [String])] = []
        for text in texts(option) {
            var isFirst = true
            for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
                let halves = piece.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let parts = halves.map { String($0).trimmed }
                guard let last = parts.last, !last.isEmpty, parts.count == 2 || !isFirst else {
                    throw badAssignment(option, text)
                }
                if parts.count == 1 {
                    found[found.count - 1].values.append(last)
                } else {
                    guard !parts[0].isEmpty else { throw badAssignment(option, text) }
                    guard !found.contains(where: { $0.name == parts[0] }) else {
                        throw Refusal(
                            .invalid, "optionNameTwice",
                            ["option": "--\(option)", "name": parts[0]])
                    }
                    found.append((parts[0], [last]))
                }
                isFirst = false
            }
        }
        return found.map { Assignment(name: $0.name, values: $0.values) }
    }

    func badAssignment(_ option: String, _ text: String) -> Refusal {
        Refusal(.invalid, "optionNotAssigned", ["option": "--\(option)", "value": text])
    }

    /// Columns that are each named once, and enough of them.
    func distinctColumns(_ option: String, atLeast need: Int = 1) throws(Refusal) -> [String] {
        let names = columns(option)
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            throw Refusal(.invalid, "optionNameTwice", ["option": "--\(option)", "name": name])
        }
        guard names.count >= need else {
            throw Refusal(
                .invalid, "optionTooFewColumns", ["option": "--\(option)", "need": "\(need)"])
        }
        return names
    }

    /// The columns of two options that belong together one by one.
    func pairedColumns(
        _ first: String, _ second: String
    ) throws(Refusal) -> ([String], [String]) {
        let (a, b) = (try distinctColumns(first), try distinctColumns(second))
        guard a.count == b.count else {
            throw Refusal(
                .invalid, "optionColumnsUnpaired",
                [
                    "first": "--\(first)", "second": "--\(second)", "one": "\(a.count)",
                    "other": "\(b.count)",
                ])
        }
        return (a, b)
    }
}
