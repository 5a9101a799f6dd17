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
        while place < bytes.count {
            let (scalar, length) = Scalars.decode(bytes, at: place)
            let folded = folding.fold(scalar)
            if folded != Folding.nothing {
                scalars.append(folded)
                offsets.append(Int32(truncatingIfNeeded: place))
            }
            place += length
        }
        offsets.append(Int32(truncatingIfNeeded: bytes.count))
    }

    public var count: Int { scalars.count }

    /// The bytes of the original that a range of scalars stands for.
    public func originalRange(_ range: Range<Int>) -> Range<Int> {
        Int(offsets[range.lowerBound])..<Int(offsets[range.upperBound])
    }
}
