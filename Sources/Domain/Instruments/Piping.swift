import Base

/// Places in a text where an answer given before is put in: `{answers.name|there}`, with what
/// stands there where nothing was answered. Other braces are left as they are.
enum Piping {
    private static let beginnings = ["answers.", "hidden.", "computed."]

    static func isOfAnswers(_ name: String) -> Bool {
        beginnings.contains { name.hasPrefix($0) && name.count > $0.count }
    }

    /// The names that a text asks for.
    static func names(in text: String) -> [String] {
        var names: [String] = []
        _ = fill(text) { name in
            names.append(name)
            return nil
        }
        return names
    }

    /// - Parameters:
    ///   - isSlot: whether a name in braces is one to be put in.
    ///   - value: the words for a name; nil where it has none.
    static func fill(
        _ text: String, isSlot: (String) -> Bool = Piping.isOfAnswers,
        _ value: (String) -> String?
    ) -> String {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        var out = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            out += rest[..<open]
            let slot = rest[rest.index(after: open)..<close]
            let parts = slot.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0].filter { !$0.isWhitespace })
            if isSlot(name) {
                out += value(name) ?? (parts.count > 1 ? String(parts[1]) : "")
            } else {
                out += rest[open...close]
            }
            rest = rest[rest.index(after: close)...]
        }
        return out + rest
    }
}

extension InstrumentReader {
    /// Words in which answers given before may be put in; a name that is not known is noted.
    func piped(_ node: DocumentNode) -> Wording? {
        guard let words = node.words(in: languages) else { return nil }
        let names = Piping.names(in: words.zh) + Piping.names(in: words.en)
        var noted = Set<String>()
        for name in names where kinds[name] == nil && noted.insert(name).inserted {
            node.fault(isLate(name) ? "laterItem" : "pipedUnknown", ["name": name])
        }
        return words
    }
}

extension Answering {
    /// A text with the answers that it asks for put in, in the words of its language.
    public func fill(_ words: Wording, _ language: String) -> String {
        Piping.fill(words[language]) { said($0, language) }
    }

    private func said(_ name: String, _ language: String) -> String? {
        guard let value = self.value(name) else { return nil }
        let item: Item? =
            switch instrument.places[name] {
            case .cell(let item, _): instrument.items[item]
            default: nil
            }
        // The id of a file says nothing to a reader.
        if item?.kind.isAttached == true { return nil }
        func text(_ value: JSON) -> String? {
            switch value {
            case .string(let text): item?[option: text]?.title[language] ?? text
            // Two places are enough to read; more would be noise.
            case .number(let number): JSON.number((number * 100).rounded() / 100).text
            case .array(let all):
                all.compactMap(text).joined(separator: language == "zh" ? "\u{3001}" : ", ")
            case .bool, .object, .null: nil
            }
        }
        let found = text(value)
        return found?.isEmpty == true ? nil : found
    }
}
