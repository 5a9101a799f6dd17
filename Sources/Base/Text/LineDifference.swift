/// Two texts line by line: what stayed, what went and what came.
public struct LineDifference: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case same, old, new
    }

    public struct Line: Hashable, Sendable {
        public let kind: Kind
        public let text: String
        /// Numbers from 1; of a line that came, only in the new text, and so on.
        public let oldNumber: Int?
        public let newNumber: Int?
    }

    public let lines: [Line]

    /// As few changes as there can be (Myers 1986, as the standard library does it).
    public init(from old: String, to new: String) {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false)
        var gone = Set<Int>()
        var come = Set<Int>()
        for change in after.difference(from: before) {
            switch change {
            case .remove(let place, _, _): gone.insert(place)
            case .insert(let place, _, _): come.insert(place)
            }
        }
        var lines: [Line] = []
        var (a, b) = (0, 0)
        while a < before.count || b < after.count {
            if gone.contains(a) {
                lines.append(
                    Line(kind: .old, text: String(before[a]), oldNumber: a + 1, newNumber: nil))
                a += 1
            } else if come.contains(b) {
                lines.append(
                    Line(kind: .new, text: String(after[b]), oldNumber: nil, newNumber: b + 1))
                b += 1
            } else {
                lines.append(
                    Line(kind: .same, text: String(after[b]), oldNumber: a + 1, newNumber: b + 1))
                a += 1
                b += 1
            }
        }
        self.lines = lines
    }

    /// Only what changed, with some lines around it.
    public func near(_ around: Int) -> [Line] {
        var isNear = [Bool](repeating: false, count: lines.count)
        for (place, line) in lines.enumerated() where line.kind != .same {
            for near in max(0, place - around)..<min(lines.count, place + around + 1) {
                isNear[near] = true
            }
        }
        return zip(lines, isNear).filter(\.1).map(\.0)
    }
}
