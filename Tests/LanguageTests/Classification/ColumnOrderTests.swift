import Testing

@testable import Language

@Suite struct ColumnOrderTests {
    @Test(arguments: [0, 1, 95, 96, 1_000], [3, 2_048, 900_000, Int(Int32.max)])
    func ordersAsComparisonDoes(count: Int, limit: Int) {
        var dice = Dice(UInt64(count + limit))
        var columns = (0..<count).map { _ in Int32(dice.below(limit)) }
        let expected = columns.sorted()
        ColumnOrder.sort(&columns)
        #expect(columns == expected)
    }
}
