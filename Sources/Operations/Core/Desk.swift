public import Base
import Crypto
public import Domain
public import SQL
import Store

/// Where one actor works: performs operations, reads, and writes through ledgers.
public struct Desk: Sendable {
    public let house: House
    public let actor: Actor

    /// Set where the caller named a key.
    public var idempotency: Idempotency?

    public init(_ house: House, actor: Actor) {
        self.house = house
        self.actor = actor
    }

    public var workspace: ID<Workspace> { actor.workspace }
    public func now() -> Instant { house.now() }

    /// The one door to every operation: checks the right, then performs.
    public func perform<O: Operation>(_ operation: O) async throws -> O.Output {
        guard O.access.allows(actor) else { throw Refusal.denied(O.access, actor) }
        return try await operation.perform(on: self)
    }

    /// The same from raw input; the right is checked before the input, so that who may not act
    /// learns nothing about it.
    public func perform<O: Operation>(
        _: O.Type, _ raw: JSON.Object
    ) async throws -> O.Output {
        guard O.access.allows(actor) else { throw Refusal.denied(O.access, actor) }
        return try await O(Input(raw, as: O.input)).perform(on: self)
    }

    public func read<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await house.database.read(body)
    }

    /// One atomic change: state rows and event rows together, durable when this returns. The body
    /// may run twice, so it changes nothing but the ledger.
    public func write<T: Sendable>(
        _ body: @escaping @Sendable (Ledger) throws -> T
    ) async throws -> T {
        try await house.database.write { connection in
            try body(Ledger(connection: connection, house: house, actor: actor, now: house.now()))
        }
    }

    /// The same for what the caller is answered: where the caller named a key, the answer is kept
    /// beside the change, and the same request a second time changes nothing.
    /// - Throws: `Replay` with the answer of the first time.
    public func write<R: Resource>(
        _ body: @escaping @Sendable (Ledger) throws -> R
    ) async throws -> R {
        guard let idempotency else {
            return try await house.database.write { connection in
                try body(
                    Ledger(connection: connection, house: house, actor: actor, now: house.now()))
            }
        }
        return try await house.database.write { connection in
            let ledger = Ledger(
                connection: connection, house: house, actor: actor, now: house.now())
            let claim = try connection.claim(
                idempotencyKey: idempotency.key, fingerprint: idempotency.fingerprint,
                workspace: workspace, at: ledger.now)
            if case .done(let output) = claim { throw Replay(output: output) }
            let output = try body(ledger)
            try connection.complete(
                idempotencyKey: idempotency.key, response: output.json, workspace: workspace)
            return output
        }
    }
}

extension Refusal {
    public static func denied(_ access: Access, _ actor: Actor) -> Refusal {
        switch (access, actor.kind) {
        case (_, .respondent): Refusal(.signInNeeded, "signInNeeded")
        case (.right(let right), _): Refusal(.forbidden, "forbidden", ["right": right.rawValue])
        default: Refusal(.forbidden, "onlyForPeople")
        }
    }
}

/// The key by which a caller makes a repeated request count once.
public struct Idempotency: Sendable {
    public let key: String
    /// Of the operation and its whole input; the same key with another is refused.
    public let fingerprint: String

    public init(key: String, operation: String, input: JSON) throws(Refusal) {
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw Refusal(.unreadable, "badIdempotencyKey") }
        self.key = key
        var bytes = Array(operation.utf8)
        bytes.append(UInt8(ascii: " "))
        input.write(to: &bytes)
        fingerprint = Array(SHA256.hash(data: bytes).prefix(16)).hexadecimal
    }
}

/// Thrown out of a write whose key was used before: what was answered then.
public struct Replay: Error {
    public let output: JSON
}
