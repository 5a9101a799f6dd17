public import Base

/// A model that a workspace's own records or examples taught: how customers' comments were meant,
/// what people put on cases whose customers wrote like this, what a text wants, or whether two
/// questions ask the same.
public struct TextModel: Hashable, Sendable {
    /// What a model tells of a text.
    public enum Subject: String, CaseIterable, Sendable {
        /// From comments beside scores.
        case mood
        /// What people set on cases, from what customers said first.
        case tag, cause, team
        /// What a text wants, and whether two questions ask the same: from examples that people
        /// brought.
        case intent, same
        /// Words that no dictionary knows, from what customers wrote in Chinese.
        case words

        /// Those that learn from examples that were brought.
        public static let brought = [intent, same]
        /// Those that tell what people would put on a case.
        public static let ofCases = [tag, cause, team]

        /// Fewer labelled texts teach nothing.
        public var textsLeast: Int {
            switch self {
            case .mood, .same: 2 * TextModel.contentLeast
            case .words: 200
            case .tag, .cause, .team, .intent: 50
            }
        }
    }

    /// Of content customers, and of others, as many comments are needed.
    public static let contentLeast = 50
    /// A label that stands on fewer cases is not learnt.
    public static let labelLeast = 10
    /// As many of the commonest labels are learnt.
    public static let labelsMost = 100
    /// The newest are learnt from.
    public static let textsMost = 20_000

    public let subject: Subject
    /// From one on; nought stands for what there is without a model: the rules of mood that come
    /// with the program, or no suggestion.
    public let version: Int
    public let at: Instant
    public let author: String
    /// Texts with a label that it learnt from.
    public let texts: Int
    /// Texts of which it said anything while they were held out.
    public let answered: Int
    /// Those it was right about.
    public let hits: Int
    /// Those that the simple way is right about: the built-in rules, or always saying the label
    /// that is commonest.
    public let simpleHits: Int
    /// Labels that it knows, by their keys; none of a model of mood, whose sides are known.
    public let labels: [String]
    /// Of a model of mood.
    public let mood: Mood?
    /// Of a model of intents.
    public let gate: Gate?

    /// How well it tells what fits none of its intents: each of them was hidden in turn.
    public struct Gate: Hashable, Sendable {
        /// Held-out texts of hidden intents, and those of them that were not answered.
        public let outside: Int
        public let rejected: Int

        public init(outside: Int, rejected: Int) {
            self.outside = outside
            self.rejected = rejected
        }
    }

    public struct Mood: Hashable, Sendable {
        /// Texts of customers who were content.
        public let content: Int
        /// The part of content customers among all who wrote, scored or not, 0 to 1; by it the
        /// threshold was set.
        public let share: Double

        public init(content: Int, share: Double) {
            self.content = content
            self.share = share
        }
    }

    public init(
        _ subject: Subject, version: Int, at: Instant, author: String, texts: Int, answered: Int,
        hits: Int, simpleHits: Int, labels: [String] = [], mood: Mood? = nil, gate: Gate? = nil
    ) {
        self.subject = subject
        self.version = version
        self.at = at
        self.author = author
        self.texts = texts
        self.answered = answered
        self.hits = hits
        self.simpleHits = simpleHits
        self.labels = labels
        self.mood = mood
        self.gate = gate
    }

    /// Whether it told more texts right than the simple way on the same texts.
    public var isBetter: Bool { hits > simpleHits }
}

extension TextModel {
    /// When a model learns anew by itself.
    public struct Growth: Hashable, Sendable {
        /// Labelled texts there are, and those of them that came since it last learnt or tried.
        public let texts: Int
        public let new: Int

        public init(texts: Int, new: Int) {
            self.texts = texts
            self.new = new
        }

        /// New ones that are needed: a fifth of all, so that learning never takes more than a
        /// part of the work, and never a handful.
        public var needed: Int { max(20, (texts + 4) / 5) }

        public func isDue(_ subject: Subject) -> Bool {
            texts >= subject.textsLeast && new >= needed
        }
    }

    /// Whether people left it to the program which version is used: not where they went back from
    /// the newest that was worth using.
    /// - Parameters:
    ///   - models: of one subject, the newest first.
    ///   - used: the version in use.
    public static func learnsAlone(_ models: [TextModel], used: Int) -> Bool {
        models.first(where: \.isBetter).map { $0.version == used } ?? (used == 0)
    }
}

extension Metric {
    /// Whether who gave this score is content or not; nil between the two.
    public func isContent(_ score: Double) -> Bool? {
        let (bad, good): (Double, Double) =
            switch self {
            case .nps: (6, 9)
            case .csat, .rating: (2, 4)
            case .ces: (3, 5)
            case .share: (0, 1)
            }
        return score >= good ? true : score <= bad ? false : nil
    }
}
