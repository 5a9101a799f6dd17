public import Base

/// What is kept of the time of an anonymous answer, and how it is put among others.
public enum Anonymity {
    /// With so many earlier answers a new one is written anew, in an order of chance, so that not
    /// even the engine's own marks (row numbers, transactions) tell which one came last.
    public static let mixed = 20

    /// The grain is a day: the noon, in UTC, of the day on which it was given. At that moment it is
    /// the same day nearly everywhere.
    public static func moment(of at: Instant, in zone: Zone) -> Instant {
        let day = Int64(at.civil(in: zone).date.daysSince1970)
        return Instant(seconds: day * 86_400 + 43_200)
    }
}

extension Instrument {
    /// The first question that asks who someone is; nil where none does.
    public var identifyingItem: Item? {
        items.first { item in
            item.cells.contains { [.mail, .phone, .file, .signature].contains($0.kind) }
        }
    }
}
