import Base
import Testing

@Suite struct LineDifferenceTests {
    @Test func onlyWhatChangedIsNear() {
        let old = (1...20).map(String.init).joined(separator: "\n")
        let new = old.replacing("\n10\n", with: "\nten\n")
        let difference = LineDifference(from: old, to: new)
        #expect(difference.lines.filter { $0.kind == .old }.map(\.text) == ["10"])
        #expect(difference.lines.filter { $0.kind == .new }.map(\.text) == ["ten"])
        #expect(difference.near(1).map(\.text) == ["9", "10", "ten", "11"])
        #expect(LineDifference(from: old, to: old).near(3).isEmpty)
    }

    @Test func bothTextsCanBePutTogetherAgain() {
        let (old, new) = ("a\nb\nc\nd\n", "b\nx\nc\ne\nd")
        let lines = LineDifference(from: old, to: new).lines
        let before = lines.filter { $0.kind != .new }.map(\.text)
        let after = lines.filter { $0.kind != .old }.map(\.text)
        #expect(before.joined(separator: "\n") == old && after.joined(separator: "\n") == new)
    }
}
