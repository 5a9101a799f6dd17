import Base

extension DocumentNode {
    /// The key of an item, option or hidden field: it becomes a name in the expression language
    /// and a column of exports, so it is small and plain.
    func itemKey() -> String? {
        guard let text = text() else { return nil }
        if DocumentNode.isItemKey(text) { return text }
        fault("notItemKey", ["value": text])
        return nil
    }

    static func isItemKey(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return text.utf8.count <= 40
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                    || byte == UInt8(ascii: "_")
            }
    }

    /// Words in each of the instrument's languages; one text alone will do for a single language.
    func words(in languages: [String]) -> Wording? {
        var texts: [String: String] = [:]
        if value.string != nil, languages.count == 1 {
            guard let text = text() else { return nil }
            return Wording(zh: text, en: text)
        }
        guard let object = value.object else {
            fault("notWording")
            return nil
        }
        for member in object.members {
            let node = node(member.value, at: member.key)
            if languages.contains(member.key) {
                texts[member.key] = node.boundedText()
            } else {
                node.fault("unknownLanguage", ["value": member.key])
            }
        }
        for language in languages where object[language] == nil {
            fault("missingLanguage", ["language": language])
        }
        guard let any = texts.values.first else { return nil }
        return Wording(zh: texts["zh"] ?? any, en: texts["en"] ?? any)
    }

    private func boundedText() -> String? {
        guard let text = text() else { return nil }
        if text.utf8.count <= Instrument.wordsMost { return text }
        fault("tooLong", ["max": "\(Instrument.wordsMost)"])
        return nil
    }

    /// A member that is true or false; false where it is missing or wrong.
    func flag(_ key: String) -> Bool { child(key)?.bool() ?? false }

    func number() -> Double? {
        if let number = value.number, abs(number) <= 1e15 { return number }
        fault("notNumber")
        return nil
    }

    func whole(in range: ClosedRange<Int>) -> Int? {
        if let whole = value.integer, range.contains(whole) { return whole }
        fault("notWholeBetween", ["least": "\(range.lowerBound)", "most": "\(range.upperBound)"])
        return nil
    }

    /// A day of the calendar, as `2026-03-01`.
    func day() -> String? {
        if let text = value.string, Item.isDay(text) { return text }
        fault("notDay", ["value": value.string ?? value.kind])
        return nil
    }

    /// A time of the day, as `09:30`.
    func time() -> String? {
        if let text = value.string, let time = TimeOfDay(text), time.hour < 24 {
            return time.description
        }
        fault("notTime", ["value": value.string ?? value.kind])
        return nil
    }

    /// Notes bounds whose lower end lies above the upper.
    func inOrder(_ isInOrder: Bool) -> Bool {
        if !isInOrder { child("min")?.fault("boundsReversed") }
        return isInOrder
    }
}
