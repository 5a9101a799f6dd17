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
    ///   - mood: the lexicon that it learnt with, if it did with one.
    /// - Returns: nil where the bytes are no classifier of this version.
    public init?(bytes: [UInt8], mood: MoodLexicon?) {
        guard bytes.starts(with: TextClassifier.mark) else { return nil }
        var input = ByteReader(bytes, from: TextClassifier.mark.count)
        guard let count = input.count(), count > 1 else { return nil }
        var classes: [String] = []
        for _ in 0..<count {
            guard let name = input.bytes() else { return nil }
            classes.append(String(decoding: name, as: UTF8.self))
        }
        guard let readsMood = input.count(), readsMood == 0 || mood != nil,
            let slope = input.number(),
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
            machines == classes || (machines == 1 && classes == 2), let sides = input.count(),
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
