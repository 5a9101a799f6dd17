extension QuestionReading {
    /// Two negations in one clause: people answer the opposite of what they mean.
    var doubleNegative: WordingFinding? {
        guard isJudged || question.use == .choice else { return nil }
        let negations = marks.filter { !$0.kinds.isDisjoint(with: [.negation, .negative]) }
        for (first, second) in zip(negations, negations.dropFirst()) {
            let between = text.scalars[first.range.upperBound..<second.range.lowerBound]
            // A clause of its own has its own negation.
            let isNear = between.count <= (question.isChinese ? 12 : 45)
            guard isNear, !between.contains(0x2C), !between.contains(0x3F) else { continue }
            return finding(
                "double_negative", first.range.lowerBound..<second.range.upperBound)
        }
        return nil
    }

    /// A question for yes or no that is itself a negation: "yes" can mean both.
    var negativeQuestion: WordingFinding? {
        guard question.use == .yesNo, first(.either) == nil, first(.leading) == nil else {
            return nil
        }
        // Checklists hold statements, which say what they mean.
        let isQuestion = question.isChinese ? first(.ask) ?? first(.confirm) : first(.ending)
        guard isQuestion != nil else { return nil }
        return first(.negation).map { finding("negative_question", $0) }
    }

    /// A word that stands for something named nowhere in the question.
    var unclearReference: WordingFinding? {
        guard question.use != .line, !question.pointsBelow, !question.follows else { return nil }
        for (number, mark) in marks.enumerated() {
            let isPronoun = mark.kinds.contains(.pronoun)
            guard isPronoun || mark.kinds.contains(.pointing) && isBare(after: mark) else {
                continue
            }
            if !hasName(before: mark, number) { return finding("unclear_reference", mark) }
        }
        return nil
    }

    /// Whether no noun follows a word that points.
    private func isBare(after mark: QuestionMark) -> Bool {
        let next = tokens.first { Int($0.start) >= mark.range.upperBound }
        guard let next else { return true }
        if next.kind == .mark || next.kind == .symbol { return true }
        return marks.contains {
            $0.range.lowerBound == Int(next.start) && !$0.kinds.isDisjoint(with: [.bare, .ask])
        }
    }

    /// Whether something was named before: in English behind an article or the like, in Chinese
    /// in more characters than address the reader.
    private func hasName(before mark: QuestionMark, _ number: Int) -> Bool {
        guard !question.isChinese else { return mark.range.lowerBound > 4 }
        return marks[..<number].contains { $0.kinds.contains(.determiner) }
    }
}
