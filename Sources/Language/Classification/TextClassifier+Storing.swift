extension TextClassifier {
    private static let mark = Array("NUOTEXT2".utf8)
    /// Before networks every member was linear, and none said what it is.
    private static let linearMark = Array("NUOTEXT1".utf8)

    /// The classifier as bytes, for a file beside the workspace. The lexicon is not in them.
    public var bytes: [UInt8] {
        var out = ByteWriter(TextClassifier.mark)
        out.write(classes)
        out.write(mood == nil ? 0 : 1)
        out.write(calibration.slope)
        out.write(calibration.offset)
        out.write(quality?.accuracy ?? -1)
        out.write(quality?.texts ?? 0)
        out.write(members)
        // What an older program wrote ends here.
        out.write(prior ?? -1)
        return out.bytes
    }

    /// - Parameters:
    ///   - mood: the lexicon that it learnt with, if it did with one.
    /// - Returns: nil where the bytes are no classifier of this version.
    public init?(bytes: [UInt8], mood: MoodLexicon?) {
        let isOld = bytes.starts(with: TextClassifier.linearMark)
        guard isOld || bytes.starts(with: TextClassifier.mark) else { return nil }
        var input = ByteReader(bytes, from: TextClassifier.mark.count)
        guard let classes = input.names(), classes.count > 1, let readsMood = input.count(),
            readsMood == 0 || mood != nil,
            let slope = input.number(),
            let offset = input.number(), let accuracy = input.number(), let texts = input.count(),
            let members = input.members(classes: classes.count, areLinear: isOld)
        else { return nil }
        self.init(
            classes: classes, members: members, mood: readsMood == 1 ? mood : nil,
            calibration: Calibration(slope: slope, offset: offset),
            quality: accuracy < 0 ? nil : Quality(accuracy: accuracy, texts: texts),
            prior: input.number().flatMap { $0 < 0 ? nil : $0 })
    }
}

extension ByteWriter {
    mutating func write(_ members: [any TextMember]) {
        write(members.count)
        for member in members { member.write(to: &self) }
    }

    mutating func write(_ names: [String]) {
        write(names.count)
        for name in names { write(Array(name.utf8)) }
    }
}

extension ByteReader {
    /// At least one.
    /// - Parameter areLinear: whether they do not say what they are.
    mutating func members(classes: Int, areLinear: Bool = false) -> [any TextMember]? {
        guard let count = count(), count > 0 else { return nil }
        var members: [any TextMember] = []
        for _ in 0..<count {
            let kind = areLinear ? LinearText.kind : self.count()
            let member: (any TextMember)? =
                switch kind {
                case LinearText.kind: LinearText(from: &self, classes: classes)
                case NetText.kind: NetText(from: &self, classes: classes)
                default: nil
                }
            guard let member else { return nil }
            members.append(member)
        }
        return members
    }

    /// Members that are all linear.
    mutating func linear(classes: Int) -> [LinearText]? {
        members(classes: classes)?.compactMap { $0 as? LinearText }
    }

    mutating func names() -> [String]? {
        guard let count = count() else { return nil }
        var names: [String] = []
        for _ in 0..<count {
            guard let name = bytes() else { return nil }
            names.append(String(decoding: name, as: UTF8.self))
        }
        return names
    }
}

extension LinearText {
    fileprivate static let kind = 0

    func write(to out: inout ByteWriter) {
        out.write(LinearText.kind)
        scheme.write(to: &out)
        out.write(countsRepeats ? 1 : 0)
        out.write(machines)
        out.write(sides)
        out.write(Double(sideShare))
        out.write(index.keys)
        out.write(rarity)
        out.write(weights)
    }

    fileprivate init?(from input: inout ByteReader, classes: Int) {
        guard let scheme = FeatureScheme(from: &input), let repeats = input.count(),
            let machines = input.count(),
            machines == classes || (machines == 1 && classes == 2), let sides = input.count(),
            let share = input.number(), let keys = input.wholes(), let rarity = input.floats(),
            let weights = input.floats(), rarity.count == keys.count,
            weights.count == (keys.count + sides + 1) * machines
        else { return nil }
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

extension NetText {
    fileprivate static let kind = 1

    func write(to out: inout ByteWriter) {
        out.write(NetText.kind)
        scheme.write(to: &out)
        out.write(countsRepeats ? 1 : 0)
        out.write(Double(share))
        out.write(net.units)
        out.write(index.keys)
        for numbers in [rarity, net.inputs, net.thresholds, net.outputs, net.constants] {
            out.write(numbers)
        }
    }

    fileprivate init?(from input: inout ByteReader, classes: Int) {
        guard let scheme = FeatureScheme(from: &input), let repeats = input.count(),
            let share = input.number(), let units = input.count(), let keys = input.wholes(),
            let rarity = input.floats(), rarity.count == keys.count,
            let inputs = input.floats(), let thresholds = input.floats(),
            let outputs = input.floats(), let constants = input.floats(),
            let net = SmallNet(
                classes: classes, units: units, columns: keys.count, inputs: inputs,
                thresholds: thresholds, outputs: outputs, constants: constants)
        else { return nil }
        self.init(
            scheme: scheme, countsRepeats: repeats == 1, index: HashIndex(keys: keys),
            rarity: rarity, share: Float(share), net: net)
    }
}

extension FeatureScheme {
    fileprivate func write(to out: inout ByteWriter) {
        out.write(hanLength)
        out.write(wordLength)
        out.write(letterLengths.lowerBound)
        out.write(letterLengths.upperBound)
        out.write(skipLength)
        out.write(marksEdges ? 1 : 0)
    }

    fileprivate init?(from input: inout ByteReader) {
        guard let han = input.count(), let word = input.count(), let low = input.count(),
            let high = input.count(), low <= high, let skip = input.count(),
            let edges = input.count()
        else { return nil }
        self.init()
        hanLength = han
        wordLength = word
        letterLengths = low..<high
        skipLength = skip
        marksEdges = edges == 1
    }
}
