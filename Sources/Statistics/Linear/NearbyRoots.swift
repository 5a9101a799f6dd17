import CKernels

/// Square roots of symmetric positive definite matrices that are much like a first one, as the
/// correlations of resamples are. Seen from the first one's eigenvectors they are nearly diagonal,
/// so that a few steps of one product each stand for the search of their own eigenvectors.
/// Source: Higham 2008 "Functions of Matrices", 6.3 (Newton's method for the square root); a step's
/// equation T H + H T = B − T² is solved as if T were diagonal.
struct NearbyRoots {
    private let squares: Squares
    /// The eigenvectors of the first one: they are the columns.
    let basis: Matrix
    /// Matrices with padded rows, one after the other, in the order of `Place`.
    private var room: [Double]

    private enum Place: Int, CaseIterable {
        /// The first one's eigenvectors as columns and as rows.
        case basis, turned
        /// What the root is taken of, as it is given and as the basis sees it.
        case given, seen
        case root, square, shares
    }

    /// A step must leave less than this of the square of what was left; where it does not, the
    /// matrix is not enough like the first one.
    private static let slowest = 0.1

    init(_ first: Matrix) {
        squares = Squares(first.rows)
        basis = SymmetricEigen(first).vectors
        room = Array(repeating: 0, count: Place.allCases.count * squares.count)
        put(basis, .basis)
        put(basis.transposed, .turned)
    }

    /// The positive definite root, to about twelve digits; or, where the way there is too long or
    /// the matrix is all but singular, nil. Whether it is positive definite remains to be seen.
    mutating func root(of matrix: Matrix) -> Matrix? {
        let squares = squares
        precondition(
            matrix.rows == squares.size && matrix.columns == squares.size, "of the same size")
        put(matrix, .given)
        let isFound = room.withUnsafeMutableBufferPointer { room in
            func at(_ place: Place) -> UnsafeMutablePointer<Double> {
                room.baseAddress! + place.rawValue * squares.count
            }
            squares.multiply(at(.given), at(.basis), into: at(.square), isSymmetric: false)
            squares.multiply(at(.basis), at(.square), into: at(.seen), isSymmetric: true)
            guard squares.begin(at(.seen), at(.root), at(.shares)) else { return false }
            let enough = 1e-28 * Double(squares.size * squares.size)
            var before = Double.infinity
            while true {
                squares.multiply(at(.root), at(.root), into: at(.square), isSymmetric: true)
                let left = squares.step(at(.seen), at(.square), at(.shares), at(.root))
                if left <= enough { break }
                // Also where nothing is a number any more.
                guard left < NearbyRoots.slowest * before else { return false }
                before = left
            }
            squares.multiply(at(.root), at(.turned), into: at(.square), isSymmetric: false)
            squares.multiply(at(.turned), at(.square), into: at(.given), isSymmetric: true)
            return true
        }
        return isFound ? get(.given) : nil
    }

    private mutating func put(_ matrix: Matrix, _ place: Place) {
        let (size, start) = (squares.size, place.rawValue * squares.count)
        for i in 0..<size {
            let row = start + i * squares.stride
            for j in 0..<size { room[row + j] = matrix.values[i * size + j] }
        }
    }

    private func get(_ place: Place) -> Matrix {
        let (size, start) = (squares.size, place.rawValue * squares.count)
        var values: [Double] = []
        values.reserveCapacity(size * size)
        for i in 0..<size {
            let row = start + i * squares.stride
            values += room[row..<(row + size)]
        }
        return Matrix(rows: size, columns: size, values: values)
    }
}

/// What is done with square matrices, filled up with zeros to a multiple of eight rows and columns.
private struct Squares {
    let size: Int
    /// Rows and columns with those that are filled up.
    let stride: Int
    var count: Int { stride * stride }

    init(_ size: Int) {
        self.size = size
        stride = (size + 7) / 8 * 8
    }

    /// The root as far as the diagonal tells it, and by which share of what is left each place
    /// moves in a step.
    /// - Returns: false where the diagonal is not that of a positive definite matrix.
    func begin(
        _ seen: UnsafeMutablePointer<Double>, _ root: UnsafeMutablePointer<Double>,
        _ shares: UnsafeMutablePointer<Double>
    ) -> Bool {
        for i in 0..<size where !(seen[i * stride + i] > 0) { return false }
        let roots = (0..<size).map { seen[$0 * stride + $0].squareRoot() }
        roots.withUnsafeBufferPointer { roots in
            for i in 0..<size {
                for j in 0..<size {
                    let place = i * stride + j
                    shares[place] = 1 / (roots[i] + roots[j])
                    root[place] = i == j ? roots[i] : seen[place] * shares[place]
                }
            }
        }
        return true
    }

    /// - Returns: Σ (B − T²)² before the step.
    func step(
        _ seen: UnsafeMutablePointer<Double>, _ square: UnsafeMutablePointer<Double>,
        _ shares: UnsafeMutablePointer<Double>, _ root: UnsafeMutablePointer<Double>
    ) -> Double {
        var all = SIMD4<Double>(repeating: 0)
        for place in Swift.stride(from: 0, to: size * stride, by: 4) {
            let left = four(seen + place) - four(square + place)
            all += left * left
            put(four(root + place) + left * four(shares + place), root + place)
        }
        return all.sum()
    }

    /// aᵀ b.
    /// - Parameter isSymmetric: the result.
    func multiply(
        _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>,
        into result: UnsafeMutablePointer<Double>, isSymmetric: Bool
    ) {
        kernels_multiply(a, b, result, stride, isSymmetric ? 1 : 0)
    }

    @inline(__always)
    private func four(_ place: UnsafeMutablePointer<Double>) -> SIMD4<Double> {
        UnsafeRawPointer(place).loadUnaligned(as: SIMD4<Double>.self)
    }

    @inline(__always)
    private func put(_ four: SIMD4<Double>, _ place: UnsafeMutablePointer<Double>) {
        UnsafeMutableRawPointer(place).storeBytes(of: four, as: SIMD4<Double>.self)
    }
}
