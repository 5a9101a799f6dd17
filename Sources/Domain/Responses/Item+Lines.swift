import Base

/// Answers to questions with several lines.
extension Item {
    func lines(_ value: JSON) -> Reading {
        guard value.object != nil else { return .faulty([.init("answers.\(key)", "notAnObject")]) }
        var faults = strangers(in: value)
        var kept = JSON.Object()
        for cell in cells {
            guard let answer = cell.value(in: value) else { continue }
            switch reading(line: answer, in: cell) {
            case .missing: break
            case .value(let value): kept.put(value, at: cell.path)
            case .faulty(let found): faults += found
            }
        }
        if faults.isEmpty, !kept.isEmpty {
            if case .total(let total) = bounds { faults += complete(&kept, to: total) }
            if kind == .maxdiff { faults += doubles(in: kept) }
        }
        if !faults.isEmpty { return .faulty(faults) }
        return kept.isEmpty ? .missing : .value(.object(kept))
    }

    /// Names below the answer that are no lines or sides.
    private func strangers(in value: JSON) -> [Refusal.Fault] {
        var faults: [Refusal.Fault] = []
        for member in value.object?.members ?? [] {
            let path = "answers.\(key).\(member.key.prefix(80))"
            guard rows.contains(where: { $0.code == member.key }) else {
                faults.append(.init(path, "unknownItem"))
                continue
            }
            guard !sides.isEmpty else { continue }
            guard let below = member.value.object else {
                faults.append(.init(path, "notAnObject"))
                continue
            }
            for side in below.keys where !sides.contains(where: { $0.code == side }) {
                faults.append(.init("\(path).\(side.prefix(80))", "unknownItem"))
            }
        }
        return faults
    }

    /// Lines left open are 0 once the others make up the whole.
    private func complete(_ kept: inout JSON.Object, to total: Double) -> [Refusal.Fault] {
        let numbers = kept.members.compactMap(\.value.number)
        if let negative = kept.members.first(where: { ($0.value.number ?? 0) < 0 }) {
            return [.init("answers.\(key).\(negative.key)", "negative")]
        }
        let sum = numbers.reduce(0, +)
        let left = total - sum
        guard abs(left) < 1e-6 else {
            let values = [
                "total": JSON.number(total).text, "sum": Item.plain(sum), "left": Item.plain(left),
                "over": Item.plain(-left),
            ]
            return [.init("answers.\(key)", left > 0 ? "totalShort" : "totalOver", values)]
        }
        var whole = JSON.Object()
        for row in rows { whole.append(row.code, kept[row.code] ?? 0) }
        kept = whole
        return []
    }

    /// Without the noise of binary fractions.
    private static func plain(_ number: Double) -> String {
        JSON.number((number * 1e6).rounded() / 1e6).text
    }

    /// The best of a set cannot be its worst.
    private func doubles(in kept: JSON.Object) -> [Refusal.Fault] {
        kept.members.compactMap { set in
            let chosen = sides.compactMap { set.value[$0.code]?.string }
            guard Set(chosen).count < chosen.count else { return nil }
            return .init("answers.\(key).\(set.key)", "bestIsWorst")
        }
    }

    /// What is left of an answer to the whole question where only some of it is offered.
    func fitting(_ value: JSON) -> JSON? {
        if absence(value) != nil { return value }
        switch value {
        case .string(let code):
            guard options.isEmpty || self[option: code] != nil else { return nil }
            return value
        case .array(let codes):
            let kept = codes.filter { $0.string.map { self[option: $0] != nil } ?? false }
            guard !kept.isEmpty else { return nil }
            return .array(kept)
        case .object(let lines):
            let codes = Set(rows.map(\.code))
            let kept = lines.members.filter { codes.contains($0.key) }
            guard !kept.isEmpty else { return nil }
            return .object(JSON.Object(kept))
        default: return value
        }
    }
}
