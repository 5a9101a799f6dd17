/// How one model of texts learns.
public struct LearningTerms: Sendable, Equatable {
    public var scheme = FeatureScheme()
    /// A piece that fewer texts hold is not looked at.
    public var fewestTexts = 1
    public var weighsByRarity = true
    public var countsRepeats = false
    /// How strongly the log-count ratio of a piece shapes its scale, 0 to 1: Wang and Manning,
    /// "Baselines and bigrams", ACL 2012.
    public var ratioShare = 0.3
    /// Added to the counts of the ratio.
    public var ratioPrior = 1.0
    /// What a unit of slack costs.
    public var cost = 1.0
    /// What the measures of the lexicon weigh beside the text, which has length one.
    public var sideShare: Float = 0.3
    /// A small network learns instead of the linear machine; ratios and cost mean nothing to it.
    public var net: NetTerms?
    public var seed: UInt64 = 1

    public init() {}
}
