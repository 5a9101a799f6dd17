import Statistics
import Testing

@Suite struct ExactIndependenceTests {
    /// Every table with the same totals counted one by one in Python; the first is Fisher's tea.
    @Test(arguments: [
        ([[3, 1], [1, 3]], 0.485_714_285_714_284_5),
        ([[4, 1, 0], [2, 3, 1], [0, 2, 6]], 0.008_482_058_017_661_732),
        ([[8, 2, 1, 0], [3, 4, 2, 1], [0, 1, 3, 5]], 0.002_494_397_826_459_014_3),
        ([[1, 0, 2], [0, 4, 1], [3, 1, 0], [2, 2, 5]], 0.058_518_021_366_318_42),
    ])
    func allTablesAreCounted(_ table: [[Int]], _ p: Double) throws {
        let found = try ExactIndependence(table)
        #expect(found.draws == nil)
        expectNear(found.p, p, 1e-12)
        // Turned over and with an empty row it is the same table.
        let turned = table[0].indices.map { column in table.map { $0[column] } }
        expectNear(try ExactIndependence(turned + [table.map { _ in 0 }]).p, p, 1e-12)
        // Chance comes near it: four standard errors of 10,000 draws.
        let sampled = try ExactIndependence(table, mostSteps: 1)
        #expect(sampled.draws == 10_000)
        #expect(abs(sampled.p - p) < 4 * (p * (1 - p) / 10_000).squareRoot() + 1e-4)
        #expect(try ExactIndependence(table, mostSteps: 1) == sampled)
    }

    /// Income and contentment in the job, Agresti 2002, table 2.8: R's fisher.test says 0.7827,
    /// scipy with 200,000 random tables 0.7821.
    @Test func tooManyTablesAreDrawn() throws {
        let job = [[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]]
        let found = try ExactIndependence(job)
        #expect(found.draws == 10_000 && abs(found.p - 0.7827) < 0.017)
        #expect(try ExactIndependence(job, seed: 2).p != found.p)
    }

    /// Two rows and two columns are Fisher's own test.
    @Test func smallTablesAreFishers() throws {
        for (a, b, n) in [(7, 2, 12), (0, 5, 9), (3, 3, 4)] {
            expectNear(
                try ExactIndependence([[a, n - a], [b, n - b]]).p,
                try FisherExact.p(Share(hits: a, of: n), Share(hits: b, of: n)), 1e-10)
        }
    }

    @Test func whatSaysNothingIsRefused() {
        #expect(throws: Unfit.empty) { try ExactIndependence([[0, 0], [0, 0]]) }
        #expect(throws: Unfit.constant("category")) { try ExactIndependence([[3, 4], [0, 0]]) }
    }
}
