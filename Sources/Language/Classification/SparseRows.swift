/// Rows of a matrix that is mostly zero, one after the other.
struct SparseRows: Sendable {
    private(set) var starts: [Int32] = [0]
    private(set) var columns: [Int32] = []
    private(set) var values: [Float] = []
    /// One more than the largest column that may stand in it.
    var width = 0

    var count: Int { starts.count - 1 }

    mutating func append(_ row: [(column: Int32, value: Float)]) {
        for cell in row {
            columns.append(cell.column)
            values.append(cell.value)
        }
        starts.append(Int32(columns.count))
    }

    func range(_ row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }
}
