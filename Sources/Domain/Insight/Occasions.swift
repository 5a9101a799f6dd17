public import Base

/// Days on which something happened that may have moved the numbers, as a document: releases,
/// campaigns, price changes. Time series are annotated with them.
public struct Occasions: Hashable, Sendable {
    public struct Day: Hashable, Sendable {
        public let on: CivilDate
        public let name: Wording
    }

    public let key: String
    public let name: Wording
    public let days: [Day]

    /// More than a picture can name.
    public static let mostDays = 500

    /// Reads a document; throws every fault it has.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { node -> Occasions? in
            node.allow("key", "name", "about", "days")
            let key = node.required("key")?.key()
            let name = node.required("name")?.wording()
            _ = node.child("about")?.wording()
            let nodes = node.required("days")?.list() ?? []
            if nodes.count > Occasions.mostDays {
                node.child("days")?.fault("tooMany", ["max": "\(Occasions.mostDays)"])
            }
            let days = nodes.compactMap { day -> Day? in
                day.allow("on", "name")
                let on = day.required("on")?.day().flatMap { CivilDate($0) }
                let name = day.required("name")?.wording()
                guard let on, let name else { return nil }
                return Day(on: on, name: name)
            }
            guard let key, let name else { return nil }
            return Occasions(key: key, name: name, days: days)
        }
    }

    private init(key: String, name: Wording, days: [Day]) {
        self.key = key
        self.name = name
        self.days = days
    }
}
