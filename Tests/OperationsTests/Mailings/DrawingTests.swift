import Base
import Domain
import Testing

@testable import Operations

@Suite struct DrawingTests {
    static let people = (1...1_000).map { number in
        Drawing.Person(
            id: ID(raw: Int64(number)), stratum: number <= 700 ? "a" : number <= 950 ? "b" : "c")
    }

    static func sample(_ method: Mailing.Sample.Method, _ size: Int, seed: Int = 1)
        -> Mailing.Sample
    {
        Mailing.Sample(method: method, size: size, by: "x", seed: seed)
    }

    @Test(arguments: Mailing.Sample.Method.allCases)
    func theSameSeedChoosesTheSameWhateverTheOrder(_ method: Mailing.Sample.Method) {
        let one = Drawing.choose(Self.people, Self.sample(method, 100))
        let two = Drawing.choose(Self.people.reversed(), Self.sample(method, 100))
        #expect(one == two && one.count == (method == .all ? 1_000 : 100))
        // Of every tenth there are ten samples only, so two seeds may well choose the same.
        let others = (2...20).map {
            Drawing.choose(Self.people, Self.sample(method, 100, seed: $0))
        }
        #expect(method == .all || others.contains { $0 != one })
        #expect(Drawing.choose(Self.people, Self.sample(method, 5_000)).count == 1_000)
    }

    @Test func strataKeepTheirShares() {
        let chosen = Drawing.choose(Self.people, Self.sample(.stratified, 100))
        let counts = Dictionary(
            grouping: Self.people.filter { chosen.contains($0.id) }, by: \.stratum
        ).mapValues(\.count)
        #expect(counts == ["a": 70, "b": 25, "c": 5])
    }

    @Test func everyKthIsEvenlySpread() {
        let chosen = Drawing.choose(Self.people, Self.sample(.systematic, 100)).sorted()
        let steps = zip(chosen, chosen.dropFirst()).map { $1.raw - $0.raw }
        #expect(steps.allSatisfy { $0 == 10 })
    }

    /// Over many seeds everybody is chosen about as often: a tenth of 400 times, within six
    /// standard errors.
    @Test func chanceIsFair() {
        var counts = [Int](repeating: 0, count: 1_001)
        for seed in 1...400 {
            for id in Drawing.choose(Self.people, Self.sample(.random, 100, seed: seed)) {
                counts[Int(id.raw)] += 1
            }
        }
        #expect(counts[1...].allSatisfy { (4...76).contains($0) })
    }
}
