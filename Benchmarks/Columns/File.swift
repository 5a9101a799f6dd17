import BenchSupport
import Glibc

enum File {
    static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else { throw Fault("\(path) cannot be written") }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw Fault("\(path) cannot be written")
        }
    }

    final class Writer {
        private let file: UnsafeMutablePointer<FILE>

        init(_ path: String) throws {
            guard let file = fopen(path, "wx") else { throw Fault("\(path) cannot be written") }
            self.file = file
        }

        func write(_ bytes: [UInt8]) throws {
            guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
                throw Fault("the disk is full")
            }
        }

        /// Leaves all of it on disk.
        func close() throws {
            let isKept = fflush(file) == 0 && fsync(fileno(file)) == 0
            guard fclose(file) == 0, isKept else { throw Fault("the disk is full") }
        }
    }

    /// Reads a file that may have lost its name already.
    final class Reader {
        private let file: Int32

        init(_ path: String) throws {
            file = open(path, O_RDONLY)
            guard file >= 0 else { throw Fault("\(path) cannot be read") }
        }

        deinit { close(file) }

        func rewind() throws {
            guard lseek(file, 0, SEEK_SET) == 0 else { throw Fault("a file cannot be read") }
        }

        /// Has the system forget what it keeps of the file in memory.
        func forget() throws {
            guard posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0 else {
                throw Fault("a file cannot be forgotten")
            }
        }

        func read(_ count: Int) throws -> [UInt8] {
            try [UInt8](unsafeUninitializedCapacity: count) { out, filled in
                while filled < count {
                    let got = Glibc.read(file, out.baseAddress.map { $0 + filled }, count - filled)
                    guard got >= 0 else { throw Fault("a file cannot be read") }
                    guard got > 0 else { return }
                    filled += got
                }
            }
        }
    }
}
