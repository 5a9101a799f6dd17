extension QuestionReading {
    /// Two things asked at once: nobody can tell which of them an answer is about.
    var doubleBarrelled: WordingFinding? {
        let joiners = joiners
        if !question.pointsBelow, let joiner = joiners.first(where: asksTwice) {
            return double(joiner)
        }
        switch question.use {
        case .judged, .yesNo, .line, .fact: return joiners.first.map(double)
        default: return nil
        }
    }

    /// Places of what joins two things, without fixed pairs, spans, examples and names.
    private var joiners: [Range<Int>] {
        if first(.span) != nil || first(.example) != nil { return [] }
        var found: [Range<Int>] = []
        for (number, mark) in marks.enumerated() {
            let isOr = mark.kinds.contains(.or) && question.use == .judged
            guard mark.kinds.contains(.joiner) || isOr, !isQuoted(mark.range),
                !isName(around: mark.range), mark.range.lowerBound > 0,
                mark.range.upperBound < text.count, !isCondition(before: number)
            else { continue }
            found.append(mark.range)
        }
        // "A, B or C" are alternatives.
        if question.isChinese, question.use == .judged || first(.or) == nil {
            found += enumerations.filter { !isQuoted($0) }
            found.sort { $0.lowerBound < $1.lowerBound }
        }
        return found
    }

    /// The Chinese comma of lists, which is folded to a plain one.
    private var enumerations: [Range<Int>] {
        text.scalars.indices.compactMap { place in
            let range = text.originalRange(place..<place + 1)
            let isComma = question.bytes[range].elementsEqual([0xE3, 0x80, 0x81])
            return isComma && place > 0 ? place..<place + 1 : nil
        }
    }

    /// Words in quotes or brackets are a name, or beside the question.
    private func isQuoted(_ range: Range<Int>) -> Bool {
        let scalars = text.scalars
        func count(_ wanted: Set<UInt32>) -> Int {
            scalars[..<range.lowerBound].filter(wanted.contains).count
        }
        let quotes = count([0x22])
        let opened = count([0x300A, 0x28, 0x3010]) - count([0x300B, 0x29, 0x3011])
        return quotes % 2 == 1 || opened > 0
    }

    /// Capitals on both sides in English: "Smith and Sons".
    private func isName(around range: Range<Int>) -> Bool {
        guard !question.isChinese,
            let before = tokens.last(where: { Int($0.end) <= range.lowerBound }),
            let after = tokens.first(where: { Int($0.start) >= range.upperBound })
        else { return false }
        return [before, after].allSatisfy { token in
            let start = text.originalRange(Int(token.start)..<Int(token.end)).lowerBound
            return (0x41...0x5A).contains(question.bytes[start])
        }
    }

    /// A clause that only sets the scene may join what it likes: it ends at a comma behind.
    private func isCondition(before number: Int) -> Bool {
        let place = marks[number].range.lowerBound
        let opens = marks[..<number].last { $0.kinds.contains(.condition) }
        guard let opens else { return false }
        let comma = text.scalars[opens.range.upperBound...].firstIndex(of: 0x2C)
        return comma.map { $0 > place } ?? false
    }

    /// "What did you like and what did you dislike": a second question word follows the joiner.
    private func asksTwice(_ joiner: Range<Int>) -> Bool {
        let isAsking = { (mark: QuestionMark) in mark.kinds.contains(.asking) }
        guard marks.contains(where: { isAsking($0) && $0.range.upperBound <= joiner.lowerBound })
        else { return false }
        let reach = joiner.upperBound + (question.isChinese ? 6 : 1)
        return marks.contains { mark in
            isAsking(mark) && mark.range.lowerBound >= joiner.upperBound
                && mark.range.lowerBound <= reach
        }
    }

    private func double(_ joiner: Range<Int>) -> WordingFinding {
        let (left, right) = parts(around: joiner)
        guard !left.isEmpty, !right.isEmpty else { return finding("double_barrelled", joiner) }
        let end = question.isChinese ? left.upperBound : right.lowerBound
        let first = replacing(left.upperBound..<right.upperBound)
        let second = replacing(left.lowerBound..<max(end, right.lowerBound))
        let isClear = isWhole(left, right)
        return finding(
            "double_barrelled", left.lowerBound..<right.upperBound,
            isClear ? [first, second] : [])
    }

    /// The word on each side; in Chinese the run up to a word that belongs to both.
    private func parts(around joiner: Range<Int>) -> (Range<Int>, Range<Int>) {
        let none = (joiner.lowerBound..<joiner.lowerBound, joiner.upperBound..<joiner.upperBound)
        if question.isChinese { return chineseParts(around: joiner) }
        guard let before = tokens.last(where: { Int($0.end) <= joiner.lowerBound }),
            let after = tokens.first(where: { Int($0.start) >= joiner.upperBound }),
            before.kind == .letter, after.kind == .letter
        else { return none }
        return (Int(before.start)..<Int(before.end), Int(after.start)..<Int(after.end))
    }

    private func chineseParts(around joiner: Range<Int>) -> (Range<Int>, Range<Int>) {
        let edges = QuestionReading.edges
        var start = joiner.lowerBound
        while start > 0, !edges.before.contains(text.scalars[start - 1]) { start -= 1 }
        var end = joiner.upperBound
        while end < text.count, !edges.after.contains(text.scalars[end]),
            !marks.contains(where: { $0.range.lowerBound == end && stopsPart($0) })
        {
            end += 1
        }
        return (start..<joiner.lowerBound, joiner.upperBound..<end)
    }

    private func stopsPart(_ mark: QuestionMark) -> Bool {
        !mark.kinds.isDisjoint(with: [.good, .either, .ask, .asking, .joiner])
    }

    /// Scalars that end the left part (of, for, marks) and the right part.
    private static let edges: (before: Set<UInt32>, after: Set<UInt32>) = (
        [0x7684, 0x5BF9, 0x4E3A, 0x628A, 0x2C, 0x3A, 0x3F, 0x3002, 0x60A8, 0x4F60],
        [0x7684, 0x2C, 0x3F, 0x3002, 0x5427, 0x21]
    )

    /// Whether leaving one side out leaves a sentence: in English where the right word ends its
    /// group, so that nothing behind belongs to it alone.
    private func isWhole(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        if question.isChinese { return left.count <= 8 && right.count <= 8 }
        if text.scalars[..<left.lowerBound].contains(0x2C) { return false }
        let after = tokens.first { Int($0.start) >= right.upperBound }
        guard let after, after.kind == .letter else { return true }
        let word = string(text.originalRange(Int(after.start)..<Int(after.end)))
        if ["a", "the", "our", "your"].contains(word) { return true }
        // "Peace of mind" is one thing, "the speed of our answers" is not.
        return word == "of"
            && marks.contains {
                $0.kinds.contains(.determiner) && $0.range.upperBound == left.lowerBound - 1
            }
    }
}
