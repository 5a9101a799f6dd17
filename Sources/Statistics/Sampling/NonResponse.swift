/// What is missed because some groups answer less: how far the mean of the answers is off, and how
/// representative they are.
/// Sources: Bethlehem 2009 "Applied Survey Methods"; Schouten, Cobben, Bethlehem 2009, Survey
/// Methodology 35(1).
public struct NonResponse: Hashable, Sendable {
    public struct Group: Hashable, Sendable {
        public let size: Int
        public let responseRate: Double
        public let mean: Double

        public init(size: Int, responseRate: Double, mean: Double) {
            self.size = size
            self.responseRate = responseRate
            self.mean = mean
        }
    }

    /// Mean of those who answered.
    public let observed: Double
    /// Mean with every group at its size.
    public let adjusted: Double
    /// 1 − 2 S(rate): 1 when all groups answer alike.
    public let representativity: Double

    public static let method = Method(
        "sample.nonResponse", source: "Bethlehem 2009; Schouten, Cobben, Bethlehem 2009")

    public init(_ groups: [Group]) throws(Unfit) {
        let everyone = groups.reduce(0) { $0 + $1.size }
        guard everyone > 1 else { throw everyone == 0 ? .empty : .tooFew(have: 1, need: 2) }
        guard groups.allSatisfy({ $0.size >= 0 && 0...1 ~= $0.responseRate }) else {
            throw .outside("response rate")
        }
        var answered = 0.0
        var sum = 0.0
        var whole = 0.0
        for group in groups {
            let size = Double(group.size)
            answered += size * group.responseRate
            sum += size * group.responseRate * group.mean
            whole += size * group.mean
        }
        guard answered > 0 else { throw .empty }
        observed = sum / answered
        adjusted = whole / Double(everyone)
        let rate = answered / Double(everyone)
        var squares = 0.0
        for group in groups {
            let gap = group.responseRate - rate
            squares += Double(group.size) * gap * gap
        }
        representativity = 1 - 2 * (squares / Double(everyone - 1)).squareRoot()
    }

    /// Observed less adjusted.
    public var bias: Double { observed - adjusted }
}
