public import Base
import Columns
public import Domain
import Language
public import Statistics

/// Topics and aspects of what was written.
public struct WordsReport: Sendable {
    struct Remark: Sendable {
        let id: ID<Response>
        let at: Instant
        let text: String
        let score: Double?
    }

    public struct Topic: Sendable {
        public let name: String
        public let phrases: [String]
        public let n: Int
        /// Mean mood, −1 … 1.
        public let mood: Double
        /// Score of those who speak of it less that of the others; nil without enough scores.
        public let effect: Change?
        /// Parts of the older and of the newer half of the remarks that speak of it, in per cent.
        public let earlier: Double
        public let lately: Double
        /// The newer less the older; nil where too few speak to test it.
        public let rise: Change?
        /// Finds the responses that speak of it; nil where it would be too long.
        public let filter: String?
        /// One that speaks as most of them do; nil for who may not read answers.
        public let quote: String?
        public let response: ID<Response>?

        /// Whether it is heard more often of late, and gladly by nobody.
        public var isHot: Bool {
            guard let rise, rise.isClear, rise.estimate.value > 0 else { return false }
            return mood < 0 || effect.map { $0.isClear && $0.estimate.value < 0 } ?? false
        }
    }

    /// What is said of one dimension of service at one touchpoint.
    public struct Aspect: Sendable {
        public let touchpoint: String
        public let dimension: String
        /// What the workspace's themes call them.
        public let names: (touchpoint: Wording, dimension: Wording)
        public let n: Int
        /// Mean mood; nil below the anonymity floor.
        public let mood: Double?
    }

    /// Whether the instrument asks for words at all.
    public let asks: Bool
    /// Responses read of all that count, and how many of them say something.
    public let read: Int
    public let all: Int
    public let n: Int
    /// Mean mood; nil below the anonymity floor.
    public let mood: Estimate?
    /// Mean mood by steps of time.
    public let steps: [InsightReport.Span]
    /// Whether mood and steps are of every comment, not only of those that were read for topics.
    public let isMoodOfAll: Bool
    public let topics: [Topic]
    public let aspects: [Aspect]
    /// Where the newer half of the remarks begins.
    public let halfway: Instant?

    static let mostTopics = 15

    init(
        _ remarks: [Remark], _ keys: [String], read: Int, of all: Int, _ buckets: Buckets?,
        whole: Course?, _ reading: WordsReading, quotes: Bool
    ) {
        (asks, self.read, self.all, n) = (!keys.isEmpty, read, all, remarks.count)
        guard remarks.count >= Measure.floor else {
            (mood, steps, topics, aspects, halfway) = (nil, [], [], [], nil)
            isMoodOfAll = false
            return
        }
        let texts = remarks.map { reading.lexicons.normal($0.text) }
        let moods = texts.map { reading.lexicons.mood.reading(of: $0).score }
        // A comment that came just now may not have been read yet, and an anonymous one never is.
        let course = (whole?.mood?.n ?? 0) >= remarks.count ? whole : nil
        isMoodOfAll = course != nil
        mood = course?.mood ?? WordsReport.mean(moods)
        halfway = remarks[remarks.count / 2].at
        steps = course?.steps ?? buckets.map { WordsReport.steps(remarks, moods, $0) } ?? []
        aspects = WordsReport.aspects(texts, reading)
        let found = reading.topics.topics(of: texts, limit: WordsReport.mostTopics)
            // Whoever opens the records must find those that were counted.
            .map { topic in
                let spellings = WordsReport.spellings(of: topic)
                return TopicFinder.Topic(
                    name: topic.name, phrases: topic.phrases,
                    texts: remarks.indices.filter { place in
                        spellings.contains { remarks[place].text.holds(text: $0) }
                    })
            }
            // A few that are left over would be told by all less the others.
            .filter {
                $0.texts.count >= Measure.floor
                    && remarks.count - $0.texts.count >= Measure.floor
            }
            .sorted { $0.texts.count > $1.texts.count }
        let finder = TopicScores(remarks, moods, found, keys)
        topics = finder.topics(quotes: quotes)
    }

    /// The commonest phrases of a topic, written small or with a capital: by these it is counted
    /// and found.
    fileprivate static func spellings(of topic: TopicFinder.Topic) -> [String] {
        topic.phrases.prefix(4).flatMap { phrase -> [String] in
            let capital = phrase.prefix(1).uppercased() + phrase.dropFirst()
            return capital == phrase ? [phrase] : [phrase, capital]
        }
    }

    private static func mean(_ moods: [Double]) -> Estimate? { mean(Moments(moods)) }

    static func mean(_ moods: Moments) -> Estimate? {
        fit { () throws(Unfit) in try Average.estimate(moods).clipped(to: -1...1) }
    }

    /// The mood of every comment that was read as it came.
    struct Course {
        let mood: Estimate?
        let steps: [InsightReport.Span]

        init(_ inquiry: Inquiry, _ buckets: Buckets?) throws {
            let cells = try inquiry.run(
                inquiry.checked.window, [], buckets, of: [AnswerColumns.moodScore])
            mood = WordsReport.mean(cells.tally().moments)
            let moments = (0..<(buckets?.count ?? 0)).map { cells.tally(bucket: $0).moments }
            steps = buckets.map { WordsReport.steps(moments, $0) } ?? []
        }
    }

    private static func steps(
        _ remarks: [Remark], _ moods: [Double], _ buckets: Buckets
    ) -> [InsightReport.Span] {
        var parts = Array(repeating: Moments(), count: buckets.count)
        for (remark, mood) in zip(remarks, moods) {
            if let bucket = buckets.bucket(of: remark.at) { parts[bucket].add(mood) }
        }
        return steps(parts, buckets)
    }

