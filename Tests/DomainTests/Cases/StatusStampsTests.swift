import Base
import Domain
import Testing

@Suite struct StatusStampsTests {
    /// In at 0, out at 10, in again at 20, out at 30; and what more visits leave unknown.
    @Test func fourStampsTellWhereACaseWas() {
        func at(_ seconds: Int64) -> Instant { Instant(seconds: seconds) }
        let twice = StatusStamps(
            firstEntered: at(0), lastEntered: at(20), firstExited: at(10), lastExited: at(30))
        #expect(twice.covers(at(-1)) == false && twice.covers(at(5)) == true)
        #expect(twice.covers(at(25)) == true && twice.covers(at(30)) == false)
        #expect(twice.covers(at(15)) == nil, "it may have been there a third time")
        let again = StatusStamps(
            firstEntered: at(0), lastEntered: at(20), firstExited: at(10), lastExited: at(10))
        #expect(again.covers(at(15)) == false && again.covers(at(99)) == true)
        let once = StatusStamps(
            firstEntered: at(0), lastEntered: at(0), firstExited: nil, lastExited: nil)
        #expect(once.covers(at(7)) == true)
    }
}
