public import Base
import Operations

extension Visit {
    /// The workspace's zone, in which people read times.
    public var zone: Zone { session?.zone ?? .utc }

    /// When a day that somebody chose begins in the workspace's zone, for the input of an
    /// operation; nil where none was chosen.
    /// - Parameter days: how many days later is meant; 1 is the day's end.
    func start(ofDay text: String?, named name: String, adding days: Int) async throws -> JSON? {
        guard let text, !text.isEmpty else { return nil }
        guard let day = CivilDate(text) else { throw Refusal.invalid(name, "notADate") }
        let start = Instant(startOf: day.adding(days: days), in: try await desk.zone())
        return .string(start.iso8601)
    }

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