    private static func steps(_ parts: [Moments], _ buckets: Buckets) -> [InsightReport.Span] {
        let measures = parts.map {
            Measure(.mean, estimate: mean($0), n: $0.count, filter: nil)
        }
        return Concealment.line(measures).enumerated().map { place, measure in
            InsightReport.Span(
                from: buckets[place].lowerBound, to: buckets[place].upperBound, measure: measure)
        }
    }

    private static func aspects(_ texts: [NormalText], _ reading: WordsReading) -> [Aspect] {
        var cells: [[String]: Moments] = [:]
        for text in texts {
            let findings = reading.themes.lexicon.findings(
                in: text, mood: reading.lexicons.mood)
            for touchpoint in findings where touchpoint.kind == .touchpoint {
                for dimension in findings where dimension.kind == .dimension {
                    cells[[touchpoint.key, dimension.key], default: Moments()]
                        .add((touchpoint.mood + dimension.mood) / 2)
                }
            }
        }
        let names = Dictionary(
            uniqueKeysWithValues: reading.themes.themes.map { ($0.id, $0.name) })
        func name(_ kind: Themes.Theme.Kind, _ key: String) -> Wording {
            names["\(kind.rawValue).\(key)"] ?? Wording(zh: key, en: key)
        }
        return cells.map { key, moments in
            Aspect(
                touchpoint: key[0], dimension: key[1],
                names: (name(.touchpoint, key[0]), name(.dimension, key[1])), n: moments.count,
                mood: moments.count < Measure.floor ? nil : moments.mean)
        }
        .sorted { ($0.touchpoint, $0.dimension) < ($1.touchpoint, $1.dimension) }
    }
}

/// What goes with each topic; all topics are tested together.
private struct TopicScores {
    private let remarks: [WordsReport.Remark]
    private let moods: [Double]
    private let found: [TopicFinder.Topic]
    private let keys: [String]

    init(
        _ remarks: [WordsReport.Remark], _ moods: [Double], _ found: [TopicFinder.Topic],
        _ keys: [String]
    ) {
        (self.remarks, self.moods, self.found, self.keys) = (remarks, moods, found, keys)
    }

    func topics(quotes: Bool) -> [WordsReport.Topic] {
        let effects = changes(effects)
        let rises = changes(found.map(rise))
        return found.indices.map { place in
            let topic = found[place]
            let mean = Moments(topic.texts.map { moods[$0] }).mean
            let chosen = quotes ? quote(topic, mean) : nil
            let (newer, older) = halves(topic)
            return WordsReport.Topic(
                name: topic.name, phrases: topic.phrases, n: topic.texts.count, mood: mean,
                effect: effects[place], earlier: 100 * Double(older.hits) / Double(older.n),
                lately: 100 * Double(newer.hits) / Double(newer.n), rise: rises[place],
                filter: filter(topic), quote: chosen.map { remarks[$0].text },
                response: chosen.map { remarks[$0].id })
        }
    }

    /// With the share of false discoveries held over all topics.
    private func changes(_ differences: [Difference?]) -> [Change?] {
        var adjusted = FalseDiscovery.adjusted(differences.compactMap { $0?.p }).makeIterator()
        return differences.map { difference in
            difference.map { Change($0, adjustedP: adjusted.next()) }
        }
    }

    private var effects: [Difference?] {
        let scored = Moments(remarks.compactMap(\.score))
        return found.map { topic in
            let own = Moments(topic.texts.compactMap { remarks[$0].score })
            var rest = scored
            rest.subtract(own)
            guard own.count >= Measure.floor, rest.count >= Measure.floor else { return nil }
            return fit { () throws(Unfit) in try Average.difference(own, rest) }
        }
    }

    /// Of the newer and of the older half of all remarks, how many speak of it.
    private func halves(_ topic: TopicFinder.Topic) -> (newer: Share, older: Share) {
        let middle = remarks.count / 2
        let older = topic.texts.count { $0 < middle }
        return (
            Share(hits: topic.texts.count - older, of: remarks.count - middle),
            Share(hits: older, of: middle)
        )
    }

    private func rise(_ topic: TopicFinder.Topic) -> Difference? {
        let (newer, older) = halves(topic)
        return fit { () throws(Unfit) in try Share.difference(newer, older).scaled(by: 100) }
    }

    /// The remark that holds most of the topic's phrases in a mood like the mean of all, neither
    /// too short to say something nor too long to read.
    private func quote(_ topic: TopicFinder.Topic, _ mean: Double) -> Int? {
        func worth(_ place: Int) -> Double {
            let text = remarks[place].text
            let held = topic.phrases.count { text.lowercased().contains($0) }
            let length = text.count
            let isFit = length >= 8 && length <= 160
            return Double(held) / Double(max(1, topic.phrases.count)) - abs(moods[place] - mean)
                + (isFit ? 0.5 : 0)
        }
        return topic.texts.max { worth($0) < worth($1) }
    }

    /// As the list of responses finds them: any phrase in any of the questions for words.
    private func filter(_ topic: TopicFinder.Topic) -> String? {
        let spellings = WordsReport.spellings(of: topic)
        let conditions = keys.flatMap { key in
            spellings.map { Node.contains(.name("answers.\(key)"), .text($0)) }
        }
        guard let first = conditions.first else { return nil }
        let text = conditions.dropFirst().reduce(first) { .or($0, $1) }.description
        return text.utf8.count <= 1_500 ? text : nil
    }
}
