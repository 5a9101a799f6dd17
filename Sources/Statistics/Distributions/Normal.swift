import RealModule

/// The standard normal distribution.
public enum Normal {
    /// P(Z ≤ z).
    public static func cdf(_ z: Double) -> Double { 0.5 * Double.erfc(-z / 2.0.squareRoot()) }

    /// P(Z > z), exact in the far tail too.
    public static func upperTail(_ z: Double) -> Double { 0.5 * Double.erfc(z / 2.0.squareRoot()) }

    /// P(|Z| > |z|).
    public static func twoSidedP(_ z: Double) -> Double { Double.erfc(abs(z) / 2.0.squareRoot()) }

    public static func density(_ z: Double) -> Double {
        Double.exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
    }

    /// The z that covers `level` between −z and z.
    public static func twoSided(_ level: Double) -> Double { -quantile((1 - level) / 2) }

    /// The z below which a share p lies.
    /// Source: Wichura 1988, Algorithm AS 241 PPND16, Applied Statistics 37(3).
    public static func quantile(_ p: Double) -> Double {
        precondition(p >= 0 && p <= 1, "a probability lies between 0 and 1")
        if p == 0 { return -.infinity }
        if p == 1 { return .infinity }
        let q = p - 0.5
        if abs(q) <= 0.425 {
            let r = 0.180625 - q * q
            return q * ratio(r, centreTop, centreBottom)
        }
        let tail = q < 0 ? p : 1 - p
        let r = (-Double.log(tail)).squareRoot()
        let z =
            r <= 5 ? ratio(r - 1.6, middleTop, middleBottom) : ratio(r - 5, farTop, farBottom)
        return q < 0 ? -z : z
    }

    private static func ratio(_ x: Double, _ top: [Double], _ bottom: [Double]) -> Double {
        var above = 0.0
        var below = 0.0
        for coefficient in top { above = above * x + coefficient }
        for coefficient in bottom { below = below * x + coefficient }
        return above / below
    }

    private static let centreTop: [Double] = [
        2509.0809287301226727, 33430.575583588128105, 67265.770927008700853,
        45921.953931549871457, 13731.693765509461125, 1971.5909503065514427,
        133.14166789178437745, 3.387132872796366608,
    ]
    private static let centreBottom: [Double] = [
        5226.495278852854561, 28729.085735721942674, 39307.89580009271061,
        21213.794301586595867, 5394.1960214247511077, 687.1870074920579083,
        42.313330701600911252, 1.0,
    ]
    private static let middleTop: [Double] = [
        7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
        1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055,
        4.6303378461565452959, 1.42343711074968357734,
    ]
    private static let middleBottom: [Double] = [
        1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
        0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494,
        2.05319162663775882187, 1.0,
    ]
    private static let farTop: [Double] = [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
        0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358,
        5.4637849111641143699, 6.6579046435011037772,
    ]
    private static let farBottom: [Double] = [
        2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
        7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
        0.59983220655588793769, 1.0,
    ]
}
