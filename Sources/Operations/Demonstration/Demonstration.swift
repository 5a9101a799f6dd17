import Base
import Domain
import SQL
import Store
import Synchronization

/// A workspace full of generated records to look around in. It is no heap of rows but three months
/// lived through: customers answer, rules open cases, agents reply, clocks run out, through the
/// operations that people use, on a clock of its own.
public struct Demonstration: Sendable {
    public let language: String
    /// The same seed makes the same company.
    public let seed: UInt64
    public let days: Int

    public init(language: String, seed: UInt64 = 20_261_122, days: Int = 90) {
        self.language = language
        self.seed = seed
        self.days = days
    }

    /// Makes the workspace in an empty store; it ends now.
    /// - Throws: `Refusal` where somebody is there already.
    public func load(into real: House) async throws {
        guard try await real.isUntouched() else { throw Refusal(.conflict, "alreadySetUp") }
        let now = real.now()
        let clock = DemonstrationClock(now - .days(Int64(days)))
        let chance = Mutex(DemonstrationChance(seed: seed))
        let house = House(
            database: real.database, library: real.library,
            uploadsFolder: real.uploadsFolder, vault: real.vault, passwordCost: real.passwordCost,
            clock: { clock.now }, chance: { chance.withLock { $0.next() } })
        let text = try DemonstrationText(real.library, language: language)
        let company = try await DemonstrationCompany.found(
            house, text, language: language, secret: real.randomBytes(24))
        var life = try DemonstrationLife(
            company, clock, text, try DemonstrationComplaints(real.library),
            seed: seed ^ 0xA5A5, until: now)
        try await life.live(days: days)
    }
}

/// The clock of the demonstration; it only goes forward.
final class DemonstrationClock: Sendable {
    private let moment: Mutex<Instant>

    init(_ start: Instant) { moment = Mutex(start) }

    var now: Instant { moment.withLock { $0 } }

    func set(_ instant: Instant) { moment.withLock { $0 = max($0, instant) } }
}
