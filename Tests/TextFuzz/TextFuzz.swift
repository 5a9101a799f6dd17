import Base
import Language
import Operations
import TestSupport

/// Sends tables of hostile texts through every method of `nuo text`, learning ones too: an answer
/// or a refusal, never a trap, and figures that can be.
struct TextFuzz {
    /// Texts of one table.
    static let rows = 100

    private(set) var answered = 0
    private(set) var refused = 0
    private var chance: SystemChance
    private let lexicons = Project.lexicons

    init(seed: UInt64) { chance = SystemChance(seed: seed) }

    private static let calls: [(method: String, options: [String])] = [
        ("sentiment", ["--text", "text"]),
        ("sentiment", ["--text", "text", "--label", "label", "--train", "lesson"]),
        (
            "sentiment",
            [
                "--text", "text", "--label", "label", "--positive", "x", "--train", "lesson",
                "--adapt", "lesson", "--reasons", "3",
            ]
        ),
        ("topics", ["--text", "text"]),
        ("aspects", ["--text", "text"]),
        (
            "aspects",
            ["--text", "text", "--aspect", "label", "--polarity", "side", "--train", "lesson"]
        ),
        ("intents", ["--text", "text", "--label", "label", "--train", "lesson", "--reject", "x"]),
        (
            "same",
            [
                "--first", "text", "--second", "other", "--label", "label", "--positive", "x",
                "--train", "lesson",
            ]
        ),
        ("mask", ["--text", "text"]),
        ("coach", ["--text", "text"]),
    ]

    /// One more table through one method after the other; learning takes longer and comes seldom.
    /// - Returns: what went wrong, in one line; nil when nothing did.
    mutating func fault(_ number: Int) throws -> String? {
        let table = table()
        let lesson = table
        if let fault = words(table) { return fault }
        for (method, options) in Self.calls
        where !options.contains("lesson") || number % 20 == 0 {
            let call = try TextCall(method: method, options: options)
            do {
                let answer = try call.run(
                    TextDesk(
                        table: try Self.reader(table), terms: TextTerms(), lexicons: lexicons,
                        open: { _ in try Self.reader(lesson) }, bytes: { _ in [] },
                        save: { _, _ in }, seconds: { 1 }, progress: { _ in }))
                answered += 1
                if let fault = try fault(in: answer) { return "\(method): \(fault)" }
            } catch let refusal as Refusal {
                // Chance may leave a lesson without two sides; what learns nothing has no reason.
                guard options.contains("lesson") else { return "\(method): \(refusal.code)" }
                refused += 1
            }
        }
        return nil
    }

    private mutating func table() -> [UInt8] {
        var rows = [["text", "other", "label", "side"]]
        for _ in 0..<Self.rows {
            let sides = ["x", "y"]
            rows.append([
                HostileText.text(using: &chance), HostileText.text(using: &chance),
                sides[Int.random(in: 0..<2, using: &chance)],
                sides[Int.random(in: 0..<2, using: &chance)],
            ])
        }
        // A null would make the whole table no text; `words` tries them.
        return DelimitedText.lines(rows).utf8.filter { $0 != 0 }
    }

    private static func reader(_ bytes: [UInt8]) throws -> TableReader {
        try TableReader.open(MemorySource(bytes), delimiter: UInt8(ascii: ","))
    }

    private func fault(in answer: AnalysisAnswer) throws -> String? {
        try answer.writeRecords { _ in }
        guard (try? JSON(parsing: answer.text(.json))) != nil else { return "no JSON" }
        guard answer.n + answer.dropped == Self.rows else {
            return "\(answer.n) and \(answer.dropped) of \(Self.rows) rows"
        }
        for group in answer.groups {
            if let score = group.fields["meanScore"]?.number, score.magnitude > 1 {
                return "mean \(score)"
            }
            if let share = group.fields["accuracy"]?.number, !(0...1).contains(share) {
                return "accuracy \(share)"
            }
        }
        return nil
    }

    /// Words of plain lines, also of bytes that are no UTF-8: nothing but blanks may come or go.
    private mutating func words(_ table: [UInt8]) -> String? {
        var bytes = table
        for _ in 0..<8 {
            bytes[Int.random(in: 0..<bytes.count, using: &chance)] = .random(
                in: 0...255, using: &chance)
        }
        let coached = lexicons.coach.reading(of: bytes).advice
        guard coached.allSatisfy({ $0.range.upperBound <= bytes.count }) else {
            return "advice beyond the text"
        }
        _ = lexicons.personal.masked(bytes)
        let parted = WordTexts(lexicons).parted(bytes)
        return parted.isEmpty ? "no words" : nil
    }
}
