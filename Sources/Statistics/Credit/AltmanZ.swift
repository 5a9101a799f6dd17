/// How near a company is to failing, from its accounts. Not meant for banks.
/// Sources: Altman 1968, Journal of Finance 23(4); private firms: Altman 1983; other industries and
/// emerging markets: Altman, Hartzell, Peck 1995.
public struct AltmanZ: Hashable, Sendable {
    public enum Version: String, CaseIterable, Hashable, Sendable {
        /// Listed manufacturers; the last coefficient is 0.999 as printed.
        case listed
        /// Private manufacturers.
        case unlisted
        /// Other industries.
        case general
        /// The same plus 3.25.
        case emerging
    }

    public enum Zone: String, CaseIterable, Hashable, Sendable { case distress, grey, safe }

    public struct Accounts: Hashable, Sendable {
        public let workingCapital: Double
        public let retainedEarnings: Double
        public let operatingProfit: Double
        /// Market value for listed firms, book value for the others.
        public let equity: Double
        public let sales: Double
        public let assets: Double
        public let liabilities: Double

        public init(
            workingCapital: Double, retainedEarnings: Double, operatingProfit: Double,
            equity: Double, sales: Double, assets: Double, liabilities: Double
        ) {
            self.workingCapital = workingCapital
            self.retainedEarnings = retainedEarnings
            self.operatingProfit = operatingProfit
            self.equity = equity
            self.sales = sales
            self.assets = assets
            self.liabilities = liabilities
        }
    }

    public let value: Double
    public let zone: Zone
    public let version: Version

    public static let method = Method(
        "credit.altman", source: "Altman 1968, 1983; Altman, Hartzell, Peck 1995")

    public init(_ accounts: Accounts, _ version: Version) throws(Unfit) {
        guard accounts.assets > 0 else { throw .undefined("there are no assets") }
        guard accounts.liabilities > 0 else { throw .undefined("there are no liabilities") }
        let ratios = [
            accounts.workingCapital / accounts.assets,
            accounts.retainedEarnings / accounts.assets,
            accounts.operatingProfit / accounts.assets,
            accounts.equity / accounts.liabilities, accounts.sales / accounts.assets,
        ]
        let (weights, constant, low, high) = AltmanZ.coefficients(version)
        value = constant + dot(weights, ratios)
        zone = value < low ? .distress : value > high ? .safe : .grey
        self.version = version
    }

    private static func coefficients(
        _ version: Version
    ) -> (weights: [Double], constant: Double, low: Double, high: Double) {
        switch version {
        case .listed: ([1.2, 1.4, 3.3, 0.6, 0.999], 0, 1.81, 2.99)
        case .unlisted: ([0.717, 0.847, 3.107, 0.420, 0.998], 0, 1.23, 2.90)
        case .general: ([6.56, 3.26, 6.72, 1.05, 0], 0, 1.10, 2.60)
        case .emerging: ([6.56, 3.26, 6.72, 1.05, 0], 3.25, 4.35, 5.85)
        }
    }
}
