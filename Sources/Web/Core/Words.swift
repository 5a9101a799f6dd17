public import Base

/// The words of the interface in one language: key → sentence with `{slots}`.
public struct Words: Sendable {
    public let language: String
    private let entries: [String: String]

    public init(language: String, entries: [String: String]) {
        self.language = language
        self.entries = entries
    }

    /// Reads `key: text` members; nested objects join their keys with dots.
    public init(language: String, document: JSON) {
        var entries: [String: String] = [:]
        func collect(_ json: JSON, _ path: String) {
            switch json {
            case .object(let object):
                for member in object.members {
                    collect(member.value, path.isEmpty ? member.key : "\(path).\(member.key)")
                }
            case .string(let text): entries[path] = text
            case .number, .bool: entries[path] = json.text
            case .null, .array: break
            }
        }
        collect(document, "")
        self.init(language: language, entries: entries)
    }

    public var keys: Set<String> { Set(entries.keys) }

    public func contains(_ key: String) -> Bool { entries[key] != nil }

    /// What the first of these sentences that there is says before its first slot.
    func head(ofFirst keys: [String]) -> String? {
        guard let sentence = keys.lazy.compactMap({ entries[$0] }).first else { return nil }
        var head = sentence.prefix { $0 != "{" }
        while let last = head.last, " :：,，".contains(last) { head.removeLast() }
        return String(head)
    }

    /// The key itself where the sentence is missing, so that the gap is seen (and tested for).
    public subscript(_ key: String) -> String { entries[key] ?? key }

    public func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
        var text = self[key]
        for (slot, value) in values {
            text = text.split(separator: "{\(slot)}", omittingEmptySubsequences: false)
                .joined(separator: value)
        }
        return text
    }

    /// What the way an answer came by is called; people may name their own.
    public func channel(_ key: String) -> String {
        let name = "channelName.\(key)"
        return contains(name) ? self[name] : key
    }

    /// Of a text that documents carry in several languages.
    public func callAsFunction(_ texts: [String: String]) -> String {
        texts[language] ?? texts["en"] ?? texts["zh"] ?? texts.values.first ?? ""
    }
}
