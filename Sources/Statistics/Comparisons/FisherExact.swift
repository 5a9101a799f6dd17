import RealModule

/// Exact test of two shares where counts are small.
/// Source: Fisher 1935 "The Logic of Inductive Inference"; two-sided by the probability of tables.
public enum FisherExact {
    public static let method = Method("share.fisherExact", source: "Fisher 1935, JRSS 98")

    /// Two-sided p of a table with these hits.
    public static func p(_ a: Share, _ b: Share) throws(Unfit) -> Double {
        guard a.n > 0, b.n > 0 else { throw .empty }
        let hits = a.hits + b.hits
        let low = max(0, hits - b.n)
        let high = min(hits, a.n)
        func mass(_ k: Int) -> Double {
            logChoose(a.n, k) + logChoose(b.n, hits - k) - logChoose(a.n + b.n, hits)
        }
        // Tables that only rounding makes less probable than ours count as ours.
        let bound = mass(a.hits) + 1e-7
        var sum = 0.0
        for k in low...high {
            let found = mass(k)
            if found <= bound { sum += Double.exp(found) }
        }
        return min(1, sum)
    }

    private static func logChoose(_ n: Int, _ k: Int) -> Double {
        Double.logGamma(Double(n + 1)) - Double.logGamma(Double(k + 1))
            - Double.logGamma(Double(n - k + 1))
    }
}
