import Base
import Domain

/// A text with the words marked that moved its mood, and the mood as a chip.
struct MoodView {
    let reading: JSON
    let words: Words
    /// Of the workspace's themes, by id.
    var names: [String: String] = [:]

    /// Beside the text: how good or bad, what it speaks of.
    var chip: JSON {
        let mood = reading["mood"]?.string ?? ""
        return [
            "tone": .string(MoodView.tones[mood] ?? ""),
            "label": .string(words["texts.mood.\(mood)"]),
            "score": .string(MoodView.signed(reading["score"]?.number ?? 0)),
            "themes": .array(themes),
        ]
    }

    /// The text in pieces, those marked that moved the mood.
    func pieces(of text: String) -> JSON {
        let bytes = Array(text.utf8)
        var pieces: [JSON] = []
        func add(_ range: Range<Int>, _ weight: Double?) {
            guard !range.isEmpty else { return }
            pieces.append([
                "text": .string(String(decoding: bytes[range], as: UTF8.self)),
                "tone": weight.map { .string($0 < 0 ? "bad" : "good") } ?? .null,
                "weight": .string(weight.map(MoodView.signed) ?? ""),
            ])
        }
        var place = 0
        for word in reading["words"]?.array ?? [] {
            guard let from = word["from"]?.integer, let to = word["to"]?.integer,
                place <= from, from < to, to <= bytes.count
            else { continue }
            add(place..<from, nil)
            add(from..<to, word["weight"]?.number ?? 0)
            place = to
        }
        add(place..<bytes.count, nil)
        return .array(pieces)
    }

    private var themes: [JSON] {
        (reading["themes"]?.array ?? []).compactMap { theme in
            guard let key = theme["key"]?.string, let mood = theme["mood"]?.number else {
                return nil
            }
            return ["name": .string(names[key] ?? key), "score": .string(MoodView.signed(mood))]
        }
    }

    private static let tones = ["negative": "bad", "neutral": "", "positive": "good"]

    /// `+0.62`, `−0.30`.
    static func signed(_ value: Double) -> String {
        (value < 0 ? "−" : "+") + value.magnitude.fixed(2)
    }
}
