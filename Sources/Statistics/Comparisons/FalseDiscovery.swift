/// Corrections for many tests at once.
public enum FalseDiscovery {
    public static let method = Method(
        "falseDiscovery.benjaminiHochberg",
        source: "Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57(1)")

    /// Adjusted p-values in the order given: reject those ≤ q to keep the false share below q.
    public static func adjusted(_ p: [Double]) -> [Double] {
        stepUp(p, factor: 1)
    }

    /// The same under any dependence between the tests.
    /// Source: Benjamini & Yekutieli 2001, Annals of Statistics 29(4).
    public static func adjustedUnderDependence(_ p: [Double]) -> [Double] {
        var sum = 0.0
        for rank in 0..<p.count { sum += 1 / Double(rank + 1) }
        return stepUp(p, factor: sum)
    }

    /// Family-wise error instead of false discoveries.
    /// Source: Holm 1979, Scandinavian Journal of Statistics 6(2).
    public static func holm(_ p: [Double]) -> [Double] {
        let order = p.indices.sorted { p[$0] < p[$1] }
        var result = p
        var largest = 0.0
        for (rank, index) in order.enumerated() {
            largest = max(largest, p[index] * Double(p.count - rank))
            result[index] = min(1, largest)
        }
        return result
    }

    private static func stepUp(_ p: [Double], factor: Double) -> [Double] {
        let order = p.indices.sorted { p[$0] > p[$1] }
        let m = Double(p.count) * factor
        var result = p
        var smallest = 1.0
        for (place, index) in order.enumerated() {
            let rank = Double(p.count - place)
            smallest = min(smallest, p[index] * m / rank)
            result[index] = smallest
        }
        return result
    }
}
