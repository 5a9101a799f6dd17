import Testing

@testable import Statistics

@Suite struct NearbyRootsTests {
    /// Correlations of so many answers to questions that go together.
    private func correlation(_ size: Int, rows: Int, seed: UInt64) throws -> Matrix {
        var chance = SplitMix64(seed: seed)
        var gram = Gram(names: (0..<size).map(String.init))
        for _ in 0..<rows {
            let common = chance.normal()
            gram.add((0..<size).map { common * Double(1 + $0 % 3) / 3 + chance.normal() })
        }
        return try gram.correlation()
    }

    /// The root that eigenvalues give, whatever the number of rows leaves of four.
    @Test(arguments: 1...25) func rootOfSimilarMatrix(_ size: Int) throws {
        var roots = NearbyRoots(try correlation(size, rows: 4_000, seed: 1))
        for seed in 2...4 as ClosedRange<UInt64> {
            let matrix = try correlation(size, rows: 4_000, seed: seed)
            let root = roots.root(of: matrix)
            let found = try #require(root)
            let eigen = SymmetricEigen(matrix)
            var wanted = Matrix(rows: size, columns: size)
            for i in 0..<size {
                for j in 0..<size {
                    for k in 0..<size {
                        wanted[i, j] +=
                            eigen.values[k].squareRoot() * eigen.vectors[i, k]
                            * eigen.vectors[j, k]
                    }
                }
            }
            expectNear(found.values, wanted.values, 1e-12)
        }
    }

    /// Nothing is told of what is too far away, singular, without a root, or no number at all.
    @Test func refusals() throws {
        let first = Matrix([[1, 0.6, 0], [0.6, 1, 0], [0, 0, 1]])
        var roots = NearbyRoots(first)
        let own = roots.root(of: first)
        #expect(own != nil)
        for b in [-0.99, 1.0, .nan, .infinity] {
            let other = Matrix([[1, 0.6, b], [0.6, 1, 0.6], [b, 0.6, 1]])
            let root = roots.root(of: other)
            #expect(root == nil, "\(b)")
        }
        let negative = roots.root(of: Matrix([[-1, 0, 0], [0, 1, 0], [0, 0, 1]]))
        #expect(negative == nil)
        let again = roots.root(of: first)
        #expect(again == own, "what failed leaves nothing behind")
    }
}
