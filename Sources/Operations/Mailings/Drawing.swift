import Base
import Domain
import Statistics

/// Chooses a sample of people, the same for the same seed.
struct Drawing {
    struct Person: Hashable {
        let id: ID<Customer>
        /// Value of the trait by which strata are made; empty for those without one.
        let stratum: String
    }

    /// - Parameter people: in any order; by id they are in the order in which they became known.
    static func choose(_ people: [Person], _ sample: Mailing.Sample) -> Set<ID<Customer>> {
        let frame = people.sorted { $0.id < $1.id }
        guard sample.method != .all, sample.size < frame.count else { return Set(frame.map(\.id)) }
        var chance = SplitMix64(seed: UInt64(sample.seed))
        switch sample.method {
        case .all: return Set(frame.map(\.id))
        case .random: return Set(some(frame, sample.size, using: &chance).map(\.id))
        case .systematic: return Set(everyKth(frame, sample.size, using: &chance).map(\.id))
        case .stratified: return stratified(frame, sample.size, using: &chance)
        }
    }

    /// The first steps of a shuffle (Fisher and Yates; Durstenfeld 1964).
    private static func some(
        _ people: [Person], _ count: Int, using chance: inout SplitMix64
    ) -> ArraySlice<Person> {
        var people = people
        let count = min(count, people.count)
        for place in 0..<count {
            let other = place + chance.index(below: people.count - place)
            people.swapAt(place, other)
        }
        return people[..<count]
    }

    /// Every k-th from a start within the first k, k not necessarily whole (Cochran 1977, 8.2).
    private static func everyKth(
        _ people: [Person], _ count: Int, using chance: inout SplitMix64
    ) -> [Person] {
        let step = Double(people.count) / Double(count)
        let start = step * chance.unit()
        return (0..<count).map { people[min(Int(start + Double($0) * step), people.count - 1)] }
    }

    /// Of each stratum as large a part as it is of all.
    private static func stratified(
        _ people: [Person], _ count: Int, using chance: inout SplitMix64
    ) -> Set<ID<Customer>> {
        let strata = Dictionary(grouping: people, by: \.stratum).sorted { $0.key < $1.key }
        let parts: [Int]
        do {
            parts = try Allocation(
                strata.map { Allocation.Stratum(size: $0.value.count) }, total: count,
                rule: .proportional
            ).whole
        } catch {
            preconditionFailure("a total below the frame's size is always shared out: \(error)")
        }
        var chosen: Set<ID<Customer>> = []
        for (stratum, part) in zip(strata, parts) {
            chosen.formUnion(some(stratum.value, part, using: &chance).map(\.id))
        }
        return chosen
    }
}
