import BenchSupport
import Glibc

/// Texts as the Python side wrote them: one a line, its label before the first tab.
struct TextFile {
    let labels: [String]
    let texts: [[UInt8]]

    init(_ folder: String, _ name: String) throws {
        var labels: [String] = []
        var texts: [[UInt8]] = []
        for line in try bytes(ofFile: "\(folder)/\(name).txt").split(separator: 0x0A) {
            guard let tab = line.firstIndex(of: 0x09) else { continue }
            labels.append(String(decoding: line[..<tab], as: UTF8.self))
            texts.append(Array(line[(tab + 1)...]))
        }
        self.labels = labels
        self.texts = texts
    }

    var size: Int { texts.reduce(0) { $0 + $1.count } }
}

/// A whole file.
func bytes(ofFile path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw Fault("\(path) cannot be read") }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let count = ftell(file)
    fseek(file, 0, SEEK_SET)
    let all = [UInt8](unsafeUninitializedCapacity: count) { room, used in
        used = fread(room.baseAddress, 1, count, file)
    }
    guard all.count == count else { throw Fault("\(path) cannot be read") }
    return all
}
