import Testing

@testable import Language

@Suite struct HashIndexTests {
    @Test(arguments: [0, 1, 500, 40_000]) func findsEachKeyAndNoOther(count: Int) {
        var chance = Chance(seed: 1)
        let keys = (0..<count).map { _ in chance.next() | 1 }
        var grown = HashIndex(capacity: 4)
        #expect(keys.enumerated().allSatisfy { grown.insert($1) == $0 })
        let whole = HashIndex(keys: keys)
        #expect(
            keys.enumerated().allSatisfy { grown.find($1) == $0 && whole.find($1) == $0 })
        #expect(keys.allSatisfy { grown.find($0 & ~1) == nil && whole.find($0 & ~1) == nil })
    }
}
