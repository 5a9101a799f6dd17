import Base

/// Places in a text where an answer given before is put in: `{answers.name|there}`, with what
/// stands there where nothing was answered. Other braces are left as they are.
enum Piping {
    private static let beginnings = ["answers.", "hidden.", "computed.", "loop."]

    static func isOfAnswers(_ name: String) -> Bool {
        beginnings.contains { name.hasPrefix($0) && name.count > $0.count }
    }

    /// The names that a text asks for.
    static func names(
        in text: String, isSlot: (String) -> Bool = Piping.isOfAnswers
    ) -> [String] {
        var names: [String] = []
        _ = fill(text, isSlot: isSlot) { name in
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
        replace(text, isSlot) { name, otherwise in value(name) ?? otherwise ?? "" }
    }

    /// What stands in place of a slot in a round.
    enum Slot {
        case text(String)
        case name(String)
    }

    /// The text with other names in its slots.
    /// - Parameter slot: what stands in place of a whole slot; nil to leave it.
    static func rename(_ text: String, _ slot: (String) -> Slot?) -> String {
        replace(text, Piping.isOfAnswers) { name, otherwise in
            let end = otherwise.map { "|\($0)" } ?? ""
            switch slot(name) {
            case .text(let text)?: return text
            case .name(let new)?: return "{\(new)\(end)}"
            case nil: return "{\(name)\(end)}"
            }
        }
    }

    private static func replace(
        _ text: String, _ isSlot: (String) -> Bool,
        _ value: (String, _ otherwise: String?) -> String
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
                out += value(name, parts.count > 1 ? String(parts[1]) : nil)
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
        noteUnknown(Piping.names(in: words.zh) + Piping.names(in: words.en), at: node, kinds)
        return Wording(
            zh: inRound(words.zh, \.zh), en: inRound(words.en, \.en))
    }

    /// A text whose slots mean the round that is read, where one is.
    func inRound(_ text: String, _ language: (Wording) -> String) -> String {
        guard let round else { return text }
        return Piping.rename(text) { name in
            switch name {
            case "loop.title": .text(language(round.title))
            case "loop.number": .text("\(round.number)")
            case "loop.code": .text(round.code)
            default: inRound(name).map { .name($0) }
            }
        }
    }

    /// Names in slots that nobody knows here.
    func noteUnknown(_ names: [String], at node: DocumentNode, _ kinds: [String: ValueType]) {
        for name in Set(names).sorted() where kinds[name] == nil {
            if round != nil, ["loop.title", "loop.number", "loop.code"].contains(name) { continue }
            node.fault(isLate(name) ? "laterItem" : "pipedUnknown", ["name": name])
        }
    }
}

extension Answering {
    /// A text with the answers that it asks for put in, in the words of its language.
    public func fill(_ words: Wording, _ language: String) -> String {
        fill(words[language], language, depth: 0)
    }

    /// An option's title may take up an answer itself, where it was carried on; deeper than that
    /// only what stands there otherwise is said.
    private func fill(_ text: String, _ language: String, depth: Int) -> String {
        Piping.fill(text) { depth < 2 ? said($0, language, depth: depth) : nil }
    }

    private func said(_ name: String, _ language: String, depth: Int) -> String? {
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
            case .string(let text):
                item?[option: text].map { fill($0.title[language], language, depth: depth + 1) }
                    ?? text
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
