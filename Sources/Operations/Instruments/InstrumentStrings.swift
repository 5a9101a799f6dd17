import Base

/// The words of a questionnaire's document by place, for a translator: read out of the text and put
/// back into it, with all else left as its author wrote it.
struct InstrumentStrings {
    /// One text in each language; nil where it is not written.
    struct Line: Sendable {
        let key: String
        var texts: [String: String]
        /// Where it stands in the document.
        let path: DocumentPath
        /// Whether one text stands there for the one language that there is.
        let isAlone: Bool
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

    let lines: [Line]
    private let text: YAMLText

    init(_ text: String) throws(Refusal) {
        self.text = try YAMLText(text)
        var lines: [Line] = []
        InstrumentStrings.walk(
            self.text.json, "", DocumentPath(), InstrumentStrings.ownLanguage(self.text.json),
            &lines)
        self.lines = lines
    }

    /// The one language that a plain text is written in.
    private static func ownLanguage(_ document: JSON) -> String {
        document["languages"]?.array?.first?.string ?? "zh"
    }

    /// The text with other words.
    /// - Returns: nil where nothing changes.
    func text(with changes: [String: [String: String]]) throws(Refusal) -> String? {
        var sets: [(path: DocumentPath, value: JSON)] = []
        var missing = Set<String>()
        for line in lines {
            let merged = line.texts.merging(changes[line.key] ?? [:]) { $1 }
            missing.formUnion(InstrumentStrings.languages.filter { merged[$0] == nil })
            guard merged != line.texts else { continue }
            sets += InstrumentStrings.sets(line, merged)
        }
        guard !sets.isEmpty else { return nil }
        // A language that every text has by now is spoken.
        if let listed = text.json["languages"]?.array?.compactMap(\.string) {
            let more = InstrumentStrings.languages.filter {
                !listed.contains($0) && !missing.contains($0)
            }
            if !more.isEmpty {
                let spoken = (listed + more).map(JSON.string)
                sets.append((DocumentPath([.member("languages")]), .array(spoken)))
            }
        }
        // Where anchors stand the text is written anew, and comments near them go.
        return try text.edited(bySetting: sets).text.text
    }

    private static func sets(
        _ line: Line, _ texts: [String: String]
    ) -> [(path: DocumentPath, value: JSON)] {
        let written = languages.filter { texts[$0] != nil }
        if line.isAlone, written.count == 1 {
            return [(line.path, .string(texts[written[0]] ?? ""))]
        }
        if line.isAlone {
            let words = written.map {
                JSON.Object.Member(key: $0, value: .optional(texts[$0]))
            }
            return [(line.path, .object(JSON.Object(words)))]
        }
        return written.filter { texts[$0] != line.texts[$0] }
            .map { (line.path.appending($0), .optional(texts[$0])) }
    }

    /// Finds every place of words in order.
    private static func walk(
        _ json: JSON, _ key: String, _ path: DocumentPath, _ own: String, _ lines: inout [Line]
    ) {
        switch json {
        case .object(let object):
            if let texts = texts(of: object) {
                lines.append(Line(key: key, texts: texts, path: path, isAlone: false))
                return
            }
            for member in object.members where !notWords.contains(member.key) {
                let place = key.joined(member.key)
                let inner = path.appending(member.key)
                if let text = member.value.string {
                    guard words.contains(member.key) || isLabel(key) else { continue }
                    lines.append(
                        Line(key: place, texts: [own: text], path: inner, isAlone: true))
                } else {
                    walk(member.value, place, inner, own, &lines)
                }
            }
        case .array(let elements):
            for (place, element) in elements.enumerated() {
                walk(
                    element, "\(key)[\(name(of: element, place))]", path.appending(place), own,
                    &lines)
            }
        case .null, .bool, .number, .string: break
        }
    }

    private static func isLabel(_ path: String) -> Bool { path.hasSuffix("scale.labels") }

    /// An element's own key or code where it has one, so that a place keeps its name.
    private static func name(of json: JSON, _ place: Int) -> String {
        json["key"]?.string ?? json["code"]?.string ?? "\(place)"
    }

    /// The texts where an object is words in languages and nothing else.
    private static func texts(of object: JSON.Object) -> [String: String]? {
        var texts: [String: String] = [:]
        for member in object.members {
            guard languages.contains(member.key), let text = member.value.string else {
                return nil
            }
            texts[member.key] = text
        }
        return texts.isEmpty ? nil : texts
    }
}
