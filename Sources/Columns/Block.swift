import Base

/// Numbers and values as the bytes of one block, in the order of this machine: a snapshot is read
/// where it was written.
struct BlockWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ count: Int) { write([count]) }

    /// The numbers alone; how many there are is known from elsewhere.
    mutating func write<N: BitwiseCopyable>(_ numbers: [N]) {
        numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ text: String) {
        write(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: bytes.append(0)
        case .bool(let bool): bytes.append(bool ? 2 : 1)
        case .number(let number):
            bytes.append(3)
            write([number])
        case .string(let text):
            bytes.append(4)
            write(text)
        case .array(let elements):
            bytes.append(5)
            write(elements.count)
            for element in elements { write(element) }
        case .object(let object):
            bytes.append(6)
            write(object.count)
            for member in object.members {
                write(member.key)
                write(member.value)
            }
        }
    }
}

/// What was written, as far as it goes: nil is said where there is less or something else.
struct BlockReader {
    private let bytes: [UInt8]
    private var place = 0
    private static let deepest = 32

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    mutating func count(upTo most: Int) -> Int? {
        let read: [Int]? = numbers(1)
        return read.flatMap { (0...most).contains($0[0]) ? $0[0] : nil }
    }

    mutating func numbers<N: BitwiseCopyable>(_ count: Int) -> [N]? {
        let size = MemoryLayout<N>.stride
        guard count <= (bytes.count - place) / size else { return nil }
        defer { place += count * size }
        return [N](unsafeUninitializedCapacity: count) { out, filled in
            bytes.withUnsafeBytes { bytes in
                UnsafeMutableRawBufferPointer(out).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes[place..<place + count * size]))
            }
            filled = count
        }
    }

    mutating func text() -> String? {
        guard let count = count(upTo: bytes.count - place), let text: [UInt8] = numbers(count)
        else { return nil }
        return String(validating: text, as: UTF8.self)
    }

    mutating func value(_ depth: Int = 0) -> JSON? {
        let kind: [UInt8]? = numbers(1)
        guard depth < BlockReader.deepest, let kind else { return nil }
        switch kind[0] {
        case 0: return .null
        case 1, 2: return .bool(kind[0] == 2)
        case 3:
            let number: [Double]? = numbers(1)
            return number.map { .number($0[0]) }
        case 4: return text().map(JSON.string)
        case 5:
            guard let count = count(upTo: bytes.count - place) else { return nil }
            var elements: [JSON] = []
            for _ in 0..<count {
                guard let element = value(depth + 1) else { return nil }
                elements.append(element)
            }
            return .array(elements)
        case 6:
            guard let count = count(upTo: bytes.count - place) else { return nil }
            var object = JSON.Object()
            for _ in 0..<count {
                guard let key = text(), let member = value(depth + 1) else { return nil }
                object.append(key, member)
            }
            return .object(object)
        default: return nil
        }
    }
}
