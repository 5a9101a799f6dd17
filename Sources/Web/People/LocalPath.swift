/// Where to go after sign-in or a change of language: a path of this site and nothing else, so
/// that no link of ours can lead people elsewhere.
enum LocalPath {
    static func checked(_ text: String?) -> String {
        guard let text, text.utf8.count <= 2_000, text.hasPrefix("/"),
            // Browsers read `//host` and `/\host` as another host, and drop tabs and line ends.
            !text.hasPrefix("//"), !text.utf8.contains(UInt8(ascii: "\\")),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return "/" }
        return text
    }
}
