import Base

/// Values over time: what falls on the same moment is put together, moments are in order.
struct ChartSeries {
    struct Point {
        let time: String
        let sum: Double
        let size: Double
        /// Rows that fell on this moment.
        let rows: Int
        /// Between their largest and smallest value.
        let range: Double

        var mean: Double { sum / Double(rows) }
    }

    private var times: [String] = []
    private var numbers: [Double] = []
    private var sums: [Double] = []
    private var sizes: [Double] = []
    private var rows: [Int] = []
    private var lows: [Double] = []
    private var highs: [Double] = []
    private var places: [String: Int] = [:]

    /// - Parameters:
    ///   - time: as the file shows it; nil where every row is a moment of its own.
    ///   - number: its number or day, not-a-number where it shows none.
    mutating func add(time: String?, number: Double, value: Double, size: Double) {
        let name = time ?? "\(times.count + 1)"
        if time != nil, let place = places[name] {
            sums[place] += value
            sizes[place] += size
            rows[place] += 1
            lows[place] = min(lows[place], value)
            highs[place] = max(highs[place], value)
            return
        }
        if time != nil { places[name] = times.count }
        times.append(name)
        numbers.append(time == nil ? Double(times.count) : number)
        sums.append(value)
        sizes.append(size)
        rows.append(1)
        lows.append(value)
        highs.append(value)
    }

    /// Numbers and dates in their order; other names in the order in which they first came.
    var points: [Point] {
        var keys = numbers
        if keys.contains(where: \.isNaN) {
            keys = times.map { AnalysisDate.day($0, nil) ?? .nan }
        }
        if keys.contains(where: \.isNaN) { keys = times.indices.map { Double($0) } }
        let order = times.indices.sorted {
            keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1]
        }
        return order.map {
            Point(
                time: times[$0], sum: sums[$0], size: sizes[$0], rows: rows[$0],
                range: highs[$0] - lows[$0])
        }
    }
}
