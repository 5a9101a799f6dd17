import TestSupport

/// Texts as nobody should write them, drawn by chance.
enum HostileText {
    private static let pieces: [String] = [
        "好", "不", "差", "，", "。", "！", "?", " ", "a", "not", "good", "很", "一", "1", "😀", "\u{200B}",
        "服務", "\n", "(", ":)", "但是", "\u{0301}", "𠀀", "ｗ", "%", ".", "-", "—", "…", "\u{202E}",
        "\u{FEFF}", "\0", "\"", ",", "\t", "👨‍👩‍👧", "🇨🇳", "gооd", "rеfund", "13812345678", "@", "a@b.c",
        "110105194912310021", "٣", "①", "Ⅷ", "ﷺ", "ﬁ", "İ", "ß", "ǆ", "한", "か", "ё", "\u{FFFD}",
        "'",
        "never", "北京市朝阳区建国路1号", "王先生", "can't", "您", "https://", "Dr.", "3.14", "。。。", "\r\n",
    ]

    static func text(using chance: inout SystemChance) -> String {
        func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &chance) }
        switch below(12) {
        case 0:
            return String(decoding: (0..<below(60)).map { _ in UInt8(below(256)) }, as: UTF8.self)
        case 1: return String(repeating: pieces[below(pieces.count)], count: 1 + below(400))
        case 2: return "\(UInt64.random(in: 0 ... .max, using: &chance))"
        case 3:
            // Any scalars there are, also those of no script.
            var scalars = String.UnicodeScalarView()
            for _ in 0..<below(40) {
                if let scalar = Unicode.Scalar(UInt32(below(0x110000))) { scalars.append(scalar) }
            }
            return String(scalars)
        default:
            return (0..<below(40)).map { _ in pieces[below(pieces.count)] }.joined()
        }
    }
}
