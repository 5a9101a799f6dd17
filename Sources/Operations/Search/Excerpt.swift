/// A line or two of a text around the words that were looked for.
struct Excerpt: Hashable, Sendable {
    struct Piece: Hashable, Sendable {
        let text: String
        let isFound: Bool
    }

    let pieces: [Piece]

    private static let before = 30
    private static let longest = 160

    /// - Parameter places: ranges of the text's UTF-8, ascending, at borders of characters.
    init(of text: String, showing places: [Range<Int>]) {
        let bytes = Array(text.utf8)
        func isBorder(_ place: Int) -> Bool { place >= bytes.count || bytes[place] & 0xC0 != 0x80 }
        var start = places.first?.lowerBound ?? 0
        for _ in 0..<Excerpt.before where start > 0 {
            repeat { start -= 1 } while !isBorder(start)
        }
        var end = start
        for _ in 0..<Excerpt.longest where end < bytes.count {
            repeat { end += 1 } while !isBorder(end)
        }
        var pieces: [Piece] = []
        func add(_ range: Range<Int>, isFound: Bool) {
            guard !range.isEmpty else { return }
            let line = bytes[range].map { $0 < 0x20 ? 0x20 : $0 }
            pieces.append(Piece(text: String(decoding: line, as: UTF8.self), isFound: isFound))
        }
        if start > 0 { pieces.append(Piece(text: "…", isFound: false)) }
        var place = start
        for found in places where found.lowerBound < end && found.upperBound > start {
            add(place..<max(place, found.lowerBound), isFound: false)
            add(max(place, found.lowerBound)..<min(end, found.upperBound), isFound: true)
            place = min(end, found.upperBound)
        }
        add(place..<max(place, end), isFound: false)
        if end < bytes.count { pieces.append(Piece(text: "…", isFound: false)) }
        self.pieces = pieces
    }
}
