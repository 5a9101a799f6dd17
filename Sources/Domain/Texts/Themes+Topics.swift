public import Base

/// What people do with topics that are kept.
extension Themes {
    /// Key of the document that holds a workspace's own topics.
    public static let ownTopics = "topics"

    /// Takes in a suggested topic: as a new one, or its words into one that is there.
    public func adding(
        _ words: [String], named name: Wording, into topic: String?
    ) throws(Refusal) -> Themes {
        if let topic {
            return try changing(topic) { (theme) throws(Refusal) in try theme.add(words) }
        }
        var number = themes.count + 1
        while themes.contains(where: { $0.key == "topic_\(number)" }) { number += 1 }
        let theme = Theme(key: "topic_\(number)", kind: .topic, name: name, words: words)
        return Themes(key: key, name: self.name, themes: themes + [theme])
    }

    /// Gives a topic another name, other words, or locks it; nil leaves what there is.
    public func editing(
        _ topic: String, name: Wording?, words: [String]?, isLocked: Bool?
    ) throws(Refusal) -> Themes {
        try changing(topic) { (theme) throws(Refusal) in
            if let words, words != theme.words {
                // Who unlocks it may change it in the same stroke.
                guard !theme.isLocked || isLocked == false else { throw Self.locked }
                theme.words = words
            }
            if let name { theme.name = name }
            if let isLocked { theme.isLocked = isLocked }
        }
    }

    /// Makes one topic of two: the words of the first go into the other, and the first is gone.
    public func merging(_ topic: String, into other: String) throws(Refusal) -> Themes {
        guard topic != other else { throw .invalid("into", "sameTopic") }
        let from = try place(of: topic)
        guard !themes[from].isLocked else { throw Self.locked }
        let words = themes[from].words
        return try removing(topic).changing(other) { (theme) throws(Refusal) in
            try theme.add(words)
        }
    }

    /// Keeps a topic no longer.
    public func removing(_ topic: String) throws(Refusal) -> Themes {
        let place = try place(of: topic)
        guard !themes[place].isLocked else { throw Self.locked }
        var rest = themes
        rest.remove(at: place)
        return Themes(key: key, name: name, themes: rest)
    }

    fileprivate static let locked = Refusal(.conflict, "topicLocked")

    private func place(of topic: String) throws(Refusal) -> Int {
        guard let place = themes.firstIndex(where: { $0.key == topic && $0.kind == .topic }) else {
            throw Refusal(.notFound, "noSuchTopic")
        }
        return place
    }

    private func changing(
        _ topic: String, _ change: (inout Theme) throws(Refusal) -> Void
    ) throws(Refusal) -> Themes {
        var themes = themes
        try change(&themes[try place(of: topic)])
        return Themes(key: key, name: name, themes: themes)
    }
}

extension Themes.Theme {
    /// Words that it does not have yet.
    fileprivate mutating func add(_ more: [String]) throws(Refusal) {
        guard !isLocked else { throw Themes.locked }
        words += more.filter { !words.contains($0) }
    }
}
