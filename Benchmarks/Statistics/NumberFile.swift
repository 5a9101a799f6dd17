import BenchSupport
import Glibc

/// A table of numbers as bytes, column after column: what Swift, Python and R read alike.
struct NumberFile {
    let path: String

    init(_ folder: String, _ name: String) { path = "\(folder)/\(name).f64" }

    func write(_ columns: [[Double]]) throws {
        guard let file = fopen(path, "wb") else { throw Fault("\(path) cannot be written") }
        defer { fclose(file) }
        for column in columns {
            let written = column.withUnsafeBytes { fwrite($0.baseAddress, 8, column.count, file) }
            guard written == column.count else { throw Fault("\(path) cannot be written") }
        }
    }

    func columns(_ width: Int) throws -> [[Double]] {
        guard let file = fopen(path, "rb") else { throw Fault("\(path) cannot be read") }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        let count = ftell(file) / 8
        fseek(file, 0, SEEK_SET)
        guard count % width == 0 else { throw Fault("\(path) does not hold \(width) columns") }
        return try (0..<width).map { _ in
            var column = Array(repeating: 0.0, count: count / width)
            let got = column.withUnsafeMutableBytes {
                fread($0.baseAddress, 8, count / width, file)
            }
            guard got == count / width else { throw Fault("\(path) cannot be read") }
            return column
        }
    }
}
