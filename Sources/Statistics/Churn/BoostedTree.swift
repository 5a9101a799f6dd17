/// One tree of a boosted sum.
struct BoostedTree: Hashable, Sendable {
    struct Node: Hashable, Sendable {
        /// Where the predictor is at most `threshold` one goes left.
        var feature: Int
        var threshold: Double
        var missingLeft: Bool
        /// Zero in a leaf: the root is nobody's child.
        var left: Int
        var right: Int
        /// What a leaf here would add; differences along a path tell what each split adds.
        var value: Double
    }

    var nodes: [Node]

    /// The place of the leaf that a row falls into, told to `visit` node by node.
    @inline(__always)
    func walk(_ row: [Double], _ visit: (_ from: Int, _ to: Int) -> Void) -> Int {
        var place = 0
        while nodes[place].left != 0 {
            let node = nodes[place]
            let x = row[node.feature]
            let goesLeft = x.isNaN ? node.missingLeft : x <= node.threshold
            let next = goesLeft ? node.left : node.right
            visit(place, next)
            place = next
        }
        return place
    }
}
