import Glibc

/// Texts as weighted features of length one.
enum Vectors {
    typealias Row = [(column: Int32, value: Float)]

    static func row(
        _ features: [Feature], _ index: HashIndex, _ rarity: [Float], countsRepeats: Bool
    ) -> Row {
        var columns: [Int32] = []
        columns.reserveCapacity(features.count)
        for feature in features {
            if let number = index.find(feature.hash) { columns.append(Int32(number)) }
        }
        return row(columns: &columns, rarity, countsRepeats: countsRepeats)
    }

    static func row(columns: inout [Int32], _ rarity: [Float], countsRepeats: Bool) -> Row {
        ColumnOrder.sort(&columns)
        var row: Row = []
        row.reserveCapacity(columns.count)
        var square: Float = 0
        var place = 0
        while place < columns.count {
            let column = columns[place]
            var end = place + 1
            while end < columns.count, columns[end] == column { end += 1 }
            let count = countsRepeats ? Float(1 + log(Double(end - place))) : 1
            let value = count * rarity[Int(column)]
            row.append((column, value))
            square += value * value
            place = end
        }
        guard square > 0 else { return row }
        let scale = 1 / square.squareRoot()
        for place in row.indices { row[place].value *= scale }
        return row
    }
}
