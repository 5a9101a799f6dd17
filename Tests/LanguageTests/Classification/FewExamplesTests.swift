import Foundation
import Testing

@testable import Language

/// A few dozen examples, most of them after one pattern, make a gate that lets in what is written
/// otherwise and keeps out most of what is none of it. The sentences are ours: Tests/intents.
@Suite struct FewExamplesTests {
    private struct Asked {
        var inside = 0
        var right = 0
        var outside = 0
        var rejected = 0
        var refused: [String] = []
    }

    private static func ask(_ name: String) throws -> Asked {
        let path = Shelf.root.appendingPathComponent("Tests/intents/\(name).txt")
        let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: " ", maxSplits: 2).map(String.init) }
        let lesson = lines.filter { $0[0] == "learn" }
        let texts = lesson.map { Shelf.normal($0[2]) }
        let labels = lesson.map { $0[1] }
        let classifier = IntentClassifier(
            learning: texts, labels: labels,
            terms: LearningTerms.best(
                of: LearningTerms.intents(seed: 1), learning: texts, labels: labels),
            reject: "")
        var asked = Asked()
        for line in lines where line[0] == "ask" {
            let label = classifier.answer(Shelf.normal(line[2])).label
            if line[1] == "-" {
                asked.outside += 1
                if label == "" { asked.rejected += 1 }
            } else {
                asked.inside += 1
                if label == line[1] { asked.right += 1 } else { asked.refused.append(line[2]) }
            }
        }
        let quality = try #require(classifier.quality)
        #expect(quality.outside == lesson.count, "each was hidden once")
        #expect(quality.texts <= lesson.count)
        return asked
    }

    @Test(arguments: ["zh", "en", "pattern"])
    func whatIsMeantIsUnderstood(_ name: String) throws {
        let asked = try Self.ask(name)
        #expect(asked.inside >= 12 && asked.outside >= 12)
        #expect(20 * asked.right >= 19 * asked.inside, "not understood: \(asked.refused)")
        #expect(3 * asked.rejected >= 2 * asked.outside, "\(asked.rejected) of \(asked.outside)")
        #expect(!asked.refused.contains("请给我退款"))
    }
}
