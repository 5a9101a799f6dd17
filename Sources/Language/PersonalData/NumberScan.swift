/// Finds the numbers of persons: telephones, identity papers, cards, accounts.
struct NumberScan {
    let scalars: UnsafeBufferPointer<UInt32>
    let words: PersonalWords
    private(set) var spans: [PersonalSpan] = []
    /// The one looked at; kept, since a text of figures has one at every place.
    private var row = Run()

    init(scalars: UnsafeBufferPointer<UInt32>, words: PersonalWords) {
        self.scalars = scalars
        self.words = words
    }

    /// Digits that belong together: groups parted by one blank, point, dash or bracket.
    private struct Run {
        var digits: [UInt8] = []
        /// How many digits stand before the end of each group, and where the group ends.
        var groups: [(digits: Int, end: Int)] = []
        /// How many digits each group has.
        var sizes: [Int] = []
        var hasPlus = false

        mutating func clear() {
            digits.removeAll(keepingCapacity: true)
            groups.removeAll(keepingCapacity: true)
            sizes.removeAll(keepingCapacity: true)
            hasPlus = false
        }
    }

    /// No number of a person is longer.
    private static let longest = 24
    /// As many figures has a telephone number, an identity paper or a card.
    private static let lengths = 7...19

    mutating func run() {
        var place = 0
        // Where a telephone number is announced, it may begin until here.
        var calledUntil = -1
        while place < scalars.count {
            if let end = words.end(of: .call, scalars, from: place) { calledUntil = end + 6 }
            if let end = announced(at: place) {
                place = end
                continue
            }
            guard begins(at: place) else {
                place += 1
                continue
            }
            if let span = lettered(at: place) ?? number(at: place, isCalled: place <= calledUntil) {
                spans.append(span)
                place = span.range.upperBound
            } else {
                // The next group may be one where this is none.
                repeat { place += 1 } while place < scalars.count && isDigit(place)
            }
        }
    }

    private func isDigit(_ place: Int) -> Bool {
        place < scalars.count && scalars[place] >= 0x30 && scalars[place] <= 0x39
    }

    private func isLetter(_ place: Int) -> Bool {
        place >= 0 && place < scalars.count && scalars[place] >= 0x61 && scalars[place] <= 0x7A
    }

    private func isProvince(_ place: Int) -> Bool {
        words.end(of: .province, scalars, from: place) == place + 1
    }

    private func begins(at place: Int) -> Bool {
        let scalar = scalars[place]
        let isStart =
            isDigit(place) || isLetter(place) || scalar == 0x2B || scalar == 0x28
            || Scalars.kind(scalar) == .han
        guard isStart else { return false }
        if Scalars.kind(scalar) == .han {
            return isLetter(place + 1) && isProvince(place)
        }
        guard place > 0 else { return true }
        return !isDigit(place - 1) && !isLetter(place - 1)
    }

    private mutating func read(from start: Int) {
        row.clear()
        var place = start
        // `(+44`: of a row of brackets only the last few are before a number.
        while place < min(start + 3, scalars.count),
            scalars[place] == 0x2B || scalars[place] == 0x28
        {
            if scalars[place] == 0x2B { row.hasPlus = true }
            place += 1
        }
        while isDigit(place), row.digits.count < Self.longest {
            let before = row.digits.count
            while isDigit(place), row.digits.count < Self.longest {
                row.digits.append(UInt8(scalars[place] - 0x30))
                place += 1
            }
            row.groups.append((row.digits.count, place))
            row.sizes.append(row.digits.count - before)
            var next = place
            while next < scalars.count, next - place < 2, Self.isJoint(scalars[next]) { next += 1 }
            guard next > place, isDigit(next) else { break }
            place = next
        }
    }

    private static func isJoint(_ scalar: UInt32) -> Bool {
        scalar == 0x20 || scalar == 0x2D || scalar == 0x2E || scalar == 0x28 || scalar == 0x29
    }

    /// The longest run of groups that is one of our numbers.
    private mutating func number(at start: Int, isCalled: Bool) -> PersonalSpan? {
        read(from: start)
        for (place, (count, end)) in row.groups.enumerated().reversed()
        where Self.lengths.contains(count) {
            let (digits, sizes) = (row.digits[..<count], row.sizes[...place])
            let span = kind(digits, sizes, start, end, isCalled)
            if let span { return span }
        }
        return nil
    }

