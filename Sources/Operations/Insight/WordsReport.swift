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
        /// Of all that was written.
        let reading: TextReading.Overall
    }

    public struct Topic: Sendable {
        public let name: String
        /// What people called it; nil for one that was found.
        public let kept: Themes.Theme?
        public let phrases: [String]
        public let n: Int
        /// Of all remarks, 0 … 1.
        public let share: Estimate?
        /// Mean mood, −1 … 1; nil below the anonymity floor.
        public let mood: Double?
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
            return (mood ?? 0) < 0 || effect.map { $0.isClear && $0.estimate.value < 0 } ?? false
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
    /// Found in the remarks, that of most first.
    public let topics: [Topic]
    /// Those that people keep, in the order of their document.
    public let kept: [Topic]
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
            (mood, steps, topics, kept, aspects, halfway) = (nil, [], [], [], [], nil)
            isMoodOfAll = false
            return
        }
        let texts = remarks.map { reading.lexicons.normal($0.text) }
        let moods = remarks.map(\.reading.score)
        // A comment that came just now may not have been read yet, and an anonymous one never is.
        let course = (whole?.mood?.n ?? 0) >= remarks.count ? whole : nil
        isMoodOfAll = course != nil
        mood = course?.mood ?? WordsReport.mean(moods)
        halfway = remarks[remarks.count / 2].at
        steps = course?.steps ?? buckets.map { WordsReport.steps(remarks, moods, $0) } ?? []
        aspects = WordsReport.aspects(remarks, reading)
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
        let own = reading.themes.topics.map { theme in
            Spoken(
                theme,
                remarks.indices.filter { place in
                    remarks[place].reading.themes.contains { $0.key == theme.id }
                }, known: whole?.speakers[theme.id] ?? 0)
        }
        // All are tested together.
        let all = TopicScores(remarks, moods, found.map { Spoken($0, keys) } + own)
            .topics(quotes: quotes)
        topics = Array(all.prefix(found.count))
        kept = Array(all.dropFirst(found.count))
    }

    /// The commonest phrases of a topic, written small or with a capital: by these it is counted
    /// and found.
    static func spellings(of topic: TopicFinder.Topic) -> [String] {
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
        /// How many responses speak of each kept topic, by its id.
        let speakers: [String: Int]

        init(_ inquiry: Inquiry, _ buckets: Buckets?, _ kept: [Themes.Theme]) throws {
            let cells = try inquiry.run(
                inquiry.checked.window, [], buckets, of: [AnswerColumns.moodScore])
            let topics = try inquiry.run(
                inquiry.checked.window,
                of: [AnswerColumns.moodScore] + kept.map { AnswerColumns.mood(of: $0.id) })
            speakers = Dictionary(
                uniqueKeysWithValues: kept.enumerated().map { place, theme in
                    (theme.id, topics.tally(of: place + 1).answered)
                })
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

    private static func aspects(_ remarks: [Remark], _ reading: WordsReading) -> [Aspect] {
        let themes = Dictionary(uniqueKeysWithValues: reading.themes.themes.map { ($0.id, $0) })
        var cells: [[String]: Moments] = [:]
        for remark in remarks {
            let spoken = remark.reading.themes
            for touchpoint in spoken where themes[touchpoint.key]?.kind == .touchpoint {
                for dimension in spoken where themes[dimension.key]?.kind == .dimension {
                    cells[[touchpoint.key, dimension.key], default: Moments()]
                        .add((touchpoint.mood + dimension.mood) / 2)
                }
            }
        }
        return cells.compactMap { ids, moments in
            guard let touchpoint = themes[ids[0]], let dimension = themes[ids[1]] else {
                return nil
            }
            return Aspect(
                touchpoint: touchpoint.key, dimension: dimension.key,
                names: (touchpoint.name, dimension.name), n: moments.count,
                mood: moments.count < Measure.floor ? nil : moments.mean)
        }
        .sorted { ($0.touchpoint, $0.dimension) < ($1.touchpoint, $1.dimension) }
    }
}
