import Glibc

/// How a small network learns beside, or instead of, a linear machine.
public struct NetTerms: Sendable, Equatable {
    /// Units of the hidden layer.
    public var units = 64
    /// How often every text is seen.
    public var passes = 20
    /// How far the first steps go; the later ones are shorter, down to nought.
    public var rate: Float = 0.07
    /// What the classes that are not meant get together.
    public var smoothing: Float = 0.1
    /// What its scores weigh beside those of a linear machine, which are about one.
    public var share: Float = 0.5

    public init() {}
}

/// A network with one hidden layer of rectified units between weighted pieces and classes, whose
/// scores go through a softmax while it learns.
struct SmallNet: Sendable {
    let classes: Int
    let units: Int
    /// For each column the weights of all units.
    fileprivate(set) var inputs: [Float]
    /// What each unit has without any column.
    fileprivate(set) var thresholds: [Float]
    /// For each unit the weights of all classes, and noughts up to a multiple of eight.
    fileprivate(set) var outputs: [Float]
    fileprivate(set) var constants: [Float]

    static func width(_ classes: Int) -> Int { (classes + 7) / 8 * 8 }

    private var width: Int { SmallNet.width(classes) }

    /// As it was stored; nil where the sizes do not fit.
    init?(
        classes: Int, units: Int, columns: Int, inputs: [Float], thresholds: [Float],
        outputs: [Float], constants: [Float]
    ) {
        let width = SmallNet.width(classes)
        guard thresholds.count == units, constants.count == width,
            outputs.count == units.multipliedReportingOverflow(by: width).partialValue,
            inputs.count == units.multipliedReportingOverflow(by: columns).partialValue
        else { return nil }
        self.classes = classes
        self.units = units
        self.inputs = inputs
        self.thresholds = thresholds
        self.outputs = outputs
        self.constants = constants
    }

    /// One score a class; their mean is nought.
    func scores(_ row: Vectors.Row) -> [Float] {
        let hidden = hidden(row)
        var scores = constants
        for unit in 0..<units where hidden[unit] > 0 {
            for place in 0..<width { scores[place] += hidden[unit] * outputs[unit * width + place] }
        }
        let mean = scores.prefix(classes).reduce(0, +) / Float(classes)
        return scores.prefix(classes).map { $0 - mean }
    }

    /// What each cell of a row adds to the score of a class: the units that are at work for this
    /// text are linear in it.
    func shares(of number: Int, _ row: Vectors.Row) -> [Float] {
        let hidden = hidden(row)
        let slopes = (0..<units).map { unit -> Float in
            guard hidden[unit] > 0 else { return 0 }
            let weights = outputs[unit * width..<unit * width + classes]
            return outputs[unit * width + number] - weights.reduce(0, +) / Float(classes)
        }
        return row.map { cell in
            let first = Int(cell.column) * units
            var sum: Float = 0
            for unit in 0..<units { sum += inputs[first + unit] * slopes[unit] }
            return sum * cell.value
        }
    }

    private func hidden(_ row: Vectors.Row) -> [Float] {
        var hidden = thresholds
        hidden.withUnsafeMutableBufferPointer { hidden in
            inputs.withUnsafeBufferPointer { inputs in
                for cell in row {
                    let first = Int(cell.column) * units
                    for unit in 0..<units { hidden[unit] += inputs[first + unit] * cell.value }
                }
            }
        }
        return hidden
    }
}

extension SmallNet {
    /// Learns by single steps, each as long as those before at the same place allow (AdaGrad:
    /// Duchi, Hazan and Singer, JMLR 2011); half of the pieces and half of the units are left out
    /// of every step (dropout: Srivastava et al., JMLR 2014).
    init(_ rows: SparseRows, targets: [Int], classes: Int, _ terms: NetTerms, seed: UInt64) {
        var chance = Chance(seed: seed)
        let start = SmallNet(
            columns: rows.width, units: terms.units, classes: classes, by: &chance)
        var course = NetCourse(rows, targets, terms, start, chance)
        course.run()
        self = course.net
    }

    /// Before it has learnt: small weights by chance.
    private init(columns: Int, units: Int, classes: Int, by chance: inout Chance) {
        self.classes = classes
        self.units = units
        let width = SmallNet.width(classes)
        inputs = (0..<columns * units).map { _ in 0.01 * chance.sign() }
        let most = (6 / Float(units + classes)).squareRoot()
        outputs = (0..<units * width).map { place in
            place % width < classes ? most * chance.sign() : 0
        }
        thresholds = [Float](repeating: 0, count: units)
        constants = [Float](repeating: 0, count: width)
    }
}

extension Chance {
    /// From -1 up to 1.
    fileprivate mutating func sign() -> Float { Float(next() >> 40) / Float(1 << 23) - 1 }
}

/// The state of a network while it learns.
private struct NetCourse {
    var net: SmallNet
    private let rows: SparseRows
    private let targets: [Int]
    private let terms: NetTerms
    private let width: Int
    private var chance: Chance
    /// Sums of squared slopes: of each column, of each weight of a class.
    private var columnSquares: [Float]
    private var outputSquares: [Float]
    /// The cells of the row that are not left out.
    private var kept: [Int] = []
    private var hidden: [Float]
    private var slopes: [Float]
    /// What each class was given too much.
    private var excess: [Float]

