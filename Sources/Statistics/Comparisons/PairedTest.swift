/// Student's test of the mean of differences within pairs.
struct PairedTest {
    let estimate: Estimate
    /// Infinite when all differences are the same and not zero.
    let t: Double
    let p: Double

    init(_ differences: Moments, method: Method, level: Double) {
        let degrees = Double(differences.count - 1)
        let error = differences.standardErrorOfMean ?? .infinity
        estimate = .student(
            differences.mean, error, degrees: degrees, n: differences.count, method: method,
            level: level)
        if error > 0 {
            t = differences.mean / error
        } else {
            t = differences.mean == 0 ? 0 : differences.mean * .infinity
        }
        p = StudentT(degrees: degrees).twoSidedP(t)
    }
}
