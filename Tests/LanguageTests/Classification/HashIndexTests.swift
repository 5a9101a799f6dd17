import Testing

@testable import Language

@Suite struct HashIndexTests {
    /// Few keys, and so many that they are set apart before they get their slots.
    @Test(arguments: [0, 1, 500, 100_000]) func findsEachKeyAndNoOther(count: Int) {
        var chance = Chance(seed: 1)
        let keys = (0..<count).map { _ in chance.next() | 1 }
        var grown = HashIndex(capacity: 4)
        for (number, key) in keys.enumerated() { #expect(grown.insert(key) == number) }
        let whole = HashIndex(keys: keys)
        for (number, key) in keys.enumerated() {
            #expect(grown.find(key) == number && whole.find(key) == number)
        }
        for key in keys { #expect(whole.find(key & ~1) == nil && grown.find(key & ~1) == nil) }
    }
}
