import Foundation
import Language

/// The project's own words, as the program reads them.
enum Shelf {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func file(_ name: String) -> [UInt8] {
        let path = root.appendingPathComponent("Resources/wording/\(name)").path
        return FileManager.default.contents(atPath: path).map { Array($0) } ?? []
    }

    static let folding = Folding.full
    static let mood = MoodLexicon([file("mood-zh.txt"), file("mood-en.txt")], folding: folding)
    static let personal = PersonalData(file("personal.txt"), folding: folding)
    static let themes = ThemeLexicon(
        [
            (.touchpoint, "delivery", ["物流", "送货", "delivery"]),
            (.dimension, "assurance", ["态度", "polite"]),
            (.dimension, "tangibles", ["房间", "设施", "room"]),
            (.dimension, "empathy", ["热情", "耐心", "friendly"]),
        ], folding: folding)
    static let segmenter: Segmenter = {
        var segmenter = Segmenter(folding: folding)
        segmenter.add(dictionary: file("words-zh.txt"), count: 100)
        return segmenter
    }()

    static func normal(_ text: String) -> NormalText {
        NormalText(Array(text.utf8), folding: folding)
    }
}

/// Chance that is the same on every run.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
