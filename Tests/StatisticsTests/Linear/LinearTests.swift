import Statistics
import Testing

@Suite struct LinearTests {
    func random(_ seed: UInt64, _ n: Int) -> Matrix {
        var chance = Lehmer(state: seed)
        var a = Matrix(rows: n, columns: n)
        for i in a.values.indices { a.values[i] = Double.random(in: -1...1, using: &chance) }
        var s = a * a.transposed
        for i in 0..<n { s[i, i] += 0.01 }
        return s
    }

    @Test(arguments: 1...12) func choleskyAndEigenAgree(_ size: Int) throws {
        let s = random(UInt64(size), size)
        let factor = try Cholesky(s)
        let product = s * factor.inverse
        let identity = Matrix.identity(size)
        for (found, wanted) in zip(product.values, identity.values) {
            expectNear(found, wanted, 1e-9)
        }
        let eigen = SymmetricEigen(s)
        for k in 0..<size {
            let v = eigen.vectors.column(k)
            for (left, right) in zip(s * v, v.map { $0 * eigen.values[k] }) {
                expectNear(left, right, 1e-12)
            }
        }
        #expect(eigen.values == eigen.values.sorted(by: >))
    }

    @Test func dependentColumnIsNamed() {
        let s = Matrix([[1, 2, 1], [2, 4, 2], [1, 2, 5]])
        #expect(throws: Cholesky.Dependent.self) { try Cholesky(s) }
    }

    @Test(arguments: 1...20) func gramObeysTheLaws(_ seed: UInt64) throws {
        var chance = Lehmer(state: seed)
        let parts = (0..<3).map { _ in
            (0..<Int.random(in: 0...9, using: &chance)).map { _ in
                (0..<3).map { _ in 1e5 + Double(Int.random(in: 0...9, using: &chance)) }
            }
        }
        func gram(_ rows: [[Double]]) -> Gram {
            var result = Gram(names: ["a", "b", "c"])
            for row in rows { result.add(row) }
            return result
        }
        let all = parts.flatMap { $0 }
        let whole = gram(all)
        let merged = Gram.merging(parts.map(gram))
        let columns = (0..<3).map { column in
            ("abc".map(String.init)[column], all.map { $0[column] })
        }
        var back = whole
        back.subtract(gram(parts[1]))
        let rest = gram(parts[0] + parts[2])
        for (left, right) in [(merged, whole), (try Gram(columns), whole), (back, rest)] {
            guard right.count > 0 else { continue }
            #expect(left.count == right.count)
            expectNear(left.means, right.means, 1e-13)
            expectNear(left.comoments.values, right.comoments.values, 1e-6)
        }
    }
}
