public import Operations

/// Hands out bytes in small pieces.
public final class DrippingSource: ByteSource {
    private var bytes: ArraySlice<UInt8>
    private let size: Int

    public init(_ bytes: [UInt8], size: Int) {
        self.bytes = bytes[...]
        self.size = size
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = bytes.prefix(min(size, buffer.count))
        buffer.copyBytes(from: piece)
        bytes = bytes.dropFirst(piece.count)
        return piece.count
    }
}
