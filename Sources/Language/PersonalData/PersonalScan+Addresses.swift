extension PersonalScan {
    /// Streets with a house number, in both languages.
    func addresses() -> [PersonalSpan] {
        var spans: [PersonalSpan] = []
        var place = 0
        while place < scalars.count {
            let range = chinese(at: place) ?? english(at: place)
            if let range { spans.append(PersonalSpan(kind: .address, range: range)) }
            place = max(place + 1, range?.upperBound ?? 0)
        }
        return spans
    }

    /// A road, a number and what it counts: `中山北路 1200 弄 5 号 302 室`.
    private func chinese(at place: Int) -> Range<Int>? {
        guard let road = words.end(of: .road, scalars, from: place), place > 0,
            Scalars.kind(scalars[place - 1]) == .han, var end = housed(from: road)
        else { return nil }
        while let next = housed(from: end) { end = next }
        // A last number without what it counts: `…5号302`.
        var tail = end
        while tail < scalars.count, tail - end < 5, isFigure(tail) { tail += 1 }
        if tail - end >= 2, tail >= scalars.count || Scalars.kind(scalars[tail]) != .han {
            end = tail
        }
        return start(before: place)..<end
    }

    /// A number and what it counts from a place on; blanks between them do not count.
    private func housed(from place: Int) -> Int? {
        var next = skipped(place)
        let first = next
        while next < scalars.count, next - first < 6, isFigure(next) || isNumeral(next) {
            next += 1
        }
        // A letter before the figures is a block: `B座`, `A12栋`.
        guard next > first else { return nil }
        next = skipped(next)
        guard next < scalars.count else { return nil }
        return words.end(of: .house, scalars, from: next)
    }

    private func skipped(_ place: Int) -> Int {
        var next = place
        while next < scalars.count, next - place < 2, scalars[next] == 0x20 || scalars[next] == 0x2C
        {
            next += 1
        }
        return next
    }

    private func isFigure(_ place: Int) -> Bool {
        switch scalars[place] {
        case 0x30...0x39, 0x61...0x7A, 0x2D: true
        default: false
        }
    }

    private func isNumeral(_ place: Int) -> Bool {
        words.end(of: .numeral, scalars, from: place) == place + 1
    }

    /// Where the address begins: behind a mark, or behind the last word that leads to a place.
    private func start(before road: Int) -> Int {
        var first = road
        while first > 0, road - first < 24, Scalars.kind(scalars[first - 1]) == .han { first -= 1 }
        var start = first
        for place in first..<road {
            // The last character before the road is its name, whatever it means elsewhere.
            if let end = words.end(of: .stop, scalars, from: place), end < road { start = end }
        }
        return start
    }

    /// A number, one to four words with capitals, a street: `221 Baker Street`.
    private func english(at place: Int) -> Range<Int>? {
        guard isDigit(place), place == 0 || !isWord(place - 1) else { return nil }
        var next = place
        while next < scalars.count, next - place < 6, isDigit(next) { next += 1 }
        if next < scalars.count, Scalars.kind(scalars[next]) == .letter { next += 1 }
        for index in 0..<5 {
            guard next + 1 < scalars.count, scalars[next] == 0x20, isUpper(next + 1) else {
                return nil
            }
            next += 1
            if index > 0, let end = words.end(of: .street, scalars, from: next) {
                return place..<end
            }
            while next < scalars.count, isWord(next) || scalars[next] == 0x27 { next += 1 }
            if next < scalars.count, scalars[next] == 0x2E { next += 1 }
        }
        return nil
    }

    private func isDigit(_ place: Int) -> Bool {
        scalars[place] >= 0x30 && scalars[place] <= 0x39
    }

    private func isWord(_ place: Int) -> Bool {
        let kind = Scalars.kind(scalars[place])
        return kind == .letter || kind == .digit
    }
}
