import Operations

/// Bytes that look enough like a table to get far into the reader.
enum HostileTable {
    private static let morsels: [[UInt8]] =
        [
            ",", ",", ";", "\t", "|", "\"", "\"", "\"\"", "\n", "\n", "\r\n", "\r", " ", "0", "5",
            "10", "-1", "1e9", "1e999", "0.5", "1,5", "NA", "N/A", "nan", "inf", "0x1p3", "a",
            "score", "分数", "é", "\u{FEFF}", "\u{2028}", "😀", "9223372036854775808",
            "00000000000000000000000000000000000000001", "+", "'", "\\",
        ].map { Array($0.utf8) } + [
            [0], [0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF5], [0xFF, 0xFE], [0xFE, 0xFF],
            [0x1F, 0x8B], [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], [0x50, 0x4B, 3, 4], [0x1A],
        ]
    /// The first so many are text.
    private static let texts = 38

    static func bytes(using chance: inout some RandomNumberGenerator) -> [UInt8] {
        switch Int.random(in: 0..<8, using: &chance) {
        case 0:
            return (0..<Int.random(in: 0...40, using: &chance)).map { _ in
                UInt8.random(in: 0...255, using: &chance)
            }
        case 1: return soup(among: morsels.count, &chance)
        case 2, 3: return soup(among: texts, &chance)
        case 4, 5: return broken(sound(&chance), &chance)
        default: return sound(&chance)
        }
    }

    static func cell(using chance: inout some RandomNumberGenerator) -> String {
        let pieces = (0..<Int.random(in: 0...4, using: &chance)).flatMap { _ in
            morsels[Int.random(in: 0..<texts, using: &chance)]
        }
        return String(decoding: pieces, as: UTF8.self)
    }

    private static func soup(among count: Int, _ chance: inout some RandomNumberGenerator)
        -> [UInt8]
    {
        (0..<Int.random(in: 0...30, using: &chance)).flatMap { _ in
            morsels[Int.random(in: 0..<count, using: &chance)]
        }
    }

    /// A table of scores as a spreadsheet writes it.
    private static func sound(_ chance: inout some RandomNumberGenerator) -> [UInt8] {
        let width = Int.random(in: 1...3, using: &chance)
        var rows = [(0..<width).map { "score\($0)" }]
        for _ in 0..<Int.random(in: 0...6, using: &chance) {
            rows.append(
                (0..<width).map { _ in
                    Int.random(in: 0..<5, using: &chance) == 0
                        ? cell(using: &chance) : "\(Int.random(in: 0...10, using: &chance))"
                })
        }
        return Array(DelimitedText.lines(rows).utf8)
    }

    private static func broken(_ whole: [UInt8], _ chance: inout some RandomNumberGenerator)
        -> [UInt8]
    {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...4, using: &chance) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &chance)
            switch Int.random(in: 0..<4, using: &chance) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
            case 1: bytes.remove(at: place)
            case 2:
                let morsel = morsels[Int.random(in: 0..<morsels.count, using: &chance)]
                bytes.insert(contentsOf: morsel, at: place)
            default: bytes.removeLast(bytes.count - place)
            }
        }
        return bytes
    }
}
