/// One of the models whose scores a classifier adds: which pieces it sees and what it makes of
/// them.
protocol TextMember: Sendable {
    var scheme: FeatureScheme { get }
    var countsRepeats: Bool { get }
    var index: HashIndex { get }
    var rarity: [Float] { get }

    /// One score a class; the highest is the answer.
    func scores(_ features: [Feature], sides: [Float]) -> [Float]
    /// What each cell of a row adds to the score of a class.
    func shares(of number: Int, _ row: Vectors.Row) -> [Float]
    func write(to out: inout ByteWriter)
}

extension TextMember {
    /// The pieces that it has weights for.
    func row(_ features: [Feature]) -> Vectors.Row {
        Vectors.row(features, index, rarity, countsRepeats: countsRepeats)
    }
}
