import Base
import CZlib

/// What a gzip file holds, also one of several members one after the other.
final class GzipSource: ByteSource {
    private let source: any ByteSource
    private var stream = z_stream()
    private var input = [UInt8](repeating: 0, count: 1 << 16)
    private var inputStart = 0
    private var inputEnd = 0
    /// Between two members: the file may end here.
    private var isAtBoundary = true
    private var isOver = false

    init(_ source: any ByteSource) {
        self.source = source
        // 16 + 15: gzip's wrapping, the largest window.
        let status = inflateInit2_(
            &stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib cannot start")
    }

    deinit { inflateEnd(&stream) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !isOver, let start = buffer.baseAddress else { return 0 }
        var filled = 0
        while filled == 0 {
            if inputStart == inputEnd { try refill() }
            if isOver { return 0 }
            filled = try inflate(to: start.assumingMemoryBound(to: UInt8.self), buffer.count)
        }
        return filled
    }

    private func refill() throws {
        inputStart = 0
        inputEnd = try input.withUnsafeMutableBytes { try source.read(into: $0) }
        guard inputEnd == 0 else { return }
        guard isAtBoundary else { throw Refusal(.unreadable, "gzipCutOff") }
        isOver = true
    }

    private func inflate(to start: UnsafeMutablePointer<UInt8>, _ count: Int) throws -> Int {
        if isAtBoundary, skipPadding() { return 0 }
        isAtBoundary = false
        var status: Int32 = Z_OK
        input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress.map { $0 + inputStart }
            stream.avail_in = UInt32(inputEnd - inputStart)
            stream.next_out = start
            stream.avail_out = UInt32(min(count, 1 << 30))
            status = CZlib.inflate(&stream, Z_NO_FLUSH)
            inputStart = inputEnd - Int(stream.avail_in)
        }
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END:
            isAtBoundary = true
            inflateReset(&stream)
        default: throw Refusal(.unreadable, "gzipBroken")
        }
        return min(count, 1 << 30) - Int(stream.avail_out)
    }

    /// Tapes and some tools fill the rest of a block with zeros.
    private func skipPadding() -> Bool {
        while inputStart < inputEnd, input[inputStart] == 0 { inputStart += 1 }
        return inputStart == inputEnd
    }
}
