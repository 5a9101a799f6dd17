public import Base

/// The same words in both languages of the product, as documents carry them.
public struct Wording: Hashable, Sendable {
    public var zh: String
    public var en: String

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    /// The words for a language tag such as `zh`, `zh-Hans` or `en-GB`; English for any other.
    public subscript(language: String) -> String {
        language == "zh" || language.hasPrefix("zh-") ? zh : en
    }

    public var json: JSON { ["zh": .string(zh), "en": .string(en)] }

    /// Both texts with `{name}` replaced by what `value` gives; an unknown slot becomes empty.
    public func filled(_ value: (String) -> String?) -> Wording {
        Wording(zh: Wording.fill(zh, value), en: Wording.fill(en, value))
    }

    private static func fill(_ text: String, _ value: (String) -> String?) -> String {
        var out = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            out += rest[..<open]
            out += value(String(rest[rest.index(after: open)..<close])) ?? ""
            rest = rest[rest.index(after: close)...]
        }
        return out + rest
    }
}
