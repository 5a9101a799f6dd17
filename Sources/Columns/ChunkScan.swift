import Statistics

/// What adds up chunk after chunk. Shares of a table are added up beside each other, each by a scan
/// of its own, and then put together in their order.
protocol ChunkScan: Sendable {
    /// How many numbers it carries: to make and add up several of them must be less work than the
    /// rows are.
    var size: Int { get }
    mutating func add(_ chunk: Chunk)
    /// Takes in what the same scan found in chunks that come later.
    mutating func merge(_ later: Self)
}

extension Table {
    /// The same shares on every machine, so that sums are rounded alike everywhere.
    private static let mostShares = 4

    /// Adds up all chunks, on as many processors as are free.
    func sweep<Scan: ChunkScan>(_ empty: Scan) -> Scan {
        let shares = min(Table.mostShares, chunks.count)
        guard shares > 1, empty.size * shares <= count else {
            return added(chunks.indices, to: empty)
        }
        let found = (0..<shares).concurrentMap { share in
            let from = share * chunks.count / shares
            let to = (share + 1) * chunks.count / shares
            return added(from..<to, to: empty)
        }
        return found.dropFirst().reduce(into: found[0]) { $0.merge($1) }
    }

    private func added<Scan: ChunkScan>(_ places: Range<Int>, to empty: Scan) -> Scan {
        var scan = empty
        for place in places { scan.add(chunks[place]) }
        return scan
    }
}

extension Array where Element: AdditiveArithmetic {
    /// Number by number.
    mutating func add(_ others: [Element]) {
        precondition(count == others.count)
        for place in indices { self[place] += others[place] }
    }
}
