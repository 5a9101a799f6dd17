/// A language as the web names it (BCP 47): `zh`, `zh-Hant-TW`, `en-GB`.
public struct LanguageTag: Hashable, Sendable {
    /// In small letters.
    public let language: String
    /// Four letters, the first a capital: `Hant`.
    public let script: String?
    /// In capitals: `TW`.
    public let region: String?

    /// Nil for text that is no language tag. What stands behind the region is passed over.
    public init?(_ text: String) {
        guard text.utf8.count <= 64 else { return nil }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "_" }
        guard let first = parts.first, 2...3 ~= first.count, LanguageTag.areLetters(first),
            parts.allSatisfy({ !$0.isEmpty && $0.count <= 8 })
        else { return nil }
        // Mandarin has a code of its own that browsers hardly use.
        language = first.lowercased() == "cmn" ? "zh" : first.lowercased()
        var rest = parts.dropFirst()
        if let part = rest.first, part.count == 4, LanguageTag.areLetters(part) {
            script = part.prefix(1).uppercased() + part.dropFirst().lowercased()
            rest = rest.dropFirst()
        } else {
            script = nil
        }
        if let part = rest.first, part.count == 2 && LanguageTag.areLetters(part) {
            region = part.uppercased()
        } else {
            region = nil
        }
    }

    private static func areLetters(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { $0 | 0x20 &- 0x61 < 26 }
    }

    /// The script readers expect where none is named.
    private var likelyScript: String? {
        if let script { return script }
        guard language == "zh" else { return nil }
        return ["TW", "HK", "MO"].contains(region) ? "Hant" : "Hans"
    }

    /// Closer is higher; nil for another language.
    private func nearness(to other: LanguageTag) -> Int? {
        guard language == other.language else { return nil }
        return (likelyScript == other.likelyScript ? 4 : 0) + (region == other.region ? 2 : 0)
            + (other.region == nil ? 1 : 0)
    }

    /// The language of `available` that serves a reader of `wanted` best: `zh-TW` is read in
    /// `zh-Hant` if there is one, else in `zh`. Nil if none is the same language.
    public static func nearest(to wanted: String, among available: [String]) -> String? {
        if available.contains(wanted) { return wanted }
        guard let wanted = LanguageTag(wanted) else { return nil }
        var best: (nearness: Int, tag: String)?
        for tag in available {
            guard let other = LanguageTag(tag), let nearness = wanted.nearness(to: other),
                nearness > best?.nearness ?? -1
            else { continue }
            best = (nearness, tag)
        }
        return best?.tag
    }

    /// The language of `available` that suits an `Accept-Language` header best (RFC 9110); nil if
    /// it names none of them.
    public static func negotiate(_ header: String, among available: [String]) -> String? {
        let preferences = header.split(separator: ",", maxSplits: 32).prefix(32).compactMap(
            Preference.init)
        let refused = Set(preferences.filter { $0.quality <= 0 }.map(\.tag))
        // Sorting is stable by the place in the header.
        let wanted = preferences.enumerated().filter { $0.element.quality > 0 }.sorted {
            ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset)
        }
        for (_, preference) in wanted {
            if preference.tag == "*" {
                if let tag = available.first(where: { !refused.contains($0) }) { return tag }
            } else if let tag = nearest(to: preference.tag, among: available),
                !refused.contains(tag)
            {
                return tag
            }
        }
        return nil
    }

    /// One part of an `Accept-Language` header.
    private struct Preference {
        let tag: String
        let quality: Double

        init?(_ text: Substring) {
            let parts = text.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let tag = parts.first, !tag.isEmpty else { return nil }
            self.tag = tag
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
            quality = weight.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
        }
    }
}
