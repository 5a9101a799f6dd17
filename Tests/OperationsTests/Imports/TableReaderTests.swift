import Base
import Foundation
import TestSupport
import Testing

@testable import Operations

@Suite("Reading delimited text")
struct TableReaderTests {
    static func rows(_ text: String, encoding: TextEncoding? = nil) throws -> [[String]] {
        try rows(Array(text.utf8), encoding: encoding)
    }

    static func rows(_ bytes: [UInt8], encoding: TextEncoding? = nil) throws -> [[String]] {
        let reader = try TableReader.open(MemorySource(bytes), encoding: encoding)
        var all = [reader.header]
        while let batch = try reader.next() {
            for row in batch { all.append((0..<row.count).map { row.text($0) }) }
        }
        return all
    }

    @Test(
        "reads what spreadsheets and databases write",
        arguments: [
            ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
            ("a,b\r\n1,2\r\n3,4", [["a", "b"], ["1", "2"], ["3", "4"]]),
            ("a,b\r1,2\r3,4\r", [["a", "b"], ["1", "2"], ["3", "4"]]),
            ("\u{FEFF}a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]),
            ("a\tb\n\"x\ty\"\t2\n", [["a", "b"], ["x\ty", "2"]]),
            ("a|b\n1|2\n", [["a", "b"], ["1", "2"]]),
            ("a,b\n\"say \"\"no\"\"\",2\n", [["a", "b"], ["say \"no\"", "2"]]),
            ("a,b\n\"one\ntwo\r\nthree\",2\n", [["a", "b"], ["one\ntwo\r\nthree", "2"]]),
            ("a,b\n\"x\" y,2\n", [["a", "b"], ["x y", "2"]]),
            ("a,b\n5\" pipe,2\n", [["a", "b"], ["5\" pipe", "2"]]),
            ("a,b\n,\n\n  \n1,\n", [["a", "b"], ["", ""], ["1", ""]]),
            ("a,b\n1\n1,2,3\n", [["a", "b"], ["1"], ["1", "2", "3"]]),
            ("a\n\"\"\n", [["a"], [""]]),
            ("姓名,分数\n张三,5\n", [["姓名", "分数"], ["张三", "5"]]),
            ("a,b\n\"\"\"\",\"\"\n", [["a", "b"], ["\"", ""]]),
        ])
    func reads(_ text: String, _ rows: [[String]]) throws {
        #expect(try Self.rows(text) == rows)
    }

    /// The same bytes however they are cut when they arrive.
    @Test func doesNotDependOnHowBytesArrive() throws {
        let text = "a,b\r\n\"x\"\"y\r\n\",2\r\n\r\n\"p\" q,\"\"\r\n3,\"四\"\r\n"
        let whole = try Self.rows(text)
        for size in 1...7 {
            let reader = try TableReader(DrippingSource(Array(text.utf8), size: size))
            var all = [reader.header]
            while let batch = try reader.next(upTo: 1) {
                for row in batch { all.append((0..<row.count).map { row.text($0) }) }
            }
            #expect(all == whole, "in pieces of \(size)")
        }
    }

    @Test func knowsTheLineOfEachRow() throws {
        let text = "a,b\n\"1\n2\",3\n\n4,5\r\n6,7\n"
        let reader = try TableReader.open(MemorySource(Array(text.utf8)))
        let batch = try #require(try reader.next())
        #expect(batch.map(\.line) == [2, 5, 6])
        #expect(batch.map(\.number) == [0, 1, 2])
    }

    @Test(
        "a broken file is refused with its line",
        arguments: [
            ("", "tableEmpty", nil), ("\n\n", "tableEmpty", nil),
            ("a,b\n1,2\n\"x,3\n4,5\n", "tableQuoteOpen", "3"),
            ("PK\u{3}\u{4}rest", "tableIsWorkbook", nil),
            ("a,b\n1\u{0},2\n", "tableIsNoText", nil),
        ] as [(String, String, String?)])
    func refusesBrokenText(_ text: String, _ code: String, _ line: String?) {
        let refusal = #expect(throws: Refusal.self) { try Self.rows(text) }
        #expect(refusal?.code == code)
        #expect(refusal?.values["line"] == line)
    }

    @Test func refusesBytesOfAnotherEncoding() {
        let gb: [UInt8] = Array("a,b\n1,2\n".utf8) + [0xD5, 0xC5, 0x2C, 0x31, 0x0A]
        let refusal = #expect(throws: Refusal.self) { try Self.rows(gb) }
        #expect(refusal?.code == "tableWrongEncoding")
        #expect(refusal?.values["line"] == "3")
    }

    @Test func readsOtherEncodings() throws {
        let expected = [["姓名", "分"], ["张三", "5"]]
        let gb: [UInt8] =
            [0xD0, 0xD5, 0xC3, 0xFB, 0x2C, 0xB7, 0xD6, 0x0A, 0xD5, 0xC5, 0xC8, 0xFD]
            + Array(",5\n".utf8)
        #expect(try Self.rows(gb, encoding: .gb18030) == expected)
        let text = "姓名,分\n张三,5\n"
        let units: [UInt16] = Array(text.utf16)
        let low: [UInt8] = units.map { UInt8($0 & 0xFF) }
        let high: [UInt8] = units.map { UInt8($0 >> 8) }
        let little: [UInt8] = [0xFF, 0xFE] + zip(low, high).flatMap { [$0, $1] }
        #expect(try Self.rows(little) == expected)
        let big: [UInt8] = [0xFE, 0xFF] + zip(high, low).flatMap { [$0, $1] }
        #expect(try Self.rows(big) == expected)
        let cut = #expect(throws: Refusal.self) {
            try Self.rows(Array(gb.dropLast(4)), encoding: .gb18030)
        }
        #expect(cut?.code == "tableWrongEncoding")
        #expect(cut?.values["line"] == "2")
    }

