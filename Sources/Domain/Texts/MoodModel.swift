public import Base

/// A model of mood that a workspace's own answers taught: what they wrote beside how they scored.
public struct MoodModel: Hashable, Sendable {
    /// Fewer texts of each kind teach nothing that the built-in words do not know.
    public static let textsLeast = 50
    /// The newest are learnt from.
    public static let textsMost = 20_000

    /// From one on; nought stands for the rules that come with the program.
    public let version: Int
    public let at: Instant
    public let author: String
    /// Texts with a clear score that it learnt from.
    public let texts: Int
    /// Those of customers who were content.
    public let content: Int
    /// Texts of which it told the side while they were held out.
    public let hits: Int
    /// Texts of which the built-in rules tell the side.
    public let builtInHits: Int
    /// The part of content customers among all who wrote, scored or not, 0 to 1; by it the
    /// threshold was set.
    public let share: Double

    public init(
        version: Int, at: Instant, author: String, texts: Int, content: Int, hits: Int,
        builtInHits: Int, share: Double
    ) {
        self.version = version
        self.at = at
        self.author = author
        self.texts = texts
        self.content = content
        self.hits = hits
        self.builtInHits = builtInHits
        self.share = share
    }

    /// Whether it told more texts right than the built-in rules on the same texts.
    public var isBetter: Bool { hits > builtInHits }
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
