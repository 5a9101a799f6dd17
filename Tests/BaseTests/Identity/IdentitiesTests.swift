import Base
import Testing

struct IdentitiesTests {
    static let start = Instant(seconds: 1_790_847_015)

    @Test func idsAreUniqueAndInOrderWhateverTheClockDoes() {
        var identities = Identities()
        var chance = Chance(seed: 3)
        var now = Self.start
        var last = ID<Widget>(raw: 0)
        for _ in 0..<20_000 {
            // Mostly within a millisecond, sometimes on, sometimes back.
            now = now + Span(microseconds: Int64(chance.below(700)) - 200)
            let id = identities.next(Widget.self, at: now, chance: chance.next())
            #expect(id > last)
            last = id
        }
    }

    @Test func fullChanceRunsOnIntoTheNextMillisecond() {
        var identities = Identities()
        let ids = (0..<3).map { _ in
            identities.next(Widget.self, at: Self.start, chance: .max).raw
        }
        #expect(ids[1] == ids[0] + 1 && ids[2] == ids[1] + 1)
        let next = identities.next(
            Widget.self, at: Self.start + .milliseconds(1), chance: 0)
        #expect(next.raw == ids[2] + 1)
    }

    @Test func laterTimesMakeHigherIDs() {
        var one = Identities()
        var other = Identities()
        let early = one.next(Widget.self, at: Self.start, chance: .max)
        let late = other.next(Widget.self, at: Self.start + .milliseconds(1), chance: 0)
        #expect(early < late)
    }

    @Test func timesOutOfRangeStillGiveIDs() {
        var identities = Identities()
        let before = identities.next(Widget.self, at: Instant(seconds: -1), chance: 0)
        let after = identities.next(Widget.self, at: Instant(seconds: 1 << 40), chance: 5)
        let later = identities.next(Widget.self, at: Instant(seconds: 1 << 41), chance: 5)
        #expect(before.raw > 0 && after > before && later.raw == after.raw + 1)
    }

    @Test func theLowestOfATimeParts() {
        var one = Identities()
        var other = Identities()
        let early = one.next(Widget.self, at: Self.start - .milliseconds(1), chance: .max)
        let lowest = Identities.lowest(Widget.self, at: Self.start)
        #expect(early < lowest)
        #expect(other.next(Widget.self, at: Self.start, chance: 0) >= lowest)
        #expect(Identities.lowest(Widget.self, at: Instant(seconds: -1)).raw == 0)
    }
}