    private func kind(
        _ digits: ArraySlice<UInt8>, _ sizes: ArraySlice<Int>, _ start: Int, _ end: Int,
        _ isCalled: Bool
    ) -> PersonalSpan? {
        let isClosed = !isDigit(end) && !(isLetter(end) && scalars[end] != 0x78)
        guard isClosed else { return nil }
        if !row.hasPlus, let identity = identity(digits, start, end) { return identity }
        guard !isLetter(end) else { return nil }
        if !row.hasPlus, CheckFigures.isCard(digits, groups: sizes) {
            return PersonalSpan(kind: .card, range: start..<end)
        }
        let isPhone = PhoneNumbers.isPhone(
            digits, groups: sizes, isForeign: row.hasPlus, isCalled: isCalled)
        return isPhone ? PersonalSpan(kind: .phone, range: start..<end) : nil
    }

    private func identity(_ digits: ArraySlice<UInt8>, _ start: Int, _ end: Int) -> PersonalSpan? {
        if digits.count == 17, end < scalars.count, scalars[end] == 0x78, !isLetter(end + 1),
            CheckFigures.isChineseIdentity(digits, check: 10)
        {
            return PersonalSpan(kind: .identity, range: start..<(end + 1))
        }
        guard !isLetter(end) else { return nil }
        if digits.count == 18, let last = digits.last,
            CheckFigures.isChineseIdentity(digits.dropLast(), check: Int(last))
        {
            return PersonalSpan(kind: .identity, range: start..<end)
        }
        return nil
    }

    /// Numbers with letters in them: identity cards of Taiwan and Hong Kong, IBAN, plates.
    private func lettered(at start: Int) -> PersonalSpan? {
        guard isLetter(start) || isProvince(start) else { return nil }
        var end = start
        var piece: [UInt32] = []
        while end < scalars.count, piece.count <= 34 {
            if isDigit(end) || isLetter(end) || (end == start && !isLetter(start)) {
                piece.append(scalars[end])
            } else if !(Self.isJoint(scalars[end]) && piece.count > 1 && isJoinedIBAN(piece, end)) {
                break
            }
            end += 1
        }
        if scalars[start] > 0x7F {
            return CheckFigures.isPlate(piece)
                ? PersonalSpan(kind: .account, range: start..<end) : nil
        }
        if CheckFigures.isIBAN(piece) { return PersonalSpan(kind: .card, range: start..<end) }
        if CheckFigures.isTaiwanIdentity(piece) {
            return PersonalSpan(kind: .identity, range: start..<end)
        }
        // The check figure of Hong Kong may stand in brackets.
        if end + 2 < scalars.count, scalars[end] == 0x28, scalars[end + 2] == 0x29,
            isDigit(end + 1) || scalars[end + 1] == 0x61,
            CheckFigures.isHongKongIdentity(piece + [scalars[end + 1]])
        {
            return PersonalSpan(kind: .identity, range: start..<(end + 3))
        }
        return nil
    }

    /// A colon, 是, 为 or a blank between a word and its number.
    private static func leads(_ scalar: UInt32) -> Bool {
        scalar == 0x20 || scalar == 0x3A || scalar == 0x662F || scalar == 0x4E3A
    }

    private func isJoinedIBAN(_ piece: [UInt32], _ place: Int) -> Bool {
        piece.count.isMultiple(of: 4) && scalars[place] == 0x20
            && (isDigit(place + 1) || isLetter(place + 1))
    }

    /// After a word that announces a number of a person: letters, figures, `_` and `-`.
    private mutating func announced(at place: Int) -> Int? {
        guard var next = words.end(of: .number, scalars, from: place) else { return nil }
        let limit = min(scalars.count, next + 4)
        var isMarked = false
        while next < limit, Self.leads(scalars[next]) {
            isMarked = isMarked || scalars[next] != 0x20
            next += 1
        }
        if next < scalars.count, let span = lettered(at: next) {
            spans.append(span)
            return span.range.upperBound
        }
        let start = next
        var figures = 0
        while next < scalars.count, next - start < 21,
            isDigit(next) || isLetter(next) || scalars[next] == 0x5F || scalars[next] == 0x2D
        {
            figures += isDigit(next) ? 1 : 0
            next += 1
        }
        let length = next - start
        // Words alone are none: "wechat payment".
        guard (5...20).contains(length), figures > 1 || (figures > 0 && isMarked) else {
            return nil
        }
        // What has a check figure of its own is named by it.
        if let span = number(at: start, isCalled: false) {
            spans.append(span)
            return span.range.upperBound
        }
        spans.append(PersonalSpan(kind: .account, range: start..<next))
        return next
    }
}
