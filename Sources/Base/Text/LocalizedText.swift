/// A text of a document in one or more languages, in the order in which they were written.
public struct LocalizedText: Hashable, Sendable {
    /// Language tags and texts; the tag `*` alone stands for every language.
    private var texts: [(tag: String, text: String)]

    /// One text for every language.
    public init(_ text: String) { texts = [("*", text)] }

    public init(zh: String, en: String) { texts = [("zh", zh), ("en", en)] }

    /// Reads a plain text (for every language) or an object `{"zh": "…", "en": "…"}`.
    public init(document: JSON, at path: String = "") throws(Refusal) {
        if let text = document.string {
            texts = [("*", text)]
            return
        }
        guard let object = document.object else { throw .invalid(path, "notText") }
        var faults: [Refusal.Fault] = []
        var texts: [(tag: String, text: String)] = []
        for member in object.members {
            let place = path.isEmpty ? member.key : "\(path).\(member.key)"
            if LanguageTag(member.key) == nil {
                faults.append(.init(place, "notALanguage"))
            } else if let text = member.value.string {
                texts.append((member.key, text))
            } else {
                faults.append(.init(place, "notText"))
            }
        }
        if texts.isEmpty, faults.isEmpty { faults.append(.init(path, "required")) }
        guard faults.isEmpty else { throw .invalid(faults) }
        self.texts = texts
    }

    /// As it was read: a plain text, or one for each language.
    public var json: JSON {
        if texts.count == 1, texts[0].tag == "*" { return .string(texts[0].text) }
        return .object(JSON.Object(texts.map { .init(key: $0.tag, value: .string($0.text)) }))
    }

    /// The languages it is written in; none for a text that serves all.
    public var languages: [String] { texts.map(\.tag).filter { $0 != "*" } }

    /// The text in that language, or the nearest to it, or else English, Chinese, any.
    public subscript(language: String) -> String {
        if texts.count == 1 { return texts[0].text }
        let tags = texts.map(\.tag)
        let tag =
            LanguageTag.nearest(to: language, among: tags)
            ?? LanguageTag.nearest(to: "en", among: tags)
            ?? LanguageTag.nearest(to: "zh", among: tags)
        return texts.first { $0.tag == tag }?.text ?? texts.first?.text ?? ""
    }

    /// Which of these languages it is not written in.
    public func missing(from languages: [String]) -> [String] {
        guard !self.languages.isEmpty else { return [] }
        return languages.filter { LanguageTag.nearest(to: $0, among: self.languages) == nil }
    }

    public var isEmpty: Bool { texts.allSatisfy(\.text.isEmpty) }

    public static func == (a: LocalizedText, b: LocalizedText) -> Bool {
        a.texts.elementsEqual(b.texts) { $0 == $1 }
    }

    public func hash(into hasher: inout Hasher) {
        for (tag, text) in texts {
            hasher.combine(tag)
            hasher.combine(text)
        }
    }
}

extension LocalizedText: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}
