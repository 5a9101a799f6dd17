extension Folding {
    /// What one scalar is read as, by its value.
    static let forms: [UInt32: [UInt32]] = {
        var forms: [UInt32: [UInt32]] = [:]
        for line in formLines.split(separator: "\n") {
            let words = line.split(separator: " ").map { $0.unicodeScalars.map(\.value) }
            if words[0] == [0x3E] {
                for word in words.dropFirst() { forms[word[0]] = Array(word.dropFirst()) }
            } else {
                for (from, to) in zip(words[0], words[1]) { forms[from] = [to] }
            }
        }
        return forms
    }()

    /// Marks that combine with the letter before them.
    static let marks: [ClosedRange<Int>] = [
        0x300...0x36F, 0x483...0x487, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20F0,
        0x3099...0x309A,
    ]

    /// Vowels and finals of Hangul that make a syllable with what stands before them.
    static let jamo: [ClosedRange<Int>] = [0x1161...0x1175, 0x11A8...0x11C2]

    /// The one scalar that a letter and a mark are together, both folded; nil where there is none.
    static func composed(_ letter: UInt32, _ mark: UInt32) -> UInt32? {
        compositions[UInt64(letter) << 32 | UInt64(mark)] ?? syllable(letter, mark)
    }

    /// Syllables of Hangul lie in the order of their letters: 21 vowels for each initial, 28 ends
    /// for each vowel (Unicode 15, section 3.12).
    private static func syllable(_ first: UInt32, _ second: UInt32) -> UInt32? {
        switch (first, second) {
        case (0x1100...0x1112, 0x1161...0x1175):
            return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
        case (0xAC00...0xD7A3, 0x11A8...0x11C2) where (first - 0xAC00) % 28 == 0:
            return first + second - 0x11A7
        default: return nil
        }
    }

    /// Made when the first mark comes: most texts have none. Texts that are canonically the same
    /// are equal, so that what is made of a letter and a mark is found by asking for both.
    private static let compositions: [UInt64: UInt32] = {
        let ranges: [ClosedRange<UInt32>] = [
            0x61...0x7A, 0xDF...0x24F, 0x390...0x3CE, 0x430...0x45F, 0x1E00...0x1EFF,
            0x304B...0x30FF,
        ]
        let common: [UInt32] = [
            0x300, 0x301, 0x302, 0x303, 0x304, 0x306, 0x307, 0x308, 0x309, 0x30A, 0x30B, 0x30C,
            0x31B, 0x323, 0x325, 0x326, 0x327, 0x328, 0x32D, 0x331, 0x3099, 0x309A,
        ]
        let folding = Folding()
        let letters = ranges.joined().compactMap(Unicode.Scalar.init)
            .filter { folding.fold($0.value) == $0.value }
        let wholes = Dictionary(
            letters.map { (String(Character($0)), $0.value) },
            uniquingKeysWith: { first, _ in first })
        var found: [UInt64: UInt32] = [:]
        for letter in letters {
            for mark in common.compactMap(Unicode.Scalar.init) {
                var text = String.UnicodeScalarView()
                text.append(letter)
                text.append(mark)
                guard let whole = wholes[String(text)] else { continue }
                found[UInt64(letter.value) << 32 | UInt64(mark.value)] = whole
            }
        }
        return found
    }()

    /// Where letters of other scripts lie that look like Latin ones.
    static let foreign: ClosedRange<UInt32> = 0x370...0x52F

    /// The small Latin letter that one of `foreign` looks like, whether small or capital; nil where
    /// it looks like none.
    static func likeness(_ scalar: UInt32) -> UInt32? { likenesses[scalar] }

    private static let likenesses: [UInt32: UInt32] = {
        var found: [UInt32: UInt32] = [:]
        for pair in looks.split(separator: " ") {
            let scalars = pair.unicodeScalars.map(\.value)
            found[scalars[0]] = scalars[1]
        }
        return found
    }()

    private static let looks = """
        аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd ԛq ԝw һh ѵv ӏl гr \
        αa βb εe ιi κk νv οo ρp τt υu χx ϲc ϳj
        """
}
