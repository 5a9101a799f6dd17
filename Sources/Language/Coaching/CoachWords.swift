/// The words of one language that the coach knows.
struct CoachWords: Sendable {
    private enum Meaning {
        case exception
        case fault(WordingCoach.Fault, better: Int)
        case part(WordingCoach.Part)
    }

    private var phrases = Phrases<[Meaning]>()
    private var better: [String] = []

    init(_ file: [UInt8], folding: Folding) {
        for line in WordLine.all(of: file, notesBehind: UInt8(ascii: ">")) {
            guard let meaning = meaning(of: line) else { continue }
            for word in line.words {
                phrases.add(word, folding: folding, new: []) { $0.append(meaning) }
            }
        }
    }

    private mutating func meaning(of line: WordLine) -> Meaning? {
        if line.kind == "except" { return .exception }
        if let part = WordingCoach.Part(rawValue: line.kind) { return .part(part) }
        guard let fault = WordingCoach.Fault(rawValue: line.kind), let note = line.note else {
            return nil
        }
        better.append(note)
        return .fault(fault, better: better.count - 1)
    }

    /// What could be said better in a sentence; what it has goes into `parts`. Where phrases lie
    /// one in the other the longest judges.
    func advice(
        in scalars: UnsafeBufferPointer<UInt32>, parts: inout Set<WordingCoach.Part>
    ) -> [(fault: WordingCoach.Fault, range: Range<Int>, better: String)] {
        var advice: [(fault: WordingCoach.Fault, range: Range<Int>, better: String)] = []
        var covered = 0
        for place in scalars.indices {
            let found = matches(scalars, at: place)
            for (phrase, _) in found {
                for case .part(let part) in phrases.entries[phrase] { parts.insert(part) }
            }
            guard place >= covered, let judged = found.last(where: { isJudgement($0.phrase) })
            else { continue }
            covered = judged.end
            let fault = phrases.entries[judged.phrase].lazy.compactMap { meaning in
                if case .fault(let fault, let better) = meaning { (fault, better) } else { nil }
            }.first
            if let (fault, better) = fault {
                advice.append((fault, place..<judged.end, self.better[better]))
            }
        }
        return advice
    }

    private func isJudgement(_ phrase: Int) -> Bool {
        phrases.entries[phrase].contains { meaning in
            if case .part = meaning { false } else { true }
        }
    }

    /// All phrases that begin at a place, the shortest first.
    private func matches(
        _ scalars: UnsafeBufferPointer<UInt32>, at place: Int
    ) -> [(phrase: Int, end: Int)] {
        var found: [(phrase: Int, end: Int)] = []
        phrases.tree.allWords(scalars, from: place) { found.append(($0, $1)) }
        return found
    }
}
