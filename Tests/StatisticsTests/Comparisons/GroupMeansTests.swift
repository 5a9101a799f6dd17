import Statistics
import Testing

@Suite struct GroupMeansTests {
    /// R: oneway.test(count ~ spray, InsectSprays), F = 36.065, df 5 and 30.043, p = 8.0e-12.
    @Test func insectSprays() throws {
        let groups: [[Double]] = [
            [10, 7, 20, 14, 14, 12, 10, 23, 17, 20, 14, 13],
            [11, 17, 21, 11, 16, 14, 17, 17, 19, 21, 7, 13],
            [0, 1, 7, 2, 3, 1, 2, 1, 3, 0, 1, 4],
            [3, 5, 12, 6, 4, 3, 5, 5, 5, 5, 2, 4],
            [3, 5, 3, 5, 3, 6, 1, 1, 3, 2, 6, 4],
            [11, 9, 15, 22, 15, 16, 13, 10, 26, 26, 24, 13],
        ]
        let found = try GroupMeans(groups.map { Moments($0) })
        #expect(abs(found.f - 36.065) < 0.001)
        #expect(abs(found.degrees.within - 30.043) < 0.001)
        #expect(abs(found.p / 7.999e-12 - 1) < 0.001)
        // aov: 2669 of 3684 lies between the sprays.
        #expect(abs(found.explained - 2668.8 / 3684.0) < 0.001)
    }

    /// A shift of all values changes nothing, and one group is no comparison.
    @Test func shiftsAndRefusals() throws {
        let a = Moments([1, 2, 4, 4, 5])
        let b = Moments([3, 5, 5, 6])
        let moved = [Moments([11, 12, 14, 14, 15]), Moments([13, 15, 15, 16])]
        let found = try GroupMeans([a, b])
        #expect(abs(found.f - (try GroupMeans(moved)).f) < 1e-9)
        #expect(throws: Unfit.self) { try GroupMeans([a]) }
        #expect(throws: Unfit.self) { try GroupMeans([Moments([1, 1]), Moments([1, 1])]) }
        // A group without spread falls back on the common one.
        let flat = try GroupMeans([Moments([2, 2, 2]), b])
        #expect(flat.f.isFinite && flat.p < 0.05)
    }
}
