import Base
import Operations

/// Reads hostile tables drawn from a seed: never a crash, never another error than a refusal, and
/// the same however the bytes arrive.
public struct TableFuzz {
    /// What reading ends in: rows, or a refusal with its place.
    private enum Outcome: Equatable {
        case rows([[String]], lines: [Int])
        case refused(code: String, line: String?)

        var isRefused: Bool {
            if case .refused = self { true } else { false }
        }
    }

    /// How many inputs were tables after all, and how many were refused.
    public private(set) var read = 0
    public private(set) var refused = 0
    private var chance: SystemChance

    public init(seed: UInt64) { chance = SystemChance(seed: seed) }

    /// One more input.
    /// - Returns: what went wrong, in one line; nil when nothing did.
    /// - Throws: what the reader should not have thrown.
    public mutating func fault() throws -> String? {
        let bytes = HostileTable.bytes(using: &chance)
        let encodings: [TextEncoding?] = [nil, nil, nil, nil, .gb18030, .utf16LittleEndian]
        let encoding = encodings[Int.random(in: 0..<encodings.count, using: &chance)]
        // What is wrong with both its compression and its text is refused for what is met first.
        let isCompressed = bytes.starts(with: [0x1F, 0x8B])
        let whole = try outcome(MemorySource(bytes), encoding)
        let size = Int.random(in: 1...9, using: &chance)
        let pieces = try outcome(DrippingSource(bytes, size: size), encoding)
        guard whole == pieces || (whole.isRefused && pieces.isRefused && isCompressed) else {
            return "\(bytes) in pieces of \(size): \(pieces), at once: \(whole)"
        }
        guard case .rows(let rows, _) = whole else {
            refused += 1
            return nil
        }
        read += 1
        try analyse(bytes, encoding, score: rows[0][0])
        return nil
    }

    /// Cells with anything in them, written and read back.
    /// - Returns: what came back differently; nil when nothing did.
    public mutating func writingFault() throws -> String? {
        let width = Int.random(in: 2...4, using: &chance)
        var rows: [[String]] = []
        for _ in 0..<Int.random(in: 1...4, using: &chance) {
            var row: [String] = []
            for _ in 0..<width { row.append(HostileTable.cell(using: &chance)) }
            rows.append(row)
        }
        let header = (0..<width).map { "c\($0)" }
        let text = DelimitedText.lines([header] + rows)
        let reader = try TableReader.open(
            MemorySource(Array(text.utf8)), delimiter: UInt8(ascii: ","))
        var found: [[String]] = []
        while let batch = try reader.next() { found += batch.map(Self.cells) }
        return found == rows ? nil : "\(rows) came back as \(found)"
    }

    private func outcome(
        _ source: any ByteSource, _ encoding: TextEncoding?
    ) throws -> Outcome {
        do {
            let reader = try TableReader.open(source, encoding: encoding)
            var rows = [reader.header]
            var lines: [Int] = []
            while let batch = try reader.next() {
                rows += batch.map(Self.cells)
                lines += batch.map(\.line)
            }
            return .rows(rows, lines: lines)
        } catch let refusal as Refusal {
            return .refused(code: refusal.code, line: refusal.values["line"])
        }
    }

    private static func cells(_ row: TableRow) -> [String] { (0..<row.count).map { row.text($0) } }

    /// A method over the same bytes computes or refuses.
    private func analyse(_ bytes: [UInt8], _ encoding: TextEncoding?, score: String) throws {
        guard !score.isEmpty, !score.hasPrefix("-") else { return }
        do {
            let table = try TableReader.open(MemorySource(bytes), encoding: encoding)
            _ = try AnalysisCall(method: "nps", options: ["--score", score]).run(on: table)
        } catch is Refusal {}
    }
}
