import Base

extension InstrumentReader {
    func readBounds(
        _ node: DocumentNode, _ kind: Item.Kind, _ cell: Item.Kind, optionCount: Int
    ) -> Item.Bounds {
        switch kind {
        case .text, .longText: return length(node, kind)
        case .matrix where cell == .text: return length(node, cell)
        case .number: return range(node)
        case .date:
            let first = node.child("min").map { $0.day() ?? "0001-01-01" } ?? "0001-01-01"
            let last = node.child("max").map { $0.day() ?? "9999-12-31" } ?? "9999-12-31"
            guard node.inOrder(first <= last) else { return .none }
            return .days(first: first, last: last)
        case .time:
            let first = node.child("min").map { $0.time() ?? "00:00" } ?? "00:00"
            let last = node.child("max").map { $0.time() ?? "23:59" } ?? "23:59"
            guard node.inOrder(first <= last) else { return .none }
            return .times(first: first, last: last)
        case .multiple: return count(node, of: optionCount, usual: 1)
        case .ranking: return count(node, of: optionCount, usual: optionCount)
        case .constantSum:
            let total = node.child("total").map { $0.number() ?? 100 } ?? 100
            if total <= 0 { node.child("total")?.fault("notPositive") }
            return .total(total)
        case .file: return .files(fileTerms(node))
        default: return .none
        }
    }

    private func length(_ node: DocumentNode, _ kind: Item.Kind) -> Item.Bounds {
        let most = kind == .text ? 1_000 : 20_000
        let usual = kind == .text ? 200 : 4_000
        return .length(node.child("max_length").map { $0.whole(in: 1...most) ?? usual } ?? usual)
    }

    private func range(_ node: DocumentNode) -> Item.Bounds {
        let low = node.child("min").map { $0.number() ?? 0 } ?? -1e15
        let high = node.child("max").map { $0.number() ?? low } ?? 1e15
        guard node.inOrder(low <= high) else { return .none }
        var step = node.flag("whole") ? 1.0 : 0
        if let child = node.child("step") {
            step = child.number() ?? 0
            if step <= 0 { child.fault("notPositive") }
        }
        return .range(low...high, step: step)
    }

    private func fileTerms(_ node: DocumentNode) -> FileTerms {
        var terms = FileTerms.usual
        if let types = node.child("types") {
            let found = types.list().compactMap { $0.choice(FileType.Family.self) }
            if types.value.array?.isEmpty == true { types.fault("empty") }
            if !found.isEmpty { terms.families = found }
        }
        let megabytes = node.child("max_size").flatMap { $0.whole(in: 1...FileTerms.megabytesMost) }
        if let megabytes { terms.bytes = megabytes << 20 }
        terms.count = node.child("max").flatMap { $0.whole(in: 1...FileTerms.countMost) } ?? 1
        return terms
    }

    /// How many may be chosen; of a ranking at most as many as are asked for at least.
    private func count(_ node: DocumentNode, of optionCount: Int, usual: Int) -> Item.Bounds {
        let most = max(1, optionCount)
        let high = node.child("max").map { $0.whole(in: 1...most) ?? most } ?? most
        let low = node.child("min").map { $0.whole(in: 1...most) ?? 1 } ?? min(max(1, usual), high)
        guard node.inOrder(low <= high) else { return .none }
        return .count(low...high)
    }
}
