extension String {
    /// The candidate that was probably meant: the one with the fewest slips of the finger (a letter
    /// wrong, left out, added, or two swapped), if they are few for its length.
    public func nearest(among candidates: some Sequence<String>) -> String? {
        let own = Array(lowercased().unicodeScalars.prefix(64))
        var best: (slips: Int, text: String)?
        for candidate in candidates {
            let other = Array(candidate.lowercased().unicodeScalars.prefix(64))
            let limit = Swift.max(1, Swift.min(own.count, other.count) / 3)
            guard abs(own.count - other.count) <= limit else { continue }
            let slips = String.slips(own, other)
            guard slips <= limit else { continue }
            // Of equals the first by letter, so that the answer never depends on hashing.
            if let best, (best.slips, best.text) <= (slips, candidate) { continue }
            best = (slips, candidate)
        }
        return best?.text
    }

    /// The optimal string alignment distance.
    private static func slips(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        guard !a.isEmpty, !b.isEmpty else { return Swift.max(a.count, b.count) }
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                row[j] = Swift.min(change, last[j] + 1, row[j - 1] + 1)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    row[j] = Swift.min(row[j], before[j - 2] + 1)
                }
            }
            before = last
            last = row
        }
        return last[b.count]
    }
}
