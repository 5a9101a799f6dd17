import Base

extension Instrument {
    /// How long it takes to answer.
    public struct Duration: Hashable, Sendable {
        /// Seconds for those who are asked only what everybody is asked.
        public let least: Double
        /// Seconds for those who are asked everything.
        public let most: Double

        /// Whole minutes halfway between the two, at least one: what a respondent is told.
        public var minutes: Int { max(1, Int(((least + most) / 120).rounded(.up))) }
    }

    /// The time that reading and answering take, in one of the languages. Words and characters are
    /// read at the speed that the IReST texts are read aloud with: 228 words a minute in English,
    /// 255 characters in Chinese (Trauzettel-Klosinski and Dietz, Investigative Ophthalmology &
    /// Visual Science 53, 2012, 5452–5461). The seconds for answering are our own rule of thumb,
    /// kind by kind; measured times of answers are better wherever there are some.
    public func duration(in language: String) -> Duration {
        durations[language] ?? Duration(least: 0, most: 0)
    }

    static func duration(_ pages: [Page], _ items: [Item], _ language: String) -> Duration {
        var (least, most) = (0.0, 0.0)
        for page in pages {
            var (always, sometimes) = (0.0, 0.0)
            for item in page.items.map({ items[$0] }) {
                let seconds = item.seconds(in: language)
                if item.showIf == nil { always += seconds } else { sometimes += seconds }
            }
            let title = page.title.map { Instrument.readingSeconds($0[language]) } ?? 0
            let head = Instrument.secondsOfPage + title
            if page.showIf == nil { least += head + always }
            most += head + always + sometimes
        }
        return Duration(least: least, most: most)
    }

    /// To press the button and see the next page.
    private static let secondsOfPage = 2.0

    private static let wordsAMinute = 228.0
    private static let charactersAMinute = 255.0

    /// Each Chinese character counts, and each word of letters or figures.
    fileprivate static func readingSeconds(_ text: String) -> Double {
        var (words, characters) = (0, 0)
        var isInWord = false
        for scalar in text.unicodeScalars {
            let isHan = scalar.properties.isIdeographic
            if isHan { characters += 1 }
            let isFigure = (0x30...0x39).contains(scalar.value)
            let isLetter = !isHan && (scalar.properties.isAlphabetic || isFigure)
            if isLetter, !isInWord { words += 1 }
            isInWord = isLetter
        }
        return Double(words) * 60 / wordsAMinute + Double(characters) * 60 / charactersAMinute
    }
}

extension Item {
    /// To read and to answer, in seconds.
    fileprivate func seconds(in language: String) -> Double {
        var words = [title] + (help.map { [$0] } ?? [])
        words += options.map(\.title) + sides.map(\.title)
        if kind != .maxdiff { words += rows.map(\.title) }
        if let scale { words += scale.labels.values }
        let reading = words.reduce(0) { $0 + Instrument.readingSeconds($1[language]) }
        return reading + answering
    }

    private var answering: Double {
        let lines = Double(max(1, cells.count))
        switch kind {
        case .statement: return 0
        case .nps, .csat, .ces, .rating, .single, .yesNo, .consent: return 3
        case .date, .phone: return 8
        case .mail: return 10
        case .text: return 15
        case .longText: return 40
        case .ranking: return 4 * Double(options.count)
        case .constantSum: return 5 * lines
        case .maxdiff: return 4 * lines
        case .matrix, .pairs, .kano:
            return (cells.first?.kind == .text ? 12 : 3) * lines
        default: return 5
        }
    }
}
