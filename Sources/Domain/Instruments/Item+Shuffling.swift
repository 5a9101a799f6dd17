import Base

/// Orders of chance that are the same whenever the same respondent comes back.
extension Item {
    /// The question with its options or lines in the order that belongs to `seed`, such as the
    /// response's key; those that are fixed keep their places.
    public func shuffled(by seed: String) -> Item {
        guard isShuffled else { return self }
        var item = self
        // Where lines share their options, these are steps and keep their order.
        if !kind.hasRows {
            item.options = Item.shuffled(options, by: seed + key, isFixed: \.isFixed, name: \.code)
        }
        item.rows = Item.shuffled(rows, by: seed + key, isFixed: \.isFixed, name: \.code)
        item.cells = item.rows.isEmpty ? cells : item.rows.flatMap(cells(of:))
        return item
    }

    static func shuffled<Element>(
        _ elements: [Element], by seed: String, isFixed: (Element) -> Bool,
        name: (Element) -> String
    ) -> [Element] {
        var free = elements.filter { !isFixed($0) }
            .map { (rank: rank(of: name($0), seed), element: $0) }
            .sorted { $0.rank < $1.rank }
            .map(\.element)[...]
        return elements.map { isFixed($0) ? $0 : free.removeFirst() }
    }

    /// A number that depends on every byte: FNV-1a, mixed as in SplitMix64.
    private static func rank(of name: String, _ seed: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in (seed + "/" + name).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return hash ^ (hash >> 31)
    }
}

extension Instrument {
    /// A page's questions in the order that belongs to `seed`.
    public func ordered(_ items: [Item], on page: Int, by seed: String) -> [Item] {
        let items = items.map { $0.shuffled(by: seed) }
        guard pages[page].isShuffled else { return items }
        return Item.shuffled(items, by: seed, isFixed: \.isFixed, name: \.key)
    }
}
