/// The words of one language that the coach knows.
struct CoachWords: Sendable {
    private enum Meaning {
        case exception
        case fault(WordingCoach.Fault, better: Int)
        case part(WordingCoach.Part)
    }

    private var tree = PhraseTree()
    private var meanings: [[Meaning]] = []
    private var better: [String] = []

    init(_ file: [UInt8], folding: Folding) {
        for line in file.split(separator: 0x0A) where line.first != UInt8(ascii: "#") {
            let halves = line.split(separator: UInt8(ascii: ">"), maxSplits: 1)
            let words = halves[0].split(separator: 0x20)
            guard words.count > 1, let meaning = meaning(of: words[0], halves) else { continue }
            for word in words.dropFirst() { insert(word, meaning, folding) }
        }
    }

    private mutating func meaning(
        of kind: ArraySlice<UInt8>, _ halves: [ArraySlice<UInt8>]
    ) -> Meaning? {
        let name = String(decoding: kind, as: UTF8.self)
        if name == "except" { return .exception }
        if let part = WordingCoach.Part(rawValue: name) { return .part(part) }
        guard let fault = WordingCoach.Fault(rawValue: name), halves.count == 2 else { return nil }
        better.append(String(decoding: halves[1].drop { $0 == 0x20 }, as: UTF8.self))
        return .fault(fault, better: better.count - 1)
    }

    private mutating func insert(
        _ word: ArraySlice<UInt8>, _ meaning: Meaning, _ folding: Folding
    ) {
        let blanked = word.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }
        let scalars = NormalText(blanked, folding: folding).scalars
        guard !scalars.isEmpty else { return }
        let number = tree.insert(scalars)
        if number == meanings.count { meanings.append([]) }
        meanings[number].append(meaning)
    }

    /// What could be said better in a sentence; what it has goes into `parts`. Where phrases lie
    /// one in the other the longest judges.
    func advice(
        in scalars: UnsafeBufferPointer<UInt32>, parts: inout Set<WordingCoach.Part>
    ) -> [(fault: WordingCoach.Fault, range: Range<Int>, better: String)] {
        var advice: [(fault: WordingCoach.Fault, range: Range<Int>, better: String)] = []
        var covered = 0
        for place in scalars.indices {
            let found = phrases(scalars, at: place)
            for (phrase, _) in found {
                for case .part(let part) in meanings[phrase] { parts.insert(part) }
            }
            guard place >= covered, let judged = found.last(where: { isJudgement($0.phrase) })
            else { continue }
            covered = judged.end
            let fault = meanings[judged.phrase].lazy.compactMap { meaning in
                if case .fault(let fault, let better) = meaning { (fault, better) } else { nil }
            }.first
            if let (fault, better) = fault {
                advice.append((fault, place..<judged.end, self.better[better]))
            }
        }
        return advice
    }

    private func isJudgement(_ phrase: Int) -> Bool {
        meanings[phrase].contains { meaning in
            if case .part = meaning { false } else { true }
        }
    }

    /// All phrases that begin at a place, the shortest first; Latin ones are whole words.
    private func phrases(
        _ scalars: UnsafeBufferPointer<UInt32>, at place: Int
    ) -> [(phrase: Int, end: Int)] {
        let isLatin = Scalars.kind(scalars[place]) == .letter
        if isLatin, place > 0, Scalars.kind(scalars[place - 1]) == .letter { return [] }
        var found: [(phrase: Int, end: Int)] = []
        tree.all(scalars, from: place) { phrase, end in
            let isWhole =
                end >= scalars.count || Scalars.kind(scalars[end - 1]) != .letter
                || Scalars.kind(scalars[end]) != .letter
            if isWhole { found.append((phrase, end)) }
        }
        return found
    }
}
