/// Whether the means of several groups differ, whatever the spread within each, and how much of
/// all spread the groups explain.
/// Source: Welch 1951 "On the Comparison of Several Mean Values: An Alternative Approach",
/// Biometrika 38(3/4).
public struct GroupMeans: Hashable, Sendable {
    public let f: Double
    public let degrees: (between: Double, within: Double)
    public let p: Double
    /// η²: part of the total sum of squares that lies between the groups, 0…1.
    public let explained: Double
    /// Groups with at least two values.
    public let groups: Int
    public let n: Int

    public static let method = Method(
        "mean.groups.welch", source: "Welch 1951, Biometrika 38(3/4)")

    /// - Parameter parts: one for each group; those of fewer than two values say nothing of their
    ///   spread and are left out.
    public init(_ parts: [Moments]) throws(Unfit) {
        let used = parts.filter { $0.count > 1 }
        guard used.count > 1 else { throw .tooFew(have: used.count, need: 2) }
        let whole = Moments.merging(used)
        guard whole.squares > 0 else { throw .constant("value") }
        let within = used.reduce(0) { $0 + $1.squares }
        let between = max(0, whole.squares - within)
        let count = Double(used.count)
        explained = between / whole.squares
        groups = used.count
        n = whole.count
        guard used.allSatisfy({ $0.squares > 0 }) else {
            // A group of equal values has no weight of its own; the common spread must do.
            guard within > 0 else { throw .constant("value within the groups") }
            let rest = Double(whole.count) - count
            f = (between / (count - 1)) / (within / rest)
            degrees = (count - 1, rest)
            p = FisherF(count - 1, rest).upperTail(f)
            return
        }
        let weights = used.map { Double($0.count) * Double($0.count - 1) / $0.squares }
        let total = weights.reduce(0, +)
        let centre = zip(weights, used).reduce(0) { $0 + $1.0 * $1.1.mean } / total
        var spread = 0.0
        var doubt = 0.0
        for (weight, part) in zip(weights, used) {
            spread += weight * (part.mean - centre) * (part.mean - centre)
            doubt += (1 - weight / total) * (1 - weight / total) / Double(part.count - 1)
        }
        f = (spread / (count - 1)) / (1 + 2 * (count - 2) / (count * count - 1) * doubt)
        degrees = (count - 1, (count * count - 1) / (3 * doubt))
        p = FisherF(degrees.between, degrees.within).upperTail(f)
    }

    public static func == (a: GroupMeans, b: GroupMeans) -> Bool {
        (a.f, a.p, a.explained, a.n) == (b.f, b.p, b.explained, b.n)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(f)
        hasher.combine(n)
    }
}
