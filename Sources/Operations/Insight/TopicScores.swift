import Base
import Domain
import Language
import Statistics

extension WordsReport {
    /// Which remarks speak of a topic, and how their responses are found.
    struct Spoken {
        let name: String
        let kept: Themes.Theme?
        let phrases: [String]
        let remarks: [Int]
        let filter: String?

        /// As the list of responses finds them: any phrase in any of the questions for words.
        init(_ topic: TopicFinder.Topic, _ keys: [String]) {
            (name, kept, phrases, remarks) = (topic.name, nil, topic.phrases, topic.texts)
            let spellings = WordsReport.spellings(of: topic)
            let conditions = keys.flatMap { key in
                spellings.map { Node.contains(.name("answers.\(key)"), .text($0)) }
            }
            let text = conditions.first.map { first in
                conditions.dropFirst().reduce(first) { .or($0, $1) }.description
            }
            filter = text.flatMap { $0.utf8.count <= 1_500 ? $0 : nil }
        }

        /// - Parameter known: responses of which the column says so. Where these are fewer, as of
        ///   anonymous answers and until texts are read again, it would not find them.
        init(_ theme: Themes.Theme, _ remarks: [Int], known: Int) {
            (name, kept, phrases) = (theme.name.en, theme, theme.words)
            self.remarks = remarks
            filter =
                known >= remarks.count ? AnswerColumns.speaks(of: theme.id).description : nil
        }
    }
}

/// What goes with each topic; all topics are tested together.
struct TopicScores {
    private let remarks: [WordsReport.Remark]
    private let moods: [Double]
    private let found: [WordsReport.Spoken]

    init(
        _ remarks: [WordsReport.Remark], _ moods: [Double], _ found: [WordsReport.Spoken]
    ) {
        (self.remarks, self.moods, self.found) = (remarks, moods, found)
    }

    func topics(quotes: Bool) -> [WordsReport.Topic] {
        let effects = changes(effects)
        let rises = changes(found.map(rise))
        return found.indices.map { place in
            let topic = found[place]
            let mean = isShown(topic) ? Moments(topic.remarks.map { moods[$0] }).mean : nil
            let chosen = quotes ? mean.flatMap { quote(topic, $0) } : nil
            let (newer, older) = halves(topic)
            return WordsReport.Topic(
                name: topic.name, kept: topic.kept, phrases: topic.phrases,
                n: topic.remarks.count,
                share: fit { () throws(Unfit) in
                    try Share(hits: topic.remarks.count, of: remarks.count).estimate()
                }, mood: mean, effect: effects[place],
                earlier: 100 * Double(older.hits) / Double(older.n),
                lately: 100 * Double(newer.hits) / Double(newer.n), rise: rises[place],
                filter: topic.filter, quote: chosen.map { remarks[$0].text },
                response: chosen.map { remarks[$0].id })
        }
    }

    /// A few would be told by all less the others.
    private func isShown(_ topic: WordsReport.Spoken) -> Bool {
        topic.remarks.count >= Measure.floor
            && remarks.count - topic.remarks.count >= Measure.floor
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
            let own = Moments(topic.remarks.compactMap { remarks[$0].score })
            var rest = scored
            rest.subtract(own)
            guard own.count >= Measure.floor, rest.count >= Measure.floor else { return nil }
            return fit { () throws(Unfit) in try Average.difference(own, rest) }
        }
    }

    /// Of the newer and of the older half of all remarks, how many speak of it.
    private func halves(_ topic: WordsReport.Spoken) -> (newer: Share, older: Share) {
        let middle = remarks.count / 2
        let older = topic.remarks.count { $0 < middle }
        return (
            Share(hits: topic.remarks.count - older, of: remarks.count - middle),
            Share(hits: older, of: middle)
        )
    }

    private func rise(_ topic: WordsReport.Spoken) -> Difference? {
        guard isShown(topic) else { return nil }
        let (newer, older) = halves(topic)
        return fit { () throws(Unfit) in try Share.difference(newer, older).scaled(by: 100) }
    }

    /// The remark that holds most of the topic's phrases in a mood like the mean of all, neither
    /// too short to say something nor too long to read.
    private func quote(_ topic: WordsReport.Spoken, _ mean: Double) -> Int? {
        func worth(_ place: Int) -> Double {
            let text = remarks[place].text
            let lower = text.lowercased()
            let held = topic.phrases.count { lower.holds(text: $0) }
            let length = text.count
            let isFit = length >= 8 && length <= 160
            return Double(held) / Double(max(1, topic.phrases.count)) - abs(moods[place] - mean)
                + (isFit ? 0.5 : 0)
        }
        let worths = topic.remarks.map { (place: $0, worth: worth($0)) }
        return worths.max { $0.worth < $1.worth }?.place
    }
}
