import Foundation
import Testing

@testable import Language

/// Our own sentences about service, parted by hand by other conventions than PKU's. With the word
/// lists that `scripts/install-packages` brings; without them there is nothing to measure.
@Suite struct SecondStandardTests {
    static let lists = [
        ("/usr/share/rime-data/pinyin_simp.dict.yaml", 1.0),
        ("/usr/share/rime-data/essay.txt", 0.03),
    ]

    @Test(.enabled(if: lists.allSatisfy { FileManager.default.fileExists(atPath: $0.0) }))
    func serviceSentencesArePartedAsByHand() throws {
        var segmenter = Shelf.segmenter
        for (path, share) in Self.lists {
            let bytes = try #require(FileManager.default.contents(atPath: path))
            segmenter.add(dictionary: Array(bytes), share: share)
        }
        let path = Shelf.root.appendingPathComponent("Tests/segmentation/service.txt")
        let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
        #expect(lines.count == 120)
        var (hits, total) = (0, 0)
        for line in lines {
            let words = line.split(separator: " ")
            var wanted = Set<Range<Int>>()
            var place = 0
            for word in words {
                let count = Shelf.normal(String(word)).count
                wanted.insert(place..<place + count)
                place += count
            }
            let found = segmenter.words(in: Shelf.normal(words.joined()))
            hits += found.count { wanted.contains($0) }
            total += found.count + wanted.count
        }
        let score = 2 * Double(hits) / Double(total)
        #expect(score >= 0.83, "\(score)")
    }
}
