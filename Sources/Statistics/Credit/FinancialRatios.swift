/// The usual ratios of a customer's accounts; each absent where its divisor is not positive.
/// Source: Brealey, Myers, Allen "Principles of Corporate Finance".
public struct FinancialRatios: Hashable, Sendable {
    public let current: Double?
    public let quick: Double?
    public let debtToAssets: Double?
    public let debtToEquity: Double?
    public let interestCover: Double?
    public let returnOnAssets: Double?
    /// Days that customers of this company take to pay it.
    public let receivableDays: Double?

    public static let method = Method(
        "credit.ratios", source: "Brealey, Myers, Allen, Principles of Corporate Finance")

    public init(
        currentAssets: Double, inventory: Double, currentLiabilities: Double, assets: Double,
        liabilities: Double, operatingProfit: Double, interest: Double, receivables: Double,
        sales: Double
    ) {
        func ratio(_ top: Double, _ bottom: Double) -> Double? {
            bottom > 0 ? top / bottom : nil
        }
        current = ratio(currentAssets, currentLiabilities)
        quick = ratio(currentAssets - inventory, currentLiabilities)
        debtToAssets = ratio(liabilities, assets)
        debtToEquity = ratio(liabilities, assets - liabilities)
        interestCover = ratio(operatingProfit, interest)
        returnOnAssets = ratio(operatingProfit, assets)
        receivableDays = ratio(receivables * 365, sales)
    }
}
