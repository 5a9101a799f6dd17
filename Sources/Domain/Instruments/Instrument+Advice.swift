extension Instrument {
    private static let optionsMost = 12
    private static let rankedMost = 7
    private static let rowsMost = 10
    private static let openMost = 5
    private static let cellsMost = 60
    /// From so many required lines on somebody will find one that is not about them.
    private static let rowsForAll = 3

    /// What the structure says without knowing any word.
    /// - Parameters:
    ///   - placed: the questions and their places.
    ///   - direction: 1 for a scale that runs from bad to good, -1 for the other way, 0 where
    ///     it cannot be told.
    public func structuralAdvice(
        _ placed: [PlacedItem], direction: (Item) -> Int
    ) -> [Advice] {
        placed.flatMap { one in
            [tooMany(one), missingNotApplicable(one)].compactMap(\.self) + translations(one)
        } + directions(placed, direction) + length(placed)
    }

    private func tooMany(_ one: PlacedItem) -> Advice? {
        let item = one.item
        let most = item.ranksAll ? Instrument.rankedMost : Instrument.optionsMost
        let isList = [.single, .multiple, .ranking].contains(item.kind) && item.display == .list
        if isList, item.options.count > most, item.options.allSatisfy(\.groups.isEmpty) {
            return Advice(
                "\(one.path).options", "too_many_options",
                words: "\(item.options.count) > \(most)")
        }
        let hasLines = item.kind == .matrix || item.kind == .pairs
        guard hasLines, item.rows.count > Instrument.rowsMost else { return nil }
        return Advice(
            "\(one.path).rows", "too_many_rows",
            words: "\(item.rows.count) > \(Instrument.rowsMost)")
    }

    private func missingNotApplicable(_ one: PlacedItem) -> Advice? {
        let item = one.item
        guard item.isRequired, item.kind == .matrix || item.kind == .pairs, item.scale != nil,
            item.rows.count >= Instrument.rowsForAll, !item.allowsNotApplicable,
            !item.allowsDontKnow, item.rows.allSatisfy({ $0.showIf == nil })
        else { return nil }
        return Advice(one.path, "missing_not_applicable", words: "\(item.rows.count)")
    }

    /// Neighbours whose scales run opposite ways are answered wrongly by habit.
    private func directions(
        _ placed: [PlacedItem], _ direction: (Item) -> Int
    ) -> [Advice] {
        let known = placed.map { ($0, direction($0.item)) }
        return zip(known, known.dropFirst()).compactMap { one, next in
            guard one.1 * next.1 < 0 else { return nil }
            return Advice(next.0.path, "scale_direction", words: one.0.item.key)
        }
    }

    private func length(_ placed: [PlacedItem]) -> [Advice] {
        let forAll = placed.filter { one in
            one.item.showIf == nil && pages[one.item.page].showIf == nil
        }
        let open = forAll.filter { $0.item.kind == .longText || $0.item.kind == .text }
        let cells = forAll.reduce(0) {
            $0 + ($1.item.kind == .statement ? 0 : $1.item.cells.count)
        }
        var found: [Advice] = []
        if open.count > Instrument.openMost {
            found.append(
                Advice(
                    open[Instrument.openMost].path, "too_many_open",
                    words: "\(open.count) > \(Instrument.openMost)"))
        }
        if cells > Instrument.cellsMost {
            found.append(
                Advice(
                    "pages", "too_many_questions", words: "\(cells) > \(Instrument.cellsMost)"))
        }
        return found
    }

    // MARK: Two languages

    private func translations(_ one: PlacedItem) -> [Advice] {
        guard languages.count > 1 else { return [] }
        return one.texts.compactMap { text in
            let (zh, en) = (text.words.zh, text.words.en)
            if Script.hasHan(en) {
                return Advice(text.path(in: "en"), "missing_translation", language: "en")
            }
            if !Script.hasHan(zh), Script.wordCount(zh) >= 3 {
                return Advice(text.path(in: "zh"), "missing_translation", language: "zh")
            }
            if Set(Piping.names(in: zh)) != Set(Piping.names(in: en)) {
                let names = Set(Piping.names(in: zh)).symmetricDifference(Piping.names(in: en))
                return Advice(
                    text.path, "languages_differ", words: names.sorted().joined(separator: ", "))
            }
            let strange = Script.numbersApart(zh, en)
            guard !strange.isEmpty else { return nil }
            return Advice(
                text.path, "languages_differ", words: strange.joined(separator: ", "))
        }
    }
}

extension Item {
    /// Whether every option must be put in order, not only the first few.
    fileprivate var ranksAll: Bool {
        guard kind == .ranking, case .count(let range) = bounds else { return false }
        return range.upperBound == options.count
    }
}

/// What can be told of a text without knowing a word.
private enum Script {
    static func hasHan(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }

    static func wordCount(_ text: String) -> Int {
        text.split { !$0.isLetter }.count { $0.utf8.count > 1 }
    }

    /// Digits of one text that the other has neither in digits nor in words.
    static func numbersApart(_ zh: String, _ en: String) -> [String] {
        let (left, right) = (numbers(zh), numbers(en))
        let (leftSpelt, rightSpelt) = (speltChinese(zh), speltEnglish(en))
        // A text that spells its numbers another way tells nothing.
        let onlyLeft = left.subtracting(right).subtracting(rightSpelt)
        let onlyRight = right.subtracting(left).subtracting(leftSpelt)
        return (onlyLeft.sorted() + onlyRight.sorted())
    }

    private static func numbers(_ text: String) -> Set<String> {
        let outside = Piping.fill(text) { _ in "" }
        var found = Set<String>()
        var digits = ""
        for scalar in outside.unicodeScalars {
            if (0x30...0x39).contains(scalar.value) {
                digits.unicodeScalars.append(scalar)
            } else if scalar != "," || digits.isEmpty {
                if !digits.isEmpty { found.insert(digits) }
                digits = ""
            }
        }
        if !digits.isEmpty { found.insert(digits) }
        return found
    }

    private static let english = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ]

    private static func speltEnglish(_ text: String) -> Set<String> {
        let words = Set(text.lowercased().split { !$0.isLetter }.map(String.init))
        var found = Set(english.indices.filter { words.contains(english[$0]) }.map(String.init))
        if !words.isDisjoint(with: ["once", "single", "a", "an", "first"]) { found.insert("1") }
        if !words.isDisjoint(with: ["twice", "both", "second"]) { found.insert("2") }
        if words.contains("third") { found.insert("3") }
        return found
    }

    // By code point, because sources hold no Chinese text: one to ten, and "two of".
    private static let chinese: [(UInt32, String)] = [
        (0x96F6, "0"), (0x4E00, "1"), (0x4E8C, "2"), (0x4E24, "2"), (0x4E09, "3"),
        (0x56DB, "4"), (0x4E94, "5"), (0x516D, "6"), (0x4E03, "7"), (0x516B, "8"),
        (0x4E5D, "9"), (0x5341, "10"),
    ]

    private static func speltChinese(_ text: String) -> Set<String> {
        let scalars = Set(text.unicodeScalars.map(\.value))
        return Set(chinese.filter { scalars.contains($0.0) }.map(\.1))
    }
}
