/// Values of one predictor sorted into at most 255 bins; missing ones have their own.
struct Binning {
    /// A value belongs to the first bin whose edge it does not exceed.
    let edges: [Double]

    /// Distinct values each get a bin where they are few, else bins hold about as many rows each.
    init(_ values: [Double], most: Int = 255) {
        let sorted = values.filter { !$0.isNaN }.sorted()
        var distinct: [Double] = []
        for value in sorted where distinct.last != value { distinct.append(value) }
        guard distinct.count > most else {
            edges = zip(distinct, distinct.dropFirst()).map { Binning.between($0, $1) }
            return
        }
        var cuts: [Double] = []
        for bin in 1..<most {
            let place = Double(bin) / Double(most) * Double(sorted.count - 1)
            let value = sorted[Int(place)]
            // The edge lies between this value and the next that differs.
            var low = 0
            var high = distinct.count
            while low < high {
                let middle = (low + high) / 2
                if distinct[middle] <= value { low = middle + 1 } else { high = middle }
            }
            guard low < distinct.count else { break }
            let edge = Binning.between(value, distinct[low])
            if cuts.last.map({ edge > $0 }) ?? true { cuts.append(edge) }
        }
        edges = cuts
    }

    /// The middle, kept below the larger even where the two are neighbours.
    private static func between(_ a: Double, _ b: Double) -> Double {
        let middle = a + (b - a) / 2
        return middle < b ? middle : a
    }

    /// Bins, that of missing values included; it is the last.
    var count: Int { edges.count + 2 }

    func bin(_ value: Double) -> Int {
        guard !value.isNaN else { return count - 1 }
        var low = 0
        var high = edges.count
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
