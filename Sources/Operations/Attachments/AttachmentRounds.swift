import Base
import SQL
import Store

/// Removes files that nobody put to use, and those of responses that are gone.
public enum AttachmentRounds {
    /// How long a file may wait for the page it was brought to.
    public static let waitingHours: Int64 = 48

    /// Any number of nodes may do it at any time.
    public static func sweep(_ house: House) async throws {
        let moment = house.now() - .hours(waitingHours)
        try await house.database.write { try Attachments.sweep(waitingSince: moment, on: $0) }
    }
}
