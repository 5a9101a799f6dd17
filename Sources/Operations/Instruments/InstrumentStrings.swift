import Base
import Yams

/// The words of a questionnaire's document by place, for a translator: read out of the text and put
/// back into it. Comments of the document are lost when words are put back.
struct InstrumentStrings {
    /// One text in each language; nil where it is not written.
    struct Line: Sendable {
        let key: String
        var texts: [String: String]
    }

    static let languages = ["zh", "en"]
    /// Members whose text is no words for people.
    private static let notWords: Set<String> = [
        "key", "kind", "show_if", "if", "value", "code", "display", "cells", "to", "min", "max",
        "languages", "expect",
    ]
    /// Members that are words, in a document of one language also as a plain text.
    private static let words: Set<String> = [
        "title", "purpose", "help", "text", "message", "low", "high",
    ]

    private(set) var lines: [Line] = []
    private var root: Yams.Node

    init(_ text: String) throws {
        guard let root = try Yams.compose(yaml: text, .basic) else {
            throw Refusal.invalid("", "emptyDocument")
        }
        self.root = root
        let own = InstrumentStrings.ownLanguage(root)
        var lines: [Line] = []
        _ = InstrumentStrings.walk(root, at: "", own) { key, texts in
            lines.append(Line(key: key, texts: texts))
            return nil
        }
        self.lines = lines
    }

    /// The one language that a plain text is written in.
    private static func ownLanguage(_ root: Yams.Node) -> String {
        let listed = root["languages"]?.sequence?.compactMap(\.scalar?.string) ?? languages
        return listed.first ?? "zh"
    }

    /// The text with other words.
    /// - Returns: nil where nothing changes.
    func text(with changes: [String: [String: String]]) throws -> String? {
        var isChanged = false
        let own = InstrumentStrings.ownLanguage(root)
        var changed = InstrumentStrings.walk(root, at: "", own) { key, texts in
            guard let change = changes[key] else { return nil }
            let merged = texts.merging(change) { $1 }
            guard merged != texts else { return nil }
            isChanged = true
            return merged
        }
        guard isChanged else { return nil }
        // A language that every text has by now is spoken.
        var missing = Set<String>()
        _ = InstrumentStrings.walk(changed, at: "", own) { _, texts in
            for language in InstrumentStrings.languages where texts[language] == nil {
                missing.insert(language)
            }
            return nil
        }
        if let listed = changed["languages"]?.sequence?.compactMap(\.scalar?.string) {
            let spoken =
                listed
                + InstrumentStrings.languages.filter {
                    !listed.contains($0) && !missing.contains($0)
                }
            if spoken != listed {
                changed["languages"] = Yams.Node(
                    spoken.map { Yams.Node($0) }, Tag(.seq), .flow)
            }
        }
        return try Yams.serialize(node: changed, width: -1, allowUnicode: true)
    }

    /// Visits every place of words in order.
    /// - Parameter visit: gives other texts for a place, or nil to leave it.
    private static func walk(
        _ node: Yams.Node, at path: String, _ own: String,
        _ visit: (String, [String: String]) -> [String: String]?
    ) -> Yams.Node {
        switch node {
        case .mapping(var mapping):
            if let texts = texts(of: mapping) {
                guard let other = visit(path, texts) else { return node }
                return wording(other, mapping.style)
            }
            for (key, value) in mapping {
                guard let name = key.scalar?.string, !notWords.contains(name) else { continue }
                let place = path.joined(name)
                if value.scalar != nil {
                    guard words.contains(name) || isLabel(path), let text = value.scalar?.string
                    else { continue }
                    if let other = visit(place, [own: text]) {
                        mapping[key] = wording(other, .flow)
                    }
                } else {
                    mapping[key] = walk(value, at: place, own, visit)
                }
            }
            return .mapping(mapping)
        case .sequence(var sequence):
            for place in sequence.indices {
                sequence[place] = walk(
                    sequence[place], at: "\(path)[\(name(of: sequence[place], place))]", own, visit)
            }
            return .sequence(sequence)
        default: return node
        }
    }

    private static func isLabel(_ path: String) -> Bool { path.hasSuffix("scale.labels") }

    /// An element's own key or code where it has one, so that a place keeps its name.
    private static func name(of node: Yams.Node, _ place: Int) -> String {
        node["key"]?.scalar?.string ?? node["code"]?.scalar?.string ?? "\(place)"
    }

    /// The texts where a mapping is words in languages and nothing else.
    private static func texts(of mapping: Yams.Node.Mapping) -> [String: String]? {
        var texts: [String: String] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, languages.contains(name),
                let text = value.scalar?.string
            else { return nil }
            texts[name] = text
        }
        return texts.isEmpty ? nil : texts
    }

    private static func wording(_ texts: [String: String], _ style: Yams.Node.Mapping.Style)
        -> Yams.Node
    {
        let pairs = languages.compactMap { language in
            texts[language].map { (Yams.Node(language), Yams.Node($0, Tag(.str), .doubleQuoted)) }
        }
        return Yams.Node(pairs, Tag(.map), style)
    }
}
