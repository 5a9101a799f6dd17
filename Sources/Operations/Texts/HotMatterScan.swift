import Base
import Domain
import Language
import Statistics
import Store

/// Finds what suddenly many complain of. A matter is a theme of the workspace or words that come
/// together; it is hot where more people speak of it than its share of the past lets expect.
struct HotMatterScan {
    /// The newest complaints are scanned.
    static let complaintsMost = 6_000

    private let complaints: [WrittenTexts.Stored]
    private let start: Instant
    /// The part of all texts that came within the window, 0 to 1.
    private let share: Double

    private struct Candidate {
        let matter: String
        let name: Wording
        let places: [Int]
        let people: Int
        let before: Int
        let p: Double
    }

    /// - Parameters:
    ///   - window, before: texts of any mood that came in the window and in the time before it.
    init(_ complaints: [WrittenTexts.Stored], since start: Instant, window: Int, before: Int) {
        self.complaints = complaints
        self.start = start
        share = Double(window) / Double(max(1, window + before))
    }

    func matters(
        _ themes: ThemeReader, _ finder: TopicFinder, _ lexicons: Lexicons
    ) -> [HotMatter] {
        guard complaints.count(where: { $0.at >= start }) >= HotMatter.peopleLeast, share < 1
        else { return [] }
        let topics = finder.topics(
            of: complaints.map { lexicons.normal($0.text) }, limit: 60)
        var candidates = themes.themes.compactMap { theme in
            candidate(
                theme.id, theme.name,
                complaints.indices.filter { place in
                    complaints[place].themes.contains { $0.key == theme.id && $0.mood < 0 }
                })
        }
        candidates += topics.compactMap { topic in
            candidate(topic.name, Wording(zh: topic.name, en: topic.name), topic.texts)
        }
        let adjusted = FalseDiscovery.adjusted(candidates.map(\.p))
        let found = zip(candidates, adjusted).compactMap { one, p -> HotMatter? in
            let expected = Double(one.before) * share / (1 - share)
            guard p < HotMatter.level, one.people >= HotMatter.peopleLeast,
                Double(one.people) >= HotMatter.ratioLeast * expected
            else { return nil }
            return matter(one, p: p, expected: expected, topics)
        }
        return distinct(found).sorted { $0.p == $1.p ? $0.matter < $1.matter : $0.p < $1.p }
    }

    /// A crowd is told once, by what says most to those who read of it: the company's own topics,
    /// then touchpoints, dimensions and mere words.
    private func distinct(_ found: [HotMatter]) -> [HotMatter] {
        func rank(_ matter: HotMatter) -> Int {
            let kinds: [Themes.Theme.Kind] = [.topic, .touchpoint, .dimension]
            return kinds.firstIndex { matter.matter.hasPrefix($0.rawValue + ".") } ?? kinds.count
        }
        var kept: [(matter: HotMatter, records: Set<String>)] = []
        for one in found.sorted(by: { (rank($0), $0.p, $0.matter) < (rank($1), $1.p, $1.matter) }) {
            let records = Set(
                one.responses.map(\.description) + one.cases.map(\.description))
            let isKnown = kept.contains { other in
                let shared = other.records.intersection(records).count
                return 2 * shared > min(records.count, other.records.count)
            }
            if !isKnown { kept.append((one, records)) }
        }
        return kept.map(\.matter)
    }

    private func candidate(_ matter: String, _ name: Wording, _ places: [Int]) -> Candidate? {
        let fresh = places.filter { complaints[$0].at >= start }
        let people = Set(fresh.map { complaints[$0].person }).count
        guard people > 0 else { return nil }
        let old = places.filter { complaints[$0].at < start }
        let before = Set(old.map { complaints[$0].person }).count
        return Candidate(
            matter: matter, name: name, places: fresh, people: people, before: before,
            p: Binomial(trials: people + before, chance: share).atLeast(people))
    }

    private func matter(
        _ one: Candidate, p: Double, expected: Double, _ topics: [TopicFinder.Topic]
    ) -> HotMatter {
        let place = place(of: one.places)
        let own = Set(one.places)
        // What most of them speak of, in their own words.
        let object = topics.max {
            own.intersection($0.texts).count < own.intersection($1.texts).count
        }
        // A case in which somebody wrote twice is one record.
        var seen = Set<WrittenTexts.Source>()
        let records = one.places.map { complaints[$0].source }.filter {
            seen.insert($0).inserted
        }
        return HotMatter(
            matter: one.matter, name: one.name, people: one.people, peopleBefore: one.before,
            expected: (expected * 100).rounded() / 100, p: p, field: place?.field,
            value: place?.value, words: Array((object?.phrases ?? []).prefix(4)),
            responses: Array(records.compactMap(\.response).prefix(HotMatter.recordsMost)),
            cases: Array(records.compactMap(\.one).prefix(HotMatter.recordsMost)))
    }

    /// The value of a field that came with the answers, or that the cases have, which most of
    /// these have and most others have not.
    private func place(of places: [Int]) -> (field: String, value: String)? {
        func count(_ places: some Sequence<Int>) -> [[String]: Int] {
            var counts: [[String]: Int] = [:]
            for place in places {
                for member in complaints[place].fields.members {
                    guard let value = member.value.string, (1...60).contains(value.utf8.count)
                    else { continue }
                    counts[[member.key, value], default: 0] += 1
                }
            }
            return counts
        }
        let all = count(complaints.indices)
        let own = count(places)
        let best = own.filter { found in
            let share = Double(found.value) / Double(places.count)
            let usual = Double(all[found.key] ?? 0) / Double(complaints.count)
            return share >= 0.6 && share >= 2 * usual
        }.max { $0.value == $1.value ? $0.key[1] > $1.key[1] : $0.value < $1.value }
        return best.map { ($0.key[0], $0.key[1]) }
    }
}

extension WrittenTexts.Source {
    fileprivate var response: ID<Response>? { if case .response(let id) = self { id } else { nil } }
    fileprivate var one: ID<Case>? { if case .one(let id) = self { id } else { nil } }
}
