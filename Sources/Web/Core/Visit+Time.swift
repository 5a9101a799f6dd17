public import Base
import Operations

extension Visit {
    /// The workspace's zone, in which people read times.
    public var zone: Zone { session?.zone ?? .utc }

    /// A moment for a `time` element: `iso` for programs, `text` in the workspace's zone for who
    /// has no script and for the tooltip.
    public func moment(_ instant: Instant?) -> JSON {
        guard let instant else { return .null }
        let civil = instant.civil(in: zone)
        let clock = [civil.hour, civil.minute].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return [
            "iso": .string(instant.iso8601),
            "text": .string("\(civil.date) \(clock.joined(separator: ":"))"),
        ]
    }
}
