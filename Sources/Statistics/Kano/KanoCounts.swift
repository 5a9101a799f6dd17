/// How many customers read a feature in each category.
public struct KanoCounts: Reversible, Hashable {
    private var counts = Array(repeating: 0, count: 6)

    public init() {}

    public init(_ counts: [KanoCategory: Int]) {
        for (category, count) in counts { self[category] = count }
    }

    public subscript(category: KanoCategory) -> Int {
        get { counts[KanoCounts.place(category)] }
        set { counts[KanoCounts.place(category)] = newValue }
    }

    public mutating func merge(_ other: KanoCounts) {
        for i in 0..<6 { counts[i] += other.counts[i] }
    }

    public mutating func subtract(_ other: KanoCounts) {
        for i in 0..<6 { counts[i] -= other.counts[i] }
    }

    public var n: Int { counts.reduce(0, +) }

    /// Those who are neither reversed nor questionable.
    public var plain: Int {
        self[.attractive] + self[.oneDimensional] + self[.mustBe] + self[.indifferent]
    }

    /// The most frequent; ties go to M > O > A > I > R > Q.
    public var modal: KanoCategory? {
        n > 0 ? best(of: KanoCategory.allCases) : nil
    }

    /// The largest of M, O, A when they outnumber I, R, Q together, else the largest of those.
    /// Source: Berger et al. 1993.
    public var ruled: KanoCategory? {
        guard n > 0 else { return nil }
        let wanted = self[.mustBe] + self[.oneDimensional] + self[.attractive]
        return wanted > n - wanted
            ? best(of: [.mustBe, .oneDimensional, .attractive])
            : best(of: [.indifferent, .reverse, .questionable])
    }

    /// The two largest counts.
    var leading: (first: Int, second: Int) {
        let sorted = counts.sorted(by: >)
        return (sorted[0], sorted[1])
    }

    private func best(of categories: [KanoCategory]) -> KanoCategory {
        var best = categories[0]
        for category in categories where self[category] > self[best] { best = category }
        return best
    }

    private static func place(_ category: KanoCategory) -> Int {
        switch category {
        case .mustBe: 0
        case .oneDimensional: 1
        case .attractive: 2
        case .indifferent: 3
        case .reverse: 4
        case .questionable: 5
        }
    }
}
