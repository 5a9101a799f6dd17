import Base

/// What an incoming value turned out to be.
enum Reading {
    /// Nothing was answered.
    case missing
    case value(JSON)
    case faulty([Refusal.Fault])
}

extension Item {
    /// Checks one answer and brings it into its canonical form.
    func reading(_ value: JSON) -> Reading {
        if value.isNull { return allowsNotApplicable ? .value(.null) : .missing }
        switch kind {
        case .nps, .csat, .ces, .rating: return step(value, at: nil)
        case .single: return choice(value)
        case .multiple: return choices(value)
        case .yesNo: return value.bool == nil ? faulty("notABoolean") : .value(value)
        case .text, .longText: return text(value)
        case .number: return number(value)
        case .date: return day(value)
        case .matrix: return matrix(value)
        case .statement: return faulty("unknownItem")
        }
    }

    private func faulty(
        _ code: String, _ values: [String: String] = [:], at row: String? = nil
    ) -> Reading {
        let path = row.map { "answers.\(key).\($0.prefix(80))" } ?? "answers.\(key)"
        return .faulty([.init(path, code, values)])
    }

    private func step(_ value: JSON, at row: String?) -> Reading {
        guard let scale else { preconditionFailure("\(kind) without a scale") }
        if let whole = value.integer, scale.steps.contains(whole) { return .value(value) }
        return faulty(
            "offScale", ["low": "\(scale.first)", "high": "\(scale.last)"], at: row)
    }

    private func choice(_ value: JSON) -> Reading {
        guard let code = value.string, self[option: code] != nil else {
            return faulty("notAChoice", ["choices": codes])
        }
        return .value(value)
    }

    private var codes: String { options.map(\.code).joined(separator: ", ") }

    /// Codes come out in the document's order, each once, whatever order they came in.
    private func choices(_ value: JSON) -> Reading {
        guard let chosen = value.array else { return faulty("notAList") }
        if chosen.isEmpty { return .missing }
        var marks = [Bool](repeating: false, count: options.count)
        for element in chosen {
            guard let code = element.string,
                let place = options.firstIndex(where: { $0.code == code })
            else { return faulty("notAChoice", ["choices": codes]) }
            marks[place] = true
        }
        let kept = options.indices.filter { marks[$0] }.map { JSON.string(options[$0].code) }
        if case .count(let range) = bounds, !range.contains(kept.count) {
            return faulty(
                "countOutOfRange",
                ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
        }
        return .value(.array(kept))
    }

    private func text(_ value: JSON) -> Reading {
        guard let text = value.string else { return faulty("notText") }
        let clean = text.cleaned
        if clean.isEmpty { return .missing }
        guard case .length(let most) = bounds else { return .value(.string(clean)) }
        // Characters are slow to count, so short text is judged by its bytes.
        if clean.utf8.count > most, clean.count > most || clean.utf8.count > most * 8 {
            return faulty("tooLong", ["max": "\(most)"])
        }
        return .value(.string(clean))
    }

    private func number(_ value: JSON) -> Reading {
        guard let number = value.number, number.isFinite else { return faulty("notANumber") }
        guard case .range(let range, let isWhole) = bounds else { return .value(value) }
        if isWhole, number.rounded() != number { return faulty("notAWholeNumber") }
        guard range.contains(number) else {
            return faulty(
                "outOfRange",
                [
                    "low": JSON.number(range.lowerBound).text,
                    "high": JSON.number(range.upperBound).text,
                ])
        }
        return .value(value)
    }

    private func day(_ value: JSON) -> Reading {
        guard let text = value.string else { return faulty("notDay") }
        if text.isEmpty { return .missing }
        guard Item.isDay(text) else { return faulty("notDay") }
        if case .days(let first, let last) = bounds, text < first || text > last {
            return faulty("outOfRange", ["low": first, "high": last])
        }
        return .value(value)
    }

    private func matrix(_ value: JSON) -> Reading {
        guard let object = value.object else { return faulty("notAnObject") }
        var faults: [Refusal.Fault] = []
        var kept = JSON.Object()
        for member in object.members where !rows.contains(where: { $0.code == member.key }) {
            faults.append(.init("answers.\(key).\(member.key.prefix(80))", "unknownItem"))
        }
        for row in rows {
            guard let answer = object[row.code] else { continue }
            if answer.isNull {
                if allowsNotApplicable { kept.append(row.code, .null) }
                continue
            }
            switch step(answer, at: row.code) {
            case .value(let step): kept.append(row.code, step)
            case .faulty(let found): faults += found
            case .missing: break
            }
        }
        if !faults.isEmpty { return .faulty(faults) }
        return kept.isEmpty ? .missing : .value(.object(kept))
    }

    /// Whether the text names a day that exists, as `2026-03-01`.
    static func isDay(_ text: String) -> Bool { text.utf8.count == 10 && CivilDate(text) != nil }
}

extension HiddenField {
    static let textMost = 500

    func reading(_ value: JSON) -> Reading {
        if value.isNull { return .missing }
        let path = "hidden.\(key)"
        switch kind {
        case .text:
            guard let text = value.string else { return .faulty([.init(path, "notText")]) }
            let clean = text.cleaned
            if clean.isEmpty { return .missing }
            guard clean.utf8.count <= HiddenField.textMost else {
                return .faulty([.init(path, "tooLong", ["max": "\(HiddenField.textMost)"])])
            }
            return .value(.string(clean))
        case .number:
            if let number = value.number, number.isFinite { return .value(value) }
            return .faulty([.init(path, "notANumber")])
        case .yesNo:
            return value.bool == nil ? .faulty([.init(path, "notABoolean")]) : .value(value)
        case .date:
            if let text = value.string, Item.isDay(text) { return .value(value) }
            return .faulty([.init(path, "notDay")])
        }
    }
}

extension String {
    /// Without white space at the ends and without control characters, which databases and
    /// spreadsheets stumble over; lines end in a line feed alone.
    var cleaned: String {
        let isPlain = utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        if isPlain, let first = utf8.first, let last = utf8.last, first != 0x20, last != 0x20,
            first < 0x80, last < 0x80
        {
            return self
        }
        var scalars = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.value < 0x20, scalar != "\n", scalar != "\t" { continue }
            if scalar.value == 0x7F { continue }
            scalars.append(scalar)
        }
        let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}
