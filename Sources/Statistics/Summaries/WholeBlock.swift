import CKernels

/// Columns of small whole numbers beside each other. Sums of products of many pairs of them are
/// taken eight rows an instruction and more, without rounding.
public struct WholeBlock: Sendable {
    /// The largest absolute value whose square is a value of a block, too.
    public static let largest = 181

    /// A column to be multiplied with each of several others.
    public struct Partners: Sendable {
        public let first: Int
        public let others: [Int]

        public init(_ first: Int, _ others: [Int]) {
            self.first = first
            self.others = others
        }
    }

    /// Pairs of columns, ready to be multiplied.
    public struct Pairs: Sendable {
        public let partners: [Partners]
        /// How many they are.
        public let count: Int
        /// Of each first column its place, how many others it has, and theirs.
        fileprivate let places: [Int32]
        /// The least width that a block must have.
        fileprivate let width: Int

        public init(_ partners: [Partners]) {
            self.partners = partners
            count = partners.reduce(0) { $0 + $1.others.count }
            places = partners.flatMap { one in
                [Int32(one.first), Int32(one.others.count)] + one.others.map { Int32($0) }
            }
            let columns = partners.flatMap { $0.others + [$0.first] }
            precondition(columns.allSatisfy { $0 >= 0 })
            width = (columns.max() ?? -1) + 1
        }
    }

    public let width: Int
    public let rows: Int
    private var values: [Int16]

    /// All zero.
    public init(width: Int, rows: Int) {
        self.width = width
        self.rows = rows
        values = Array(repeating: 0, count: width * rows)
    }

    /// All columns, one after the other, to be read or written in place.
    public mutating func change(_ body: (UnsafeMutableBufferPointer<Int16>) -> Void) {
        values.withUnsafeMutableBufferPointer { body($0) }
    }

    /// One column to be read or written in place.
    public mutating func change(
        _ column: Int, _ body: (UnsafeMutableBufferPointer<Int16>) -> Void
    ) {
        let own = (column * rows)..<((column + 1) * rows)
        change { body(UnsafeMutableBufferPointer(rebasing: $0[own])) }
    }

    /// One column as it stands.
    public func read(_ column: Int, _ body: (UnsafeBufferPointer<Int16>) -> Void) {
        let own = (column * rows)..<((column + 1) * rows)
        values.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[own])) }
    }

    /// Every column with itself and those behind it: the upper half of all products.
    public static func triangle(_ width: Int) -> Pairs {
        Pairs((0..<width).map { Partners($0, Array($0..<width)) })
    }

    /// Rows that stay in the fastest cache while all pairs are multiplied, and few enough for sums
    /// of products up to a million in 32 bits.
    private static let tile = 2_048

    /// Adds Σ a·b of each pair to `sums`, which are in the order of the pairs.
    /// - Parameter rows: all of the block where absent.
    public func add(_ pairs: Pairs, rows: Range<Int>? = nil, to sums: inout [Int64]) {
        let range = rows ?? 0..<self.rows
        precondition(range.lowerBound >= 0 && range.upperBound <= self.rows)
        precondition(sums.count == pairs.count && pairs.width <= width)
        values.withUnsafeBufferPointer { values in
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.tile) {
                kernels_add_products(
                    values.baseAddress! + start, self.rows, pairs.places, pairs.partners.count,
                    min(Self.tile, range.upperBound - start), &sums)
            }
        }
    }

    /// As many parts are added up at once: every row of so many is of another part.
    public static let lanes = 16

    /// Adds the same sums of each part, those of a pair beside each other.
    /// - Parameters:
    ///   - rows: from the first on, a multiple of the lanes; spare ones are zero.
    ///   - largest: absolute value in these rows.
    public func addDealt(
        _ pairs: Pairs, rows: Int, largest: Int, to sums: UnsafeMutableBufferPointer<Int64>
    ) {
        precondition(rows % Self.lanes == 0 && rows <= Self.tile && rows <= self.rows)
        precondition(sums.count == Self.lanes * pairs.count && pairs.width <= width)
        values.withUnsafeBufferPointer { values in
            kernels_add_dealt_products(
                values.baseAddress!, self.rows, pairs.places, pairs.partners.count, rows,
                Int(Int16.max) / max(1, largest * largest), sums.baseAddress!)
        }
    }
}

extension WholeBlock {
    /// Evenly spaced places on which all numbers of a variable lie, as ratings, points and their
    /// means do: from there on they are whole steps from a middle.
    public struct Grid: Hashable, Sendable {
        public let middle: Double
        public let step: Double

        /// Nil where they lie on no grid, or on one with too many steps. Without numbers, or with
        /// only one, any grid fits.
        public init?(of numbers: [Double]) {
            let sorted = numbers.sorted()
            guard let low = sorted.first, let high = sorted.last, low < high else {
                (middle, step) = (sorted.first ?? 0, 1)
                return
            }
            guard let found = Grid.step(sorted), high - low <= 2.5 * found * Double(largest)
            else { return nil }
            let half = ((high - low) / found / 2).rounded(.down)
            guard (high - low) / found - half < Double(largest) + 0.5 else { return nil }
            (middle, step) = (low + half * found, found)
        }

        public func steps(to number: Double) -> Int16 {
            Int16(((number - middle) / step).rounded())
        }

        /// The largest step of which all distances are whole multiples.
        /// - Parameter numbers: ascending, not all equal.
        private static func step(_ numbers: [Double]) -> Double? {
            let range = numbers[numbers.count - 1] - numbers[0]
            let noise = 1e-9 * range
            var step = range
            for number in numbers {
                // Euclid's way to the common divisor; a rest of nearly a whole step is rounding.
                var rest = number - numbers[0]
                while rest > noise {
                    let left = step - rest * (step / rest).rounded(.down)
                    (step, rest) = (rest, left <= noise || rest - left <= noise ? 0 : left)
                }
                guard step > range / Double(4 * largest) else { return nil }
            }
            step = range / (range / step).rounded()
            let isExact = numbers.allSatisfy { number in
                let steps = (number - numbers[0]) / step
                return abs(steps - steps.rounded()) * step <= noise
            }
            return isExact ? step : nil
        }
    }
}

extension Gram {
    /// From sums of whole numbers, each of which stands for `middle + step × number`.
    /// - Parameters:
    ///   - sums: of each variable's numbers.
    ///   - products: of each pair, row after row of the upper half.
    public init(
        names: [String], count: Int, sums: [Int64], products: [Int64],
        middles: [Double], steps: [Double]
    ) {
        let width = names.count
        precondition(products.count == width * (width + 1) / 2 && sums.count == width)
        guard count > 0 else {
            self.init(names: names)
            return
        }
        var comoments = Matrix(rows: width, columns: width)
        var place = 0
        for i in 0..<width {
            for j in i..<width {
                // In whole numbers the difference of two large terms loses nothing.
                let exact =
                    Int128(count) * Int128(products[place]) - Int128(sums[i]) * Int128(sums[j])
                comoments[i, j] = steps[i] * steps[j] * (Double(rounding: exact) / Double(count))
                comoments[j, i] = comoments[i, j]
                place += 1
            }
        }
        self.init(
            names: names, count: count,
            means: (0..<width).map { middles[$0] + steps[$0] * Double(sums[$0]) / Double(count) },
            comoments: comoments)
    }
}

extension Double {
    /// The nearest number. The library's own way takes many times as long, and most sums are short.
    fileprivate init(rounding number: Int128) {
        let short = Int64(truncatingIfNeeded: number)
        self = Int128(short) == number ? Double(short) : Double(number)
    }
}
