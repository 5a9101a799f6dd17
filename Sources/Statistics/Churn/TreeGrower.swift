/// Grows one tree leaf by leaf, the most useful split first, from histograms of gradients.
/// Source: Ke et al. 2017 "LightGBM", NeurIPS; Friedman 2001, Annals of Statistics 29.
struct TreeGrower {
    typealias Pair = SIMD2<Double>

    struct Split {
        var gain = 0.0
        var feature = -1
        var bin = 0
        var missingLeft = false
        var left = Pair.zero
    }

    struct Leaf {
        var node: Int
        var start: Int
        var end: Int
        var sum: Pair
        var histogram: Int
        var split = Split()
    }

    /// Row after row: where each value's bin stands in a histogram.
    let binned: [UInt16]
    let binnings: [Binning]
    let features: Int
    /// Where each feature's bins begin. Histograms hold no more bins than there are values, so that
    /// those of rating scales stay in the nearest cache.
    let offsets: [Int]
    let settings: GradientBoosting.Settings
    /// Row numbers, those of a leaf side by side.
    var rows: [Int32]
    private var spare: [Int32]
    private var histograms: [Pair]
    private let size: Int

    init(
        _ columns: [[Double]], _ binnings: [Binning], _ n: Int,
        _ settings: GradientBoosting.Settings
    ) {
        var starts = [0]
        for binning in binnings { starts.append(starts[starts.count - 1] + binning.count) }
        offsets = starts
        binned = TreeGrower.places(columns, binnings, starts, n)
        self.binnings = binnings
        features = binnings.count
        self.settings = settings
        rows = (0..<n).map { Int32($0) }
        spare = Array(repeating: 0, count: n)
        size = starts[binnings.count]
        histograms = Array(repeating: .zero, count: size * (settings.leaves + 1))
    }

    /// - Parameters:
    ///   - gradients: first and second derivative of the loss of each row.
    ///   - scores: what the tree predicts is added here.
    mutating func grow(_ gradients: [Pair], _ scores: inout [Double]) -> BoostedTree {
        var total = Pair.zero
        for pair in gradients { total += pair }
        var tree = BoostedTree(nodes: [node(total)])
        var root = Leaf(node: 0, start: 0, end: rows.count, sum: total, histogram: 0)
        fill(root, gradients)
        root.split = best(root)
        var leaves = [root]
        while leaves.count < settings.leaves {
            guard
                let chosen = leaves.indices.max(by: {
                    leaves[$0].split.gain < leaves[$1].split.gain
                }), leaves[chosen].split.gain > 1e-12
            else { break }
            divide(chosen, &leaves, &tree, gradients)
        }
        for leaf in leaves {
            let value = tree.nodes[leaf.node].value
            for place in leaf.start..<leaf.end { scores[Int(rows[place])] += value }
        }
        return tree
    }

    private func node(_ sum: Pair) -> BoostedTree.Node {
        BoostedTree.Node(
            feature: 0, threshold: 0, missingLeft: false, left: 0, right: 0,
            value: -settings.rate * sum.x / (sum.y + settings.ridge))
    }

    private mutating func divide(
        _ chosen: Int, _ leaves: inout [Leaf], _ tree: inout BoostedTree, _ gradients: [Pair]
    ) {
        let parent = leaves[chosen]
        let split = parent.split
        let middle = partition(parent)
        let (left, right) = (tree.nodes.count, tree.nodes.count + 1)
        tree.nodes.append(node(split.left))
        tree.nodes.append(node(parent.sum - split.left))
        tree.nodes[parent.node].feature = split.feature
        tree.nodes[parent.node].threshold =
            split.bin < binnings[split.feature].edges.count
            ? binnings[split.feature].edges[split.bin] : .infinity
        tree.nodes[parent.node].missingLeft = split.missingLeft
        tree.nodes[parent.node].left = left
        tree.nodes[parent.node].right = right
        var first = Leaf(
            node: left, start: parent.start, end: middle, sum: split.left,
            histogram: parent.histogram)
        var second = Leaf(
            node: right, start: middle, end: parent.end, sum: parent.sum - split.left,
            histogram: leaves.count)
        // Only the smaller half is counted; the larger is what is left of the parent.
        if first.end - first.start > second.end - second.start {
            fill(second, gradients)
            reduce(parent.histogram, by: second.histogram)
        } else {
            (first.histogram, second.histogram) = (second.histogram, first.histogram)
            fill(first, gradients)
            reduce(parent.histogram, by: first.histogram)
        }
        first.split = best(first)
        second.split = best(second)
        leaves[chosen] = first
        leaves.append(second)
    }

