extension QuestionReading {
    /// The most that is taken in at one reading: Chinese characters, English words.
    private var most: Int {
        switch (question.use, question.isChinese) {
        case (.option, true): 26
        case (.option, false): 14
        case (.line, true): 35
        case (.line, false): 20
        case (.help, true): 120
        case (.help, false): 60
        case (_, true): 45
        case (_, false): 25
        }
    }

    private var length: Int {
        if question.isChinese {
            return tokens.reduce(0) { sum, token in
                sum + (token.kind == .mark || token.kind == .symbol ? 0 : 1)
            }
        }
        return words.count
    }

    private var words: [Token] { tokens.filter { $0.kind == .letter || $0.kind == .digit } }

    var tooLong: WordingFinding? {
        guard length > most else { return nil }
        return finding("too_long", 0..<text.count)
    }

    /// Words and sentences above what most people read with ease.
    var hardToRead: WordingFinding? {
        let stiff = marks.filter { $0.kinds.contains(.plain) }
        if stiff.count >= 2 || isDense || grade > QuestionReading.hardestGrade {
            return finding("reading_level", 0..<text.count, stiff.isEmpty ? [] : [plainer(stiff)])
        }
        return nil
    }

    /// The text with plain words in the place of stiff ones.
    private func plainer(_ stiff: [QuestionMark]) -> String {
        var out = ""
        var place = 0
        for mark in stiff {
            let range = text.originalRange(mark.range)
            out += string(place..<range.lowerBound) + (mark.plain ?? string(range))
            place = range.upperBound
        }
        return out + string(place..<question.bytes.count)
    }

    private static let hardestGrade = 13.0

    /// Years of school that English text asks for (Kincaid et al. 1975); 0 for texts too short to
    /// tell and for Chinese.
    private var grade: Double {
        let words = words
        guard !question.isChinese, words.count >= 8 else { return 0 }
        let sentences = max(1, tokens.count { isStop($0) })
        let syllables = words.reduce(0) { $0 + self.syllables($1) }
        let perWord = Double(syllables) / Double(words.count)
        return 0.39 * Double(words.count) / Double(sentences) + 11.8 * perWord - 15.59
    }

    private func isStop(_ token: Token) -> Bool {
        [0x2E, 0x3F, 0x21].contains(text.scalars[Int(token.start)])
    }

    /// Groups of vowels, without a silent e at the end.
    private func syllables(_ word: Token) -> Int {
        let scalars = text.scalars[Int(word.start)..<Int(word.end)]
        let vowels: Set<UInt32> = [0x61, 0x65, 0x69, 0x6F, 0x75, 0x79]
        var count = 0
        var wasVowel = false
        for scalar in scalars {
            let isVowel = vowels.contains(scalar)
            if isVowel, !wasVowel { count += 1 }
            wasVowel = isVowel
        }
        let endsInE = scalars.last == 0x65 && !scalars.dropLast().hasSuffixL
        if endsInE, count > 1 { count -= 1 }
        return max(1, count)
    }

    /// Chinese that hangs one thing on another: four `of` in one clause, or thirty characters
    /// without a mark.
    private var isDense: Bool {
        guard question.isChinese else { return false }
        var (links, run) = (0, 0)
        for scalar in text.scalars {
            let kind = Scalars.kind(scalar)
            if kind == .mark || kind == .symbol || scalar == 0x3002 { (links, run) = (0, 0) }
            if scalar == 0x7684 { links += 1 }
            run += 1
            if links >= 4 || run > 45 { return true }
        }
        return false
    }
}

extension ArraySlice<UInt32> {
    /// "table", "little": the e behind is heard.
    fileprivate var hasSuffixL: Bool { last == 0x6C }
}
