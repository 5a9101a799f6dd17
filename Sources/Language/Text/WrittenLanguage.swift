/// In what language a text is written, as far as the methods tell languages apart.
public enum WrittenLanguage: String, Sendable, CaseIterable {
    case simplified = "zh-Hans"
    case traditional = "zh-Hant"
    case english = "en"
    /// Japanese, Korean, other languages in Latin letters, other scripts.
    case other = "und"

    public var isChinese: Bool { self == .simplified || self == .traditional }

    /// Nil where there are no letters: a number, a smiley, nothing.
    /// - Parameter folding: tells traditional from simplified characters where it has a table.
    public init?(_ bytes: ArraySlice<UInt8>, folding: Folding) {
        let scalars = NormalText.plainScalars(bytes)
        var (han, old, kana, latin, foreign) = (0, 0, 0, 0, 0)
        for scalar in scalars {
            switch scalar {
            case 0x3041...0x30FF, 0xAC00...0xD7A3: kana += 1
            default:
                switch Scalars.kind(scalar) {
                case .han:
                    han += 1
                    if folding.fold(scalar) != scalar { old += 1 }
                case .letter: if scalar < 0x250 { latin += 1 } else { foreign += 1 }
                default: break
                }
            }
        }
        guard han + kana + latin + foreign > 0 else { return nil }
        // One character of Han says as much as a short word of letters.
        if han * 3 >= latin + foreign, han > 0 {
            // Japanese mixes kana in everywhere; a Chinese text may hold a name in kana.
            self = kana * 3 > han ? .other : old * 20 > han ? .traditional : .simplified
        } else if latin > foreign, kana == 0 {
            self = WrittenLanguage.isEnglish(NormalText(bytes)) ? .english : .other
        } else {
            self = .other
        }
    }

    /// One word in eight is one of those that every English text has; short texts have the doubt
    /// on their side.
    private static func isEnglish(_ text: NormalText) -> Bool {
        if text.scalars.contains(where: { (0xC0...0x24F).contains($0) }) { return false }
        let words = Tokens(text).all.filter { $0.kind == .letter }
        let known = words.count { word in
            let scalars = text.scalars[Int(word.start)..<Int(word.end)]
            return common.contains(
                String(decoding: scalars.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self))
        }
        return words.count < 4 || known * 8 >= words.count
    }

    private static let common: Set<String> = [
        "the", "and", "to", "of", "a", "in", "is", "it", "you", "that", "was", "for", "on", "are",
        "with", "as", "i", "his", "they", "be", "at", "have", "this", "from", "or", "had", "by",
        "not", "but", "what", "all", "were", "we", "when", "your", "can", "there", "an", "which",
        "she", "do", "how", "their", "if", "will", "up", "my", "me", "so", "very", "no", "just",
        "would", "has", "our", "been", "don't", "it's", "i'm", "get", "got", "after", "good",
    ]
}
