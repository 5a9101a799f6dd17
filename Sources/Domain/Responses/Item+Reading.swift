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
        if let absent = absent(value) { return absent }
        guard kind.hasRows else { return reading(value, in: cells[0]) }
        return lines(value)
    }

    /// For what stands in place of an answer; nil for everything else.
    private func absent(_ value: JSON) -> Reading? {
        if value.isNull { return allowsNotApplicable ? .value(.null) : .missing }
        return absence(value) == nil ? nil : .value(value)
    }

    /// The value of one line, or of one side of it.
    func reading(line value: JSON, in cell: Cell) -> Reading {
        absent(value) ?? reading(value, in: cell)
    }

    private func reading(_ value: JSON, in cell: Cell) -> Reading {
        switch cell.kind {
        case .nps, .csat, .ces, .rating: return step(value, cell)
        case .single: return choice(value, cell)
        case .multiple: return choices(value, cell)
        case .ranking: return order(value)
        case .yesNo: return value.bool == nil ? faulty("notABoolean") : .value(value)
        case .consent:
            guard let bool = value.bool else { return faulty("notABoolean") }
            return bool ? .value(true) : .missing
        case .text, .longText: return text(value, cell)
        case .mail: return contact(value, .mail, "notAnAddress")
        case .phone: return contact(value, .phone, "notAPhone")
        case .number: return number(value, cell)
        case .date: return day(value)
        case .time: return time(value)
        case .file: return files(value)
        case .signature: return signature(value)
        case .matrix, .pairs, .kano, .constantSum, .maxdiff, .statement:
            return faulty("unknownItem")
        }
    }

    private func faulty(
        _ code: String, _ values: [String: String] = [:], at cell: Cell? = nil
    ) -> Reading {
        .faulty([.init("answers.\(cell?.name ?? key)", code, values)])
    }

    private func step(_ value: JSON, _ cell: Cell) -> Reading {
        guard let scale = scale(of: cell) else { preconditionFailure("\(kind) without a scale") }
        if let whole = value.integer, scale.steps.contains(whole) { return .value(value) }
        return faulty(
            "offScale", ["low": "\(scale.first)", "high": "\(scale.last)"], at: cell)
    }

    private func isOffered(_ code: String, in cell: Cell) -> Bool {
        cell.offered.isEmpty ? self[option: code] != nil : cell.offered.contains(code)
    }

    private func choice(_ value: JSON, _ cell: Cell) -> Reading {
        guard let code = value.string, isOffered(code, in: cell) else {
            return faulty("notAChoice", ["choices": codes(cell)], at: cell)
        }
        return .value(value)
    }

    private func codes(_ cell: Cell) -> String {
        options(of: cell).map(\.code).joined(separator: ", ")
    }

    /// Codes come out in the document's order, each once, whatever order they came in.
    private func choices(_ value: JSON, _ cell: Cell) -> Reading {
        guard let chosen = value.array else { return faulty("notAList", at: cell) }
        if chosen.isEmpty { return .missing }
        var marks = [Bool](repeating: false, count: options.count)
        for element in chosen {
            guard let code = element.string,
                let place = options.firstIndex(where: { $0.code == code })
            else { return faulty("notAChoice", ["choices": codes(cell)], at: cell) }
            marks[place] = true
        }
        let kept = options.indices.filter { marks[$0] }
        if kept.count > 1, let alone = kept.first(where: { options[$0].isExclusive }) {
            let title = options[alone].title
            return faulty(
                "exclusive", ["code": options[alone].code, "zh": title.zh, "en": title.en])
        }
        let isAlone = kept.count == 1 && options[kept[0]].isExclusive
        if case .count(let range) = bounds, !range.contains(kept.count), !isAlone {
            return faulty(
                "countOutOfRange",
                ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
        }
        return .value(.array(kept.map { .string(options[$0].code) }))
    }

    /// Codes in the respondent's order, the first one first.
    private func order(_ value: JSON) -> Reading {
        guard let given = value.array else { return faulty("notAList") }
        if given.isEmpty { return .missing }
        var seen = Set<String>()
        for element in given {
            guard let code = element.string, let option = self[option: code] else {
                return faulty("notAChoice", ["choices": codes(cells[0])])
            }
            guard seen.insert(code).inserted else {
                let title = option.title
                return faulty("rankedTwice", ["code": code, "zh": title.zh, "en": title.en])
            }
        }
        guard case .count(let range) = bounds, !range.contains(given.count) else {
            return .value(value)
        }
        guard range.count > 1 else {
            return faulty("ranksNotWhole", ["count": "\(range.lowerBound)"])
        }
        return faulty(
            "ranksOutOfRange", ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
    }

    private func text(_ value: JSON, _ cell: Cell) -> Reading {
        guard let text = value.string else { return faulty("notText", at: cell) }
        let clean = text.cleaned
        if clean.isEmpty { return .missing }
        guard case .length(let most) = bounds else { return .value(.string(clean)) }
        // Characters are slow to count, so short text is judged by its bytes.
        if clean.utf8.count > most, clean.count > most || clean.utf8.count > most * 8 {
            return faulty("tooLong", ["max": "\(most)"], at: cell)
        }
        return .value(.string(clean))
    }

    /// A mail address or a phone number in its plain form.
    private func contact(_ value: JSON, _ kind: Contact.Kind, _ code: String) -> Reading {
        guard let text = value.string else { return faulty("notText") }
        let clean = text.cleaned
        if clean.isEmpty { return .missing }
        guard let plain = Contact(kind, clean).plain else { return faulty(code) }
        return .value(.string(plain.value))
    }

    private func number(_ value: JSON, _ cell: Cell) -> Reading {
        guard let number = value.number, number.isFinite else {
            return faulty("notANumber", at: cell)
        }
        guard case .range(let range, let step) = bounds else { return .value(value) }
        if step == 1, number.rounded() != number { return faulty("notAWholeNumber") }
        if step > 0, step != 1 {
            let steps = (number - (range.lowerBound > -1e15 ? range.lowerBound : 0)) / step
            guard abs(steps - steps.rounded()) < 1e-6 else {
                return faulty("offStep", ["step": JSON.number(step).text])
            }
        }
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

    private func time(_ value: JSON) -> Reading {
        guard let text = value.string else { return faulty("notTime") }
        if text.isEmpty { return .missing }
        guard let time = TimeOfDay(text)?.description, time < "24:00" else {
            return faulty("notTime")
        }
        if case .times(let first, let last) = bounds, time < first || time > last {
            return faulty("outOfRange", ["low": first, "high": last])
        }
        return .value(.string(time))
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
