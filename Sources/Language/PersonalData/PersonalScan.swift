/// Finds mail addresses, names by what stands beside them, and postal addresses.
struct PersonalScan {
    let scalars: UnsafeBufferPointer<UInt32>
    let words: PersonalWords
    /// Whether the original has a capital letter there.
    let isUpper: (Int) -> Bool

    // MARK: Mail

    func mails() -> [PersonalSpan] {
        var spans: [PersonalSpan] = []
        for place in scalars.indices where scalars[place] == 0x40 {
            var start = place
            while start > 0, place - start < 64, Self.isLocal(scalars[start - 1]) { start -= 1 }
            var end = place + 1
            while end < scalars.count, end - place < 254, Self.isHost(scalars[end]) { end += 1 }
            while end > place + 1, scalars[end - 1] == 0x2E || scalars[end - 1] == 0x2D { end -= 1 }
            while start < place, scalars[start] == 0x2E { start += 1 }
            let host = scalars[(place + 1)..<end]
            guard start < place, let dot = host.lastIndex(of: 0x2E), dot > place + 1, end - dot > 2
            else { continue }
            spans.append(PersonalSpan(kind: .mail, range: start..<end))
        }
        return spans
    }

    private static func isLocal(_ scalar: UInt32) -> Bool {
        isHost(scalar) || scalar == 0x5F || scalar == 0x2B || scalar == 0x25
    }

    private static func isHost(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x61...0x7A, 0x30...0x39, 0x2E, 0x2D: true
        default: false
        }
    }

    // MARK: Names

    func named() -> [PersonalSpan] {
        var spans: [PersonalSpan] = []
        for place in scalars.indices {
            let name =
                (words.end(of: .named, scalars, from: place).flatMap { follows($0, isFull: true) })
                ?? (words.end(of: .address, scalars, from: place).flatMap { latin(after: $0, 2) })
                ?? (words.end(of: .signed, scalars, from: place).flatMap { signature(after: $0) })
                ?? (words.end(of: .family, scalars, from: place).flatMap {
                    follows($0, isFull: false)
                }) ?? titled(at: place)
            if let name { spans.append(PersonalSpan(kind: .name, range: name)) }
        }
        return spans
    }

    /// A name after a word that announces one: `姓名：李明`, `my name is Ann Lee`.
    private func follows(_ end: Int, isFull: Bool) -> Range<Int>? {
        // A sentence that ends with "name" announces none.
        guard end < scalars.count, scalars[end] != 0x2E else { return nil }
        var start = end
        while start < scalars.count, start - end < 3,
            Self.isJoint(scalars[start]) || scalars[start] == 0x662F
        {
            start += 1
        }
        guard start < scalars.count else { return nil }
        if Scalars.kind(scalars[start]) == .letter { return latin(after: end, 3) }
        guard words.end(of: .notname, scalars, from: start) == nil,
            let family = words.end(of: .surname, scalars, from: start)
        else { return nil }
        guard isFull else { return isEnd(family) ? start..<family : nil }
        // Two characters of a given name before one; a name ends where no Han follows, or with a
        // word that goes on after names.
        for length in [2, 1] where family + length <= scalars.count {
            let stop = family + length
            let isHan = (family..<stop).allSatisfy { Scalars.kind(scalars[$0]) == .han }
            if isHan, isEnd(stop) { return start..<stop }
        }
        return nil
    }

    private func isEnd(_ place: Int) -> Bool {
        place >= scalars.count || Scalars.kind(scalars[place]) != .han
            || words.end(of: .end, scalars, from: place) != nil
            || words.end(of: .title, scalars, from: place) != nil
    }

    /// A family name, perhaps a given one, before a title: `王小明先生`.
    private func titled(at place: Int) -> Range<Int>? {
        guard Scalars.kind(scalars[place]) == .han,
            words.end(of: .title, scalars, from: place) != nil
        else { return nil }
        for length in [3, 2, 1] where place >= length {
            let start = place - length
            guard let family = words.end(of: .surname, scalars, from: start), family <= place,
                (start..<place).allSatisfy({ Scalars.kind(scalars[$0]) == .han }),
                words.end(of: .notname, scalars, from: start) == nil
            else { continue }
            // Without a given name nothing else tells a family name from the end of a word.
            let isApart =
                start == 0 || Scalars.kind(scalars[start - 1]) != .han
                || words.end(of: .stop, scalars, from: start - 1) != nil
                || words.end(of: .before, scalars, from: start - 1) == start
            if isApart { return start..<place }
        }
        return nil
    }

    /// Up to some words with capitals.
    private func latin(after end: Int, _ most: Int) -> Range<Int>? {
        var place = end
        while place < scalars.count, place - end < 3, Self.isJoint(scalars[place]) { place += 1 }
        let start = place
        var stop = place
        for _ in 0..<most {
            guard place < scalars.count, Scalars.kind(scalars[place]) == .letter, isUpper(place)
            else { break }
            while place < scalars.count, place - start < 60,
                Scalars.kind(scalars[place]) == .letter || scalars[place] == 0x27
                    || scalars[place] == 0x2D
            {
                place += 1
            }
            stop = place
            while place < scalars.count, place - stop < 2,
                scalars[place] == 0x20 || scalars[place] == 0x2E
            {
                place += 1
            }
        }
        return stop - start > 1 ? start..<stop : nil
    }

    /// `Kind regards,` and a name on the next line, or behind the comma.
    private func signature(after end: Int) -> Range<Int>? {
        guard end < scalars.count, scalars[end] == 0x2C || scalars[end] == 0x0A else { return nil }
        guard let name = latin(after: end, 3) else { return nil }
        let isLine = name.upperBound >= scalars.count || Self.isLineEnd(scalars[name.upperBound])
        return isLine ? name : nil
    }

    private static func isLineEnd(_ scalar: UInt32) -> Bool { scalar == 0x0A || scalar == 0x2E }

    private static func isJoint(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x20, 0x2E, 0x3A, 0x2C, 0x0A, 0x2D: true
        default: false
        }
    }
}
