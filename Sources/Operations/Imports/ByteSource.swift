public import Base
import Glibc

/// Bytes that come in order: a file, what a compressed file holds, a request's body, memory.
public protocol ByteSource: AnyObject {
    /// Fills the beginning of `buffer`; 0 at the end and only there.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteSource {
    /// Appends up to `count` bytes to `bytes`; false at the end.
    func append(to bytes: inout [UInt8], upTo count: Int) throws -> Bool {
        let got = try withUnsafeTemporaryAllocation(byteCount: count, alignment: 8) { room in
            let got = try read(into: room)
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[..<got]))
            return got
        }
        return got > 0
    }
}

/// Bytes in memory.
public final class MemorySource: ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - position)
        buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }
}

/// A file, or standard input.
public final class FileSource: ByteSource {
    private let descriptor: Int32
    private let isOurs: Bool
    /// How large the file is; nil for an empty one and for a pipe.
    public let size: Int?
    /// How much of it was read so far: what progress is measured by.
    public private(set) var bytesRead = 0

    /// - Throws: `Refusal` when there is no such file or it may not be read.
    public init(path: String) throws(Refusal) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        isOurs = true
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw Refusal(.notFound, "fileUnreadable", ["file": path, "reason": reason])
        }
        // A folder can be opened, but nothing can be read of it.
        guard Glibc.read(descriptor, nil, 0) == 0 else {
            close(descriptor)
            throw Refusal(.notFound, "fileIsFolder", ["file": path])
        }
        let end = lseek(descriptor, 0, SEEK_END)
        lseek(descriptor, 0, SEEK_SET)
        size = end > 0 ? Int(end) : nil
    }

    /// Standard input.
    public init() {
        descriptor = STDIN_FILENO
        isOurs = false
        size = nil
    }

    deinit { if isOurs { close(descriptor) } }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if got >= 0 {
                bytesRead += got
                return got
            }
            guard errno == EINTR else {
                let reason = String(cString: strerror(errno))
                throw Refusal(.unreadable, "fileBroken", ["reason": reason])
            }
        }
    }
}

/// A source whose first bytes can be looked at before they are read.
final class PeekingSource: ByteSource {
    private let source: any ByteSource
    private var ahead: [UInt8] = []

    init(_ source: any ByteSource) { self.source = source }

    /// Up to `count` bytes from the beginning of what is left; fewer only at the end.
    func peek(_ count: Int) throws -> [UInt8] {
        while ahead.count < count,
            try source.append(to: &ahead, upTo: max(count - ahead.count, 1 << 16))
        {}
        return Array(ahead.prefix(count))
    }

    func skip(_ count: Int) { ahead.removeFirst(min(count, ahead.count)) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !ahead.isEmpty else { return try source.read(into: buffer) }
        let count = min(buffer.count, ahead.count)
        buffer.copyBytes(from: ahead[..<count])
        ahead.removeFirst(count)
        return count
    }
}