    init(
        _ rows: SparseRows, _ targets: [Int], _ terms: NetTerms, _ net: SmallNet, _ chance: Chance
    ) {
        self.rows = rows
        self.targets = targets
        self.terms = terms
        self.net = net
        self.chance = chance
        width = net.constants.count
        columnSquares = [Float](repeating: 1e-8, count: rows.width)
        outputSquares = [Float](repeating: 1e-8, count: net.outputs.count)
        hidden = net.thresholds
        slopes = net.thresholds
        excess = net.constants
    }

    mutating func run() {
        var order = Array(0..<rows.count)
        let steps = Float(terms.passes * rows.count)
        var done: Float = 0
        for _ in 0..<terms.passes {
            for place in order.indices {
                order.swapAt(place, place + chance.below(order.count - place))
            }
            for row in order {
                step(row, rate: terms.rate * (1 - done / steps))
                done += 1
            }
        }
    }

    private mutating func step(_ row: Int, rate: Float) {
        drop(row)
        activate()
        judge(targets[row])
        moveOutputs(rate)
        moveInputs(rate)
    }

    /// Every bit of a draw decides of one cell.
    private mutating func drop(_ row: Int) {
        kept.removeAll(keepingCapacity: true)
        var bits: UInt64 = 0
        for (number, place) in rows.range(row).enumerated() {
            if number % 64 == 0 { bits = chance.next() }
            if bits & 1 == 1 { kept.append(place) }
            bits >>= 1
        }
    }

    /// What is kept counts twice, so that the sums are as large as without leaving out.
    private mutating func activate() {
        let units = net.units
        for unit in 0..<units { hidden[unit] = net.thresholds[unit] }
        hidden.withUnsafeMutableBufferPointer { hidden in
            net.inputs.withUnsafeBufferPointer { inputs in
                for place in kept {
                    let first = Int(rows.columns[place]) * units
                    let value = 2 * rows.values[place]
                    for unit in 0..<units { hidden[unit] += inputs[first + unit] * value }
                }
            }
        }
        var bits: UInt64 = 0
        for unit in 0..<units {
            if unit % 64 == 0 { bits = chance.next() }
            hidden[unit] = bits & 1 == 1 ? max(0, 2 * hidden[unit]) : 0
            bits >>= 1
        }
    }

    /// The softmax of the scores less what should be there.
    private mutating func judge(_ target: Int) {
        let classes = net.classes
        for place in 0..<width { excess[place] = net.constants[place] }
        excess.withUnsafeMutableBufferPointer { excess in
            net.outputs.withUnsafeBufferPointer { outputs in
                for unit in 0..<net.units where hidden[unit] > 0 {
                    let (first, value) = (unit * width, hidden[unit])
                    for place in 0..<width { excess[place] += outputs[first + place] * value }
                }
            }
            var highest = excess[0]
            for place in 1..<classes { highest = max(highest, excess[place]) }
            var sum: Float = 0
            for place in 0..<classes {
                excess[place] = expf(excess[place] - highest)
                sum += excess[place]
            }
            let other = terms.smoothing / Float(classes)
            for place in 0..<classes { excess[place] = excess[place] / sum - other }
            for place in classes..<width { excess[place] = 0 }
            excess[target] -= 1 - terms.smoothing
        }
    }

    private mutating func moveOutputs(_ rate: Float) {
        for unit in 0..<net.units {
            let value = hidden[unit]
            slopes[unit] = 0
            if value > 0 { moveOutputs(unit, value, rate) }
        }
        for place in 0..<net.classes { net.constants[place] -= 0.1 * rate * excess[place] }
    }

    private mutating func moveOutputs(_ unit: Int, _ value: Float, _ rate: Float) {
        let first = unit * width
        net.outputs.withUnsafeMutableBufferPointer { outputs in
            outputSquares.withUnsafeMutableBufferPointer { squares in
                excess.withUnsafeBufferPointer { excess in
                    var sums = SIMD8<Float>()
                    for lane in stride(from: 0, to: width, by: 8) {
                        for place in 0..<8 {
                            sums[place] += outputs[first + lane + place] * excess[lane + place]
                        }
                    }
                    slopes[unit] = 2 * sums.sum()
                    for place in 0..<width {
                        let slope = excess[place] * value
                        let square = squares[first + place] + slope * slope
                        squares[first + place] = square
                        outputs[first + place] -= rate * slope / square.squareRoot()
                    }
                }
            }
        }
    }

    private mutating func moveInputs(_ rate: Float) {
        let units = net.units
        var sum: Float = 0
        for unit in 0..<units {
            sum += slopes[unit] * slopes[unit]
            net.thresholds[unit] -= 0.1 * rate * slopes[unit]
        }
        guard sum > 0 else { return }
        let mean = sum / Float(units)
        net.inputs.withUnsafeMutableBufferPointer { inputs in
            slopes.withUnsafeBufferPointer { slopes in
                for place in kept {
                    let column = Int(rows.columns[place])
                    let value = 2 * rows.values[place]
                    columnSquares[column] += mean * value * value
                    let length = rate * value / columnSquares[column].squareRoot()
                    let first = column * units
                    for unit in 0..<units { inputs[first + unit] -= length * slopes[unit] }
                }
            }
        }
    }
}