    private mutating func partition(_ leaf: Leaf) -> Int {
        let split = leaf.split
        var place = leaf.start
        var kept = 0
        let features = self.features
        let absent = offsets[split.feature + 1] - 1
        let edge = offsets[split.feature] + split.bin
        rows.withUnsafeMutableBufferPointer { rows in
            spare.withUnsafeMutableBufferPointer { spare in
                binned.withUnsafeBufferPointer { binned in
                    for i in leaf.start..<leaf.end {
                        let row = rows[i]
                        let bin = Int(binned[Int(row) * features + split.feature])
                        let goesLeft = bin == absent ? split.missingLeft : bin <= edge
                        if goesLeft {
                            rows[place] = row
                            place += 1
                        } else {
                            spare[kept] = row
                            kept += 1
                        }
                    }
                    for i in 0..<kept { rows[place + i] = spare[i] }
                }
            }
        }
        return place
    }

    private mutating func fill(_ leaf: Leaf, _ gradients: [Pair]) {
        let offset = leaf.histogram * size
        let features = self.features
        histograms.withUnsafeMutableBufferPointer { all in
            let h = all.baseAddress! + offset
            for i in 0..<size { h[i] = .zero }
            rows.withUnsafeBufferPointer { rows in
                binned.withUnsafeBufferPointer { binned in
                    gradients.withUnsafeBufferPointer { gradients in
                        for i in leaf.start..<leaf.end {
                            let row = Int(rows[i])
                            let pair = gradients[row]
                            let bins = binned.baseAddress! + row * features
                            for f in 0..<features { h[Int(bins[f])] += pair }
                        }
                    }
                }
            }
        }
    }

    private mutating func reduce(_ larger: Int, by smaller: Int) {
        histograms.withUnsafeMutableBufferPointer { all in
            let a = all.baseAddress! + larger * size
            let b = all.baseAddress! + smaller * size
            for i in 0..<size { a[i] -= b[i] }
        }
    }

    private func best(_ leaf: Leaf) -> Split {
        let count = Double(leaf.end - leaf.start)
        var result = Split()
        guard leaf.end - leaf.start >= 2 * settings.smallestLeaf else { return result }
        // Rows of a side are estimated from its share of curvature; counting each bin would cost
        // a third more memory for every histogram.
        let perCurvature = count / max(leaf.sum.y, 1e-300)
        let ridge = settings.ridge
        let least = Double(settings.smallestLeaf)
        let whole = leaf.sum.x * leaf.sum.x / (leaf.sum.y + ridge)
        histograms.withUnsafeBufferPointer { all in
            for f in 0..<features {
                let h = all.baseAddress! + leaf.histogram * size + offsets[f]
                let bins = binnings[f].edges.count
                let absent = h[bins + 1]
                let ways = absent.y > 0 ? 2 : 1
                for way in 0..<ways {
                    var left = way == 1 ? absent : .zero
                    // Without a further edge, present values can only part from missing ones.
                    let last = absent.y > 0 ? bins : bins - 1
                    guard last >= 0 else { continue }
                    for bin in 0...last {
                        left += h[bin]
                        let right = leaf.sum - left
                        if left.y * perCurvature < least || left.y < 1e-3 { continue }
                        if right.y * perCurvature < least || right.y < 1e-3 { break }
                        let gain =
                            left.x * left.x / (left.y + ridge)
                            + right.x * right.x / (right.y + ridge) - whole
                        if gain > result.gain {
                            result = Split(
                                gain: gain, feature: f, bin: bin, missingLeft: way == 1,
                                left: left)
                        }
                    }
                }
            }
        }
        return result
    }

    private static func places(
        _ columns: [[Double]], _ binnings: [Binning], _ offsets: [Int], _ n: Int
    ) -> [UInt16] {
        let width = columns.count
        var result = Array(repeating: UInt16(0), count: n * width)
        result.withUnsafeMutableBufferPointer { places in
            for j in 0..<width {
                columns[j].withUnsafeBufferPointer { values in
                    for row in 0..<n {
                        places[row * width + j] = UInt16(offsets[j] + binnings[j].bin(values[row]))
                    }
                }
            }
        }
        return result
    }
}
