/// A mean with Student's interval.
public enum Average {
    public static let method = Method("mean.t", source: "Student 1908, Biometrika 6(1)")

    /// One value has a mean but no interval: its ends are then infinite.
    public static func estimate(
        _ moments: Moments, level: Double = 0.95
    ) throws(Unfit) -> Estimate {
        guard moments.count > 0 else { throw .empty }
        guard let error = moments.standardErrorOfMean else {
            return Estimate(
                value: moments.mean, low: -.infinity, high: .infinity, n: 1, method: method,
                level: level)
        }
        return .student(
            moments.mean, error, degrees: Double(moments.count - 1), n: moments.count,
            method: method, level: level)
    }
}
