/// A text as the methods see it: scalars in one width, case and script, each with its place in the
/// original bytes.
public struct NormalText: Sendable {
    /// Unicode scalar values after folding.
    public private(set) var scalars: [UInt32]
    /// Where each scalar began in the original, in bytes; one more than `scalars`, the last is the
    /// length.
    public private(set) var offsets: [Int32]

    /// The most that is read of one text, in bytes; what lies behind is left out.
    public static let longest = 1 << 30

    /// Reads any bytes in linear time: what is no UTF-8 becomes U+FFFD, zero-width characters go.
    public init(_ bytes: [UInt8], folding: Folding = Folding()) {
        self.init(bytes[...], folding: folding)
    }

    public init(_ bytes: ArraySlice<UInt8>, folding: Folding = Folding()) {
        scalars = []
        offsets = []
        bytes.withUnsafeBufferPointer { buffer in
            let buffer = UnsafeBufferPointer(rebasing: buffer.prefix(Self.longest))
            read(buffer, folding)
        }
    }

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, _ folding: Folding) {
        scalars.reserveCapacity(bytes.count / 2 + 8)
        offsets.reserveCapacity(bytes.count / 2 + 9)
        var place = 0
        var hasForeign = false
        while place < bytes.count {
            let (scalar, length) = Scalars.decode(bytes, at: place)
            let folded = folding.fold(scalar)
            if folded == Folding.composite {
                take(composite: scalar, at: place)
            } else if folded != Folding.nothing {
                add(folded, at: place)
                if Folding.foreign.contains(folded) { hasForeign = true }
            }
            place += length
        }
        offsets.append(Int32(truncatingIfNeeded: bytes.count))
        if hasForeign { unmask() }
    }

    @inline(__always)
    private mutating func add(_ scalar: UInt32, at place: Int) {
        scalars.append(scalar)
        offsets.append(Int32(truncatingIfNeeded: place))
    }

    /// A form is read as what it stands for; a mark goes into the letter before it, and one that
    /// fits none means nothing, but for letters of Hangul, which are letters by themselves.
    private mutating func take(composite scalar: UInt32, at place: Int) {
        if let form = Folding.forms[scalar] {
            for one in form { add(one, at: place) }
        } else if let letter = scalars.last, let whole = Folding.composed(letter, scalar) {
            scalars[scalars.count - 1] = whole
        } else if Folding.jamo.contains(where: { $0.contains(Int(scalar)) }) {
            add(scalar, at: place)
        }
    }

    /// A letter of another script inside a Latin word is the Latin letter that it looks like,
    /// unless the word has one that looks like none: then it is of that script.
    private mutating func unmask() {
        var start = 0
        while start < scalars.count {
            guard Scalars.kind(scalars[start]) == .letter else {
                start += 1
                continue
            }
            var end = start
            var (isLatin, isMasked) = (false, true)
            while end < scalars.count, Scalars.kind(scalars[end]) == .letter {
                if scalars[end] < 0x250 {
                    isLatin = true
                } else if Folding.likeness(scalars[end]) == nil {
                    isMasked = false
                }
                end += 1
            }
            if isLatin, isMasked {
                for place in start..<end {
                    scalars[place] = Folding.likeness(scalars[place]) ?? scalars[place]
                }
            }
            start = end
        }
    }

    public var count: Int { scalars.count }

    /// The bytes of the original that a range of scalars stands for. Of a form that stands for
    /// several characters it is the whole form.
    public func originalRange(_ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound, end < count, offsets[end] == offsets[end - 1] { end += 1 }
        return Int(offsets[range.lowerBound])..<Int(offsets[end])
    }

    /// Some parts of the text by themselves, a line each.
    /// - Parameter parts: ascending, without overlap, none empty.
    public func parts(_ parts: [Range<Int>]) -> NormalText {
        var text = NormalText([])
        text.offsets = []
        for part in parts {
            if !text.scalars.isEmpty {
                text.scalars.append(0x0A)
                text.offsets.append(offsets[part.lowerBound])
            }
            text.scalars += scalars[part]
            text.offsets += offsets[part]
        }
        text.offsets.append(parts.last.map { offsets[$0.upperBound] } ?? 0)
        return text
    }
}
