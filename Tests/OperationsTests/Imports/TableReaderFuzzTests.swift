import TestSupport
import Testing

/// Some thousands of hostile tables; `swift run -c release table-fuzz 1000000` tries a million.
@Suite("Any bytes as a table")
struct TableReaderFuzzTests {
    static let inputs = 1_500

    @Test(arguments: UInt64(0)..<8) func areReadOrRefused(_ seed: UInt64) throws {
        var fuzz = TableFuzz(seed: seed)
        for _ in 0..<Self.inputs {
            if let fault = try fuzz.fault() {
                Issue.record("\(fault)")
                return
            }
        }
        // A generator of refusals alone would try nothing of the rest.
        #expect(fuzz.read > Self.inputs / 4 && fuzz.refused > Self.inputs / 20)
    }

    @Test func writtenCellsAreReadBack() throws {
        var fuzz = TableFuzz(seed: 99)
        for _ in 0..<Self.inputs {
            if let fault = try fuzz.writingFault() {
                Issue.record("\(fault)")
                return
            }
        }
    }
}
