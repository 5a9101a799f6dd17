/// Cuts a long answer into messages that a chat program takes: at the end of a paragraph or a
/// sentence where there is one in the second half, else between words, else between characters.
public enum TextParts {
    /// - Parameter most: bytes of one part, at least 16.
    /// - Returns: the parts in order, none empty; nothing is lost but spaces at the cuts.
    public static func of(_ text: String, most: Int) -> [String] {
        precondition(most >= 16, "a part holds some characters")
        var parts: [String] = []
        var rest = text[...].trimmed
        while !rest.isEmpty {
            let end = rest.utf8.count <= most ? rest.endIndex : cut(rest, most)
            let part = rest[..<end].trimmed
            if !part.isEmpty { parts.append(String(part)) }
            rest = rest[end...].trimmed
        }
        return parts
    }

    /// Behind the last place at which the first so many bytes can be ended well.
    private static func cut(_ text: Substring, _ most: Int) -> Substring.Index {
        var end = text.startIndex
        var best: [Place: Substring.Index] = [:]
        var bytes = 0
        var before: Character = " "
        while end < text.endIndex {
            let character = text[end]
            bytes += character.utf8.count
            guard bytes <= most else { break }
            let next = text.index(after: end)
            if bytes * 2 >= most {
                if let place = Place(character, before) { best[place] = next }
            }
            before = character
            end = next
        }
        // One that alone is too long, of hundreds of marks on a letter, is cut between those.
        guard end > text.startIndex else { return scalarCut(text, most) }
        for place in Place.allCases { if let found = best[place] { return found } }
        return end
    }

    private static func scalarCut(_ text: Substring, _ most: Int) -> Substring.Index {
        var end = text.unicodeScalars.startIndex
        var bytes = 0
        while end < text.unicodeScalars.endIndex {
            bytes += String(text.unicodeScalars[end]).utf8.count
            guard bytes <= most else { break }
            end = text.unicodeScalars.index(after: end)
        }
        return end
    }

    /// Where a text may end, the best first.
    private enum Place: CaseIterable {
        case line, sentence, clause, word

        init?(_ character: Character, _ before: Character) {
            if character.isNewline {
                self = .line
            } else if "。！？…".contains(character) || (character == " " && ".!?".contains(before)) {
                self = .sentence
            } else if "，；：、".contains(character) || (character == " " && ",;:".contains(before)) {
                self = .clause
            } else if character == " " {
                self = .word
            } else {
                return nil
            }
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
