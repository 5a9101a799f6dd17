/// A small network over the pieces of a text. The measures of a lexicon are not shown to it.
struct NetText: TextMember {
    let scheme: FeatureScheme
    let countsRepeats: Bool
    let index: HashIndex
    let rarity: [Float]
    /// What its scores are multiplied by.
    let share: Float
    let net: SmallNet

    /// - Parameter targets: of each text the number of its class.
    init(
        _ features: Pieces, targets: [Int], classes: Int, terms: LearningTerms, net: NetTerms
    ) {
        let vocabulary = Vocabulary(features, terms)
        var rows = SparseRows()
        rows.width = vocabulary.index.count
        for number in 0..<vocabulary.count { rows.append(vocabulary.row(of: number, terms)) }
        self.init(
            scheme: terms.scheme, countsRepeats: terms.countsRepeats, index: vocabulary.index,
            rarity: vocabulary.rarity, share: net.share,
            net: SmallNet(rows, targets: targets, classes: classes, net, seed: terms.seed))
    }

    init(
        scheme: FeatureScheme, countsRepeats: Bool, index: HashIndex, rarity: [Float],
        share: Float, net: SmallNet
    ) {
        self.scheme = scheme
        self.countsRepeats = countsRepeats
        self.index = index
        self.rarity = rarity
        self.share = share
        self.net = net
    }

    func scores(_ features: [Feature], sides: [Float]) -> [Float] {
        net.scores(row(features)).map { $0 * share }
    }

    func shares(of number: Int, _ row: Vectors.Row) -> [Float] {
        net.shares(of: number, row).map { $0 * share }
    }
}