    @Test func readsCompressedFilesInSeveralParts() throws {
        let first = Gzip.stored(Array("a,b\n1,".utf8))
        let second = Gzip.stored(Array("2\n".utf8))
        let rows = [["a", "b"], ["1", "2"]]
        #expect(try Self.rows(first + second) == rows)
        #expect(try Self.rows(first + second + [0, 0, 0]) == rows)
        let cut = #expect(throws: Refusal.self) { try Self.rows((first + second).dropLast()) }
        #expect(cut?.code == "gzipCutOff")
        let cutInHead = #expect(throws: Refusal.self) { try Self.rows(first + second.prefix(4)) }
        #expect(cutInHead?.code == "gzipCutOff")
        var broken = first
        broken[first.count - 6] ^= 0xFF
        let wrongSum = #expect(throws: Refusal.self) { try Self.rows(broken) }
        #expect(wrongSum?.code == "gzipBroken")
    }

    @Test func aRowWithoutEndIsRefusedNotKept() {
        let endless = [UInt8](repeating: 0x61, count: TableReader.longestRow + (1 << 20))
        let refusal = #expect(throws: Refusal.self) {
            try Self.rows(Array("a,b\n".utf8) + endless)
        }
        #expect(refusal?.code == "tableRowTooLong")
        #expect(refusal?.values["line"] == "2")
    }

    /// Whatever the cells hold, written by the rules and read again they are the same.
    @Test func whatIsWrittenByTheRulesIsReadBack() throws {
        var chance = SystemChance(seed: 7)
        let letters = Array("ab,;\t|\"\n\r é四 ")
        for _ in 0..<300 {
            let columns = 2 + Int(chance.next() % 4)
            let table = (0..<1 + Int(chance.next() % 6)).map { _ in
                (0..<columns).map { _ in
                    String(
                        (0..<Int(chance.next() % 6)).map { _ in
                            letters[Int(chance.next() % UInt64(letters.count))]
                        })
                }
            }
            let header = (0..<columns).map { "c\($0)" }
            let text = ([header] + table).map { row in
                row.map {
                    "\""
                        + $0.split(separator: "\"", omittingEmptySubsequences: false)
                        .joined(separator: "\"\"") + "\""
                }.joined(separator: ",") + "\r\n"
            }.joined()
            let reader = try TableReader(MemorySource(Array(text.utf8)), delimiter: 0x2C)
            var all: [[String]] = []
            while let batch = try reader.next(upTo: 2) {
                all += batch.map { row in (0..<row.count).map { row.text($0) } }
            }
            #expect(all == table)
        }
    }

    /// A folder can be opened like a file, and is refused; how large a file is is known before.
    @Test func filesAreToldFromFolders() throws {
        let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "files-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let refusal = #expect(throws: Refusal.self) { try FileSource(path: folder.path) }
        #expect(refusal?.code == "fileIsFolder")

        let file = folder.appending(path: "a.csv")
        try Data("a,b\n1,2\n".utf8).write(to: file)
        let source = try FileSource(path: file.path)
        #expect(source.size == 8)
        var bytes = Array(repeating: UInt8(0), count: 20)
        let read = try bytes.withUnsafeMutableBytes { try source.read(into: $0) }
        #expect(bytes.prefix(read) == Array("a,b\n1,2\n".utf8)[...])
        #expect(try FileSource(path: "/dev/null").size == nil)
    }
}

/// Writes gzip members without compressing.
enum Gzip {
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt16(bytes.count)
        var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]
        for value in [count, ~count] { out += [UInt8(value & 0xFF), UInt8(value >> 8)] }
        out += bytes
        for value in [checksum(bytes), UInt32(bytes.count)] {
            out += (0..<4).map { UInt8(value >> (8 * UInt32($0)) & 0xFF) }
        }
        return out
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
