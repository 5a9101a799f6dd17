/// Which byte parts the fields, told by the first lines.
enum Delimiter {
    private static let candidates = Array(",\t;|".utf8)

    /// The one that parts the first lines into the same number of fields, the most of them; a
    /// comma where nothing does.
    static func guessed(_ beginning: [UInt8]) -> UInt8 {
        let rows = counts(beginning)
        guard let header = rows.first else { return candidates[0] }
        var best = (candidate: 0, score: 0)
        for candidate in candidates.indices where header[candidate] > 0 {
            let agreeing = rows.count { $0[candidate] == header[candidate] }
            // Rows that agree weigh more than fields: text holds commas, but not evenly.
            let score = agreeing * 1_000 / rows.count * 1_000 + min(header[candidate], 999)
            if score > best.score { best = (candidate, score) }
        }
        return candidates[best.candidate]
    }

    /// Of each of the first lines: how often each candidate stands outside quotes.
    private static func counts(_ beginning: [UInt8]) -> [[Int]] {
        var rows: [[Int]] = []
        var row = [Int](repeating: 0, count: candidates.count)
        var isInQuotes = false
        for byte in beginning {
            if byte == TableReader.quote { isInQuotes.toggle() }
            guard !isInQuotes else { continue }
            if byte == 0x0A || byte == 0x0D {
                if row.contains(where: { $0 > 0 }) { rows.append(row) }
                row = [Int](repeating: 0, count: candidates.count)
                if rows.count == 40 { break }
            } else if let candidate = candidates.firstIndex(of: byte) {
                row[candidate] += 1
            }
        }
        if rows.isEmpty, row.contains(where: { $0 > 0 }) { rows.append(row) }
        return rows
    }
}
