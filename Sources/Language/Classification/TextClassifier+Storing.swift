extension TextClassifier {
    private static let mark = Array("NUOTEXT1".utf8)

    /// The classifier as bytes, for a file beside the workspace. The lexicon is not in them.
    public var bytes: [UInt8] {
        var out = ByteWriter(TextClassifier.mark)
        out.write(classes.count)
        for name in classes { out.write(Array(name.utf8)) }
        out.write(mood == nil ? 0 : 1)
        out.write(calibration.slope)
        out.write(calibration.offset)
        out.write(quality?.accuracy ?? -1)
        out.write(quality?.texts ?? 0)
        out.write(members.count)
        for member in members { member.write(to: &out) }
        return out.bytes
    }

    /// - Parameters:
    ///   - mood: the lexicon that it learnt with.
    /// - Returns: nil where the bytes are no classifier of this version.
    public init?(bytes: [UInt8], mood: MoodLexicon) {
        guard bytes.starts(with: TextClassifier.mark) else { return nil }
        var input = ByteReader(bytes, from: TextClassifier.mark.count)
        guard let count = input.count(), count > 1 else { return nil }
        var classes: [String] = []
        for _ in 0..<count {
            guard let name = input.bytes() else { return nil }
            classes.append(String(decoding: name, as: UTF8.self))
        }
        guard let readsMood = input.count(), let slope = input.number(),
            let offset = input.number(), let accuracy = input.number(), let texts = input.count(),
            let memberCount = input.count(), memberCount > 0
        else { return nil }
        var members: [LinearText] = []
        for _ in 0..<memberCount {
            guard let member = LinearText(from: &input, classes: classes.count) else { return nil }
            members.append(member)
        }
        self.init(
            classes: classes, members: members, mood: readsMood == 1 ? mood : nil,
            calibration: Calibration(slope: slope, offset: offset),
            quality: accuracy < 0 ? nil : Quality(accuracy: accuracy, texts: texts))
    }
}

extension LinearText {
    fileprivate func write(to out: inout ByteWriter) {
        out.write(scheme.hanLength)
        out.write(scheme.wordLength)
        out.write(scheme.letterLengths.lowerBound)
        out.write(scheme.letterLengths.upperBound)
        out.write(scheme.skipLength)
        out.write(scheme.marksEdges ? 1 : 0)
        out.write(countsRepeats ? 1 : 0)
        out.write(machines)
        out.write(sides)
        out.write(Double(sideShare))
        out.write(index.keys)
        out.write(rarity)
        out.write(weights)
    }

    fileprivate init?(from input: inout ByteReader, classes: Int) {
        var scheme = FeatureScheme()
        guard let han = input.count(), let word = input.count(), let low = input.count(),
            let high = input.count(), low <= high, let skip = input.count(),
            let edges = input.count(), let repeats = input.count(), let machines = input.count(),
            machines == (classes == 2 ? 1 : classes), let sides = input.count(),
            let share = input.number(), let keys = input.wholes(), let rarity = input.floats(),
            let weights = input.floats(), rarity.count == keys.count,
            weights.count == (keys.count + sides + 1) * machines
        else { return nil }
        scheme.hanLength = han
        scheme.wordLength = word
        scheme.letterLengths = low..<high
        scheme.skipLength = skip
        scheme.marksEdges = edges == 1
        self.init(
            scheme: scheme, countsRepeats: repeats == 1, sideShare: Float(share),
            index: HashIndex(keys: keys), rarity: rarity, weights: weights, machines: machines,
            sides: sides)
    }

    private init(
        scheme: FeatureScheme, countsRepeats: Bool, sideShare: Float, index: HashIndex,
        rarity: [Float], weights: [Float], machines: Int, sides: Int
    ) {
        self.scheme = scheme
        self.countsRepeats = countsRepeats
        self.sideShare = sideShare
        self.index = index
        self.rarity = rarity
        self.weights = weights
        self.machines = machines
        self.sides = sides
    }
}

/// Numbers as bytes, least first.
private struct ByteWriter {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func write(_ count: Int) { write(UInt64(count)) }

    mutating func write(_ number: Double) { write(number.bitPattern) }

    mutating func write(_ text: [UInt8]) {
        write(text.count)
        bytes += text
    }

    mutating func write(_ keys: [UInt64]) {
        write(keys.count)
        for key in keys { write(key) }
    }

    mutating func write(_ numbers: [Float]) {
        write(numbers.count)
        for number in numbers {
            withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
    }

    private mutating func write(_ value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// What was written, as far as it goes.
private struct ByteReader {
    private let all: [UInt8]
    private var place: Int

    init(_ all: [UInt8], from place: Int) {
        self.all = all
        self.place = place
    }

    mutating func count() -> Int? { whole().flatMap { Int(exactly: $0) } }

    mutating func number() -> Double? { whole().map { Double(bitPattern: $0) } }

    mutating func bytes() -> ArraySlice<UInt8>? {
        guard let count = count(), count <= all.count - place else { return nil }
        defer { place += count }
        return all[place..<place + count]
    }

    mutating func wholes() -> [UInt64]? { many { UInt64(littleEndian: $0) } }

    mutating func floats() -> [Float]? {
        many { (bits: UInt32) in Float(bitPattern: UInt32(littleEndian: bits)) }
    }

    /// A count and as many numbers of the same size.
    private mutating func many<Bits: BitwiseCopyable, Number>(
        _ number: (Bits) -> Number
    ) -> [Number]? {
        let size = MemoryLayout<Bits>.size
        guard let count = count(), count <= (all.count - place) / size else { return nil }
        defer { place += count * size }
        return all.withUnsafeBytes { bytes in
            [Number](unsafeUninitializedCapacity: count) { buffer, filled in
                for index in 0..<count {
                    let bits = bytes.loadUnaligned(
                        fromByteOffset: place + index * size, as: Bits.self)
                    buffer.initializeElement(at: index, to: number(bits))
                }
                filled = count
            }
        }
    }

    private mutating func whole() -> UInt64? {
        guard all.count - place >= 8 else { return nil }
        defer { place += 8 }
        return (0..<8).reduce(UInt64(0)) { $0 | UInt64(all[place + $1]) << (8 * $1) }
    }
}
