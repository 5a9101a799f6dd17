public import Base
import Crypto
import Domain
import SQL
import Store
import Synchronization

/// What the answering page tells of who hands it in, besides the answers.
public struct AnswerTrace: Sendable {
    /// When the page was shown, as its signed stamp says; nil where there is none that fits.
    public var shownAt: Instant?
    /// Whether a field was filled that nobody sees.
    public var isTrapped: Bool
    /// Random, of the browser's cookie.
    public var device: String?

    public init(shownAt: Instant? = nil, isTrapped: Bool = false, device: String? = nil) {
        self.shownAt = shownAt
        self.isTrapped = isTrapped
        self.device = device
    }

    /// Whether a page was handed in faster than a person reads it, or never asked for.
    func isMachine(at now: Instant, fields: Int) -> Bool {
        guard !isTrapped else { return true }
        guard let shownAt else { return true }
        let seconds = Double((now - shownAt).microseconds) / 1_000_000
        return fields >= 2 && seconds < Quality.pageLeastSeconds
    }

    /// The device as it is kept: of this questionnaire only, so that nobody can be followed from
    /// one to another.
    func deviceHash(for instrument: ID<Instrument>, _ secret: [UInt8]) -> String? {
        device.map { device in
            AnswerStamp.code("device \(instrument) \(device)", secret)
        }
    }
}

/// The time at which a page was shown, signed so that a page's form can carry it.
public enum AnswerStamp {
    /// Older ones tell nothing of how long someone read.
    static let life = Span.hours(24)

    static func code(_ text: String, _ secret: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(text.utf8), using: SymmetricKey(data: secret))
        return Array(Array(code).prefix(12)).hexadecimal
    }

    static func text(_ at: Instant, key: String, page: Int, _ secret: [UInt8]) -> String {
        "\(at.microseconds).\(code("stamp \(key) \(page) \(at.microseconds)", secret))"
    }

    static func read(
        _ text: String, key: String, page: Int, at now: Instant, _ secret: [UInt8]
    ) -> Instant? {
        guard let time = text.split(separator: ".").first.flatMap({ Int64($0) }) else { return nil }
        let at = Instant(microseconds: time)
        guard text == self.text(at, key: key, page: page, secret), at <= now, now - at < life
        else { return nil }
        return at
    }
}

/// The secret of this installation by which pages are stamped; made when it is first needed.
final class StampSecret: Sendable {
    private static let name = "answers.stamp"
    private let known = Mutex<[UInt8]?>(nil)

    func bytes(of house: House) async throws -> [UInt8] {
        if let known = known.withLock({ $0 }) { return known }
        let stored = try await house.database.read {
            try $0.setting(Self.name, workspace: .installation)?.string
        }
        var bytes = stored.flatMap { [UInt8](hexadecimal: $0) }
        if bytes == nil {
            let new = house.randomBytes(32)
            bytes = try await house.database.write { connection in
                // Another node may have been quicker.
                let there = try connection.setting(Self.name, workspace: .installation)?.string
                if let there, let bytes = [UInt8](hexadecimal: there) { return bytes }
                try connection.set(
                    Self.name, to: .string(new.hexadecimal), workspace: .installation)
                return new
            }
        }
        known.withLock { $0 = bytes }
        return bytes ?? []
    }
}

extension House {
    /// The stamp of a page that is shown now.
    public func answerStamp(key: String, page: Int) async throws -> String {
        AnswerStamp.text(now(), key: key, page: page, try await stampSecret.bytes(of: self))
    }

    /// When a page was shown; nil for a stamp that is not ours.
    public func shownAt(stamp: String, key: String, page: Int) async throws -> Instant? {
        AnswerStamp.read(
            stamp, key: key, page: page, at: now(), try await stampSecret.bytes(of: self))
    }
}
