import Base

/// Who is meant by an `@` in a text: whoever's login or name stands right behind it. Chinese has no
/// spaces around it, and a login may be a mail address, so the people are looked for in the text,
/// not words of the text among the people.
public enum Mention {
    /// An input method for Chinese may write the wide one.
    public static let signs: Set<Character> = ["@", "\u{FF20}"]

    /// - Parameter people: each with what one may be called by.
    public static func found<Who: Hashable>(
        in text: String, among people: [(who: Who, names: [String])]
    ) -> Set<Who> {
        let characters = Array(text.lowercased())
        let known = people.flatMap { one in
            one.names.map { (who: one.who, name: Array($0.lowercased())) }
        }.filter { !$0.name.isEmpty }
        var found: Set<Who> = []
        for place in characters.indices where signs.contains(characters[place]) {
            // The `@` of an address begins no mention.
            if place > 0, isOfWord(characters[place - 1]) { continue }
            let rest = characters[(place + 1)...]
            let fitting = known.filter { rest.starts(with: $0.name) && ends($0.name, in: rest) }
            let longest = fitting.map(\.name.count).max() ?? 0
            found.formUnion(fitting.filter { $0.name.count == longest }.map(\.who))
        }
        return found
    }

    /// `@ann` does not mean her in `@anna`; after `@孙可` anything may follow.
    private static func ends(_ name: [Character], in rest: ArraySlice<Character>) -> Bool {
        guard let last = name.last, isOfWord(last), rest.count > name.count else { return true }
        return !isOfWord(rest[rest.startIndex + name.count])
    }

    private static func isOfWord(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_-".contains(character))
    }
}
